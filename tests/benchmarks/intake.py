"""How fast exports come in: ``python -m tests.benchmarks.intake [--rows N] [--repeat N]``.

``--long N`` compares the cost of a row in a file of N rows with that in one of 10,000. Makes its
own files in a temporary folder and its own SQLite database there; with ``DATABASE_URL`` it fills
that database, which must be empty. Each step runs in a process of its own, so that the memory is
that of a worker. Beside each figure stands what one ``bulk_create`` of the review rows alone takes
in the same run; figures are medians of the repeats.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from typing import Any

_SHORT = 10_000
#: What each new shop brings, one file after the other.
_SHOPS = (
    (
        ("csv, first import", "a.csv"),
        ("csv, again, unchanged", "a.csv"),
        ("csv, again, all changed", "changed.csv"),
        ("orders of the reviews", "orders.csv"),
        ("refunds of the orders", "refunds.csv"),
    ),
    (("xlsx, first import", "a.xlsx"), ("xlsx, again, unchanged", "a.xlsx")),
)
_shops = map("shop{}".format, count(1))


@dataclass(frozen=True, slots=True)
class Step:
    """What one process measured of itself."""

    seconds: float
    cpu: float
    peak_mb: int
    told: Any


def start(*arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.benchmarks.intake_steps", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def ended(process: "subprocess.Popen[str]") -> Step:
    printed, _ = process.communicate()
    if process.returncode:
        raise SystemExit(process.returncode)
    return Step(**json.loads(printed))


def run(*arguments: str) -> Step:
    return ended(start(*arguments))


def new_shop() -> str:
    shop = next(_shops)
    run("prepare", shop)
    return shop


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--long", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["REVIEWDESK_DATA_DIR"] = folder
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "reviewdesk.settings"
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], check=True)
        if given.long:
            compare_lengths(Path(folder), given.long, repeat=given.repeat)
        else:
            compare_ways(Path(folder), given.rows, repeat=given.repeat)


def compare_ways(folder: Path, rows: int, *, repeat: int) -> None:
    """First import, again without a change, again with every row changed; csv and xlsx.

    Then the reviews' orders, and their refunds; last the sheet alone is read, which nothing that
    takes a workbook in can be quicker than.
    """
    for name in ("a.csv", "changed.csv", "a.xlsx", "orders.csv", "refunds.csv"):
        run("make", str(folder / name), str(rows))
    measured: dict[str, list[Step]] = {}
    for _ in range(repeat):
        bare = run("bulk_create", new_shop(), str(rows))
        measured.setdefault("bulk_create of the review rows", []).append(bare)
        for files in _SHOPS:
            shop = new_shop()
            for what, file in files:
                step = run("take_in", shop, str(folder / file))
                measured.setdefault(what, []).append(step)
        alone = run("read", str(folder / "a.xlsx"))
        measured.setdefault("the sheet read alone", []).append(alone)
    bare_seconds = middle(measured["bulk_create of the review rows"], "seconds")
    for what, steps in measured.items():
        report(what, rows, steps, bare_seconds)
    report_waits(folder / "a.csv")


def report_waits(file: Path) -> None:
    shop = new_shop()
    beside = start("write_beside", shop)
    run("take_in", shop, str(file))
    waits = ended(beside).told
    cuts = quantiles(waits, n=100)
    sys.stdout.write(
        f"a colleague's write beside an import: {len(waits)} writes, median {cuts[49]:.3f} s, "
        f"99 of 100 below {cuts[98]:.3f} s, longest {max(waits):.3f} s\n"
    )


def compare_lengths(folder: Path, rows: int, *, repeat: int) -> None:
    """Into one database, short files first: it is never as empty again."""
    short, long = folder / "short.csv", folder / "long.csv"
    run("make", str(short), str(_SHORT))
    run("make", str(long), str(rows))
    brief = [run("take_in", new_shop(), str(short)) for _ in range(repeat)]
    report("csv, first import", _SHORT, brief, None)
    shop = new_shop()
    for way in ("first import", "again, unchanged"):
        steps = [run("take_in", shop, str(long))]
        report(f"csv, {way}", rows, steps, None)
        if way == "first import":
            for what in ("seconds", "cpu"):
                ratio = (middle(steps, what) / rows) / (middle(brief, what) / _SHORT)
                sys.stdout.write(f"cost of a row against {_SHORT:,} rows ({what}): {ratio:.2f}\n")


def middle(steps: Sequence[Step], what: str) -> float:
    measured: list[float] = [getattr(step, what) for step in steps]
    return median(measured)


def report(what: str, rows: int, steps: Sequence[Step], bare: float | None) -> None:
    seconds, cpu = middle(steps, "seconds"), middle(steps, "cpu")
    held = f"{seconds / bare:5.2f}" if bare else "    -"
    sys.stdout.write(
        f"{what:30} {rows:>9,} rows {seconds:7.2f} s {rows / seconds:>8,.0f} rows/s "
        f"x bulk_create {held}  cpu {cpu:7.2f} s  peak {max(s.peak_mb for s in steps)} MB\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
