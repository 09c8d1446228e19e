"""The causes table: built-in reader and learner on labelled real reviews, beside the targets.

Run with ``python -m tests.benchmarks.causes``. The data folder is ``REVIEWDESK_SHARED_DATA`` or
``../shared/data`` beside the repository; where it is missing the benchmark says so and ends.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from reviews.domain.causes import VERSION, read_causes
from reviews.domain.causes.blend import BlendedReader
from reviews.domain.causes.facts import NO_FACTS, ReviewFacts
from reviews.domain.causes.learner import LabelledText, cross_validate, learn, measure

FOLDER = Path(
    os.environ.get("REVIEWDESK_SHARED_DATA")
    or Path(__file__).resolve().parents[3] / "shared" / "data",
)
SEED = 20
_READINGS, _ROUNDS = 500, 5


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table."""

    measure: str
    reached: float
    target: str


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of one labelled file."""
    lines = (FOLDER / "causes" / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def own_codes() -> Iterator[Line]:
    """Right where both readers have the code, wrong where neither has; else neither way."""
    right = wrong = missed = main_right = 0
    labelled = rows("own_codes.dev.jsonl")
    for row in labelled:
        reading = read_causes(str(row["text"]))
        found = {cause.code for cause in reading.causes}
        one, other = set(row["causes_a"]), set(row["causes_b"])
        right += len(found & one & other)
        wrong += len(found - one - other)
        missed += len((one & other) - found)
        main_right += reading.main in {row["main_a"], row["main_b"]}
    yield Line("own codes, built-in: micro-F1", 2 * right / (2 * right + wrong + missed), ">= 0.80")
    yield Line("own codes, built-in: main cause right", main_right / len(labelled), ">= 0.80")


def examples(name: str, key: str, *, with_facts: bool = False) -> list[LabelledText]:
    """Texts with the labels under ``key``, and the stars and product beside them if wanted."""
    return [
        LabelledText(
            str(row["text"]),
            frozenset(row[key]),
            ReviewFacts(stars=row["stars"], category=str(row["variety"]))
            if with_facts
            else NO_FACTS,
        )
        for row in rows(name)
    ]


def produce() -> Iterator[Line]:
    """Learned on 80 %, tested on the rest: from the words alone, and with stars and product."""
    for name, with_facts in (("words", False), ("words, stars, product", True)):
        labelled = examples("jd_produce.dev.jsonl", "negative_aspects", with_facts=with_facts)
        cut = len(labelled) * 4 // 5
        model = learn(labelled[:cut], seed=SEED)
        figures = measure(model, labelled[cut:])
        yield Line(f"produce, 80 %, {name}: micro-F1", figures.micro_f1, ">= 0.70")
        yield Line(f"produce, {name}: calibration error", figures.calibration_error, "<= 0.05")
    reader = BlendedReader(model=model)
    facts = {example.text: example.facts for example in labelled}
    yield from speed("blended", lambda text: reader.read(text, facts[text]), list(facts), ">= 1500")


def shuffled_produce() -> Iterator[Line]:
    """The same by five folds in a shuffled order: one split in five is luck."""
    for name, with_facts in (("words", False), ("words, stars, product", True)):
        labelled = examples("jd_produce.dev.jsonl", "negative_aspects", with_facts=with_facts)
        figures = cross_validate(labelled, seed=SEED, folds=5)
        yield Line(f"produce, 5-fold, {name}: micro-F1", figures.micro_f1, "-")


def cosmetics() -> Iterator[Line]:
    """Five-fold cross-validation."""
    labelled = examples("cosmetics.dev.jsonl", "negative_categories")
    figures = cross_validate(labelled, seed=SEED, folds=5)
    yield Line("cosmetics, 5-fold: micro-F1", figures.micro_f1, ">= 0.62")
    yield Line("cosmetics: calibration error", figures.calibration_error, "<= 0.05")


def speed(name, read, texts: list[str], target: str) -> Iterator[Line]:  # type: ignore[no-untyped-def]
    """Reviews a second of processor time on one core, texts of about median length.

    The middle of several rounds of at least 500 readings: of a few texts read once, one
    interruption would be most of the time.
    """
    middle = median(len(text) for text in texts)
    typical = [text for text in texts if 0.9 * middle <= len(text) <= 1.1 * middle][:2000]
    typical *= -(-_READINGS // len(typical))
    read(typical[0])
    reached = []
    for _ in range(_ROUNDS):
        started = time.process_time()
        for text in typical:
            read(text)
        reached.append(len(typical) / (time.process_time() - started))
    yield Line(f"{name}: reviews/s ({middle:.0f} characters)", median(reached), target)


def main() -> int:
    """Print the table; 0 also where there are no data to measure on."""
    if not (FOLDER / "causes").is_dir():
        sys.stdout.write(f"skipped: no labelled reviews in {FOLDER / 'causes'}\n")
        return 0
    sys.stdout.write(f"reader {VERSION}\n{'measure':52}{'reached':>10}  target\n")
    texts = [str(row["text"]) for row in rows("own_codes.dev.jsonl")]
    for part in (
        own_codes(),
        speed("built-in", read_causes, texts, ">= 3000"),
        produce(),
        shuffled_produce(),
        cosmetics(),
    ):
        for line in part:
            sys.stdout.write(f"{line.measure:52}{line.reached:10.3f}  {line.target}\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
