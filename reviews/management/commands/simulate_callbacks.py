import os
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from typing import Any, TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews.management.base import DeskCommand
from reviews.simulation.comparison import (
    BASELINE,
    CEILING,
    FORERUNNERS,
    HANDICAPPED,
    OURS,
    PLAIN,
    Figures,
    compare,
    difference,
    gap_closed,
)
from reviews.simulation.truth import DIALS_A_CASE_AT_LIGHT_LOAD, NEVER_ANSWERS, Assumptions

Found: TypeAlias = dict[str, list[Figures]]

POLICY_NAMES = {
    "newest first": gettext_lazy("newest first"),
    "oldest first": gettext_lazy("oldest first"),
    "bad first": gettext_lazy("bad reviews first"),
    "evening block": gettext_lazy("19:30-21:00 for all"),
    "random slot": gettext_lazy("random half hour"),
    "largest value now": gettext_lazy("largest value now"),
    "hourly rate": gettext_lazy("the shop's hourly rate for all"),
    "value now x (now/best)^3": gettext_lazy("value now x (now/best)^3"),
    "first prototype's plan": gettext_lazy("first prototype's plan"),
    "ours without place": gettext_lazy("ours without place"),
    "ours without learning": gettext_lazy("ours without learning"),
    "ours without fill": gettext_lazy("ours without fill"),
    "ours": gettext_lazy("ours"),
    "oracle": gettext_lazy("oracle (knows the truth)"),
}
COLUMNS = (
    ("first_reach", gettext_lazy("first %")),
    ("solved_72", gettext_lazy("72 h %")),
    ("solved", gettext_lazy("solved %")),
    ("value", gettext_lazy("value")),
    ("calls_a_solved", gettext_lazy("calls")),
    ("median_hours", gettext_lazy("wait h")),
    ("never_called", gettext_lazy("never %")),
    ("refused_of_answered", gettext_lazy("refused %")),
    ("complained_of_answered", gettext_lazy("complained %")),
    ("idle", gettext_lazy("idle %")),
    ("rules_broken", gettext_lazy("broken")),
)
COMPARED = ("first_reach", "solved_72", "solved")
WRONG = (BASELINE, OURS)


def _count(raw: str) -> int:
    if not raw.isdigit() or int(raw) < 1:
        raise ArgumentTypeError(_("%(raw)s is not a number above zero.") % {"raw": raw})
    return int(raw)


class Command(DeskCommand):
    help = (
        "Compare ways of calling in a simulation, against plain baselines and an oracle. As it "
        "stands it takes one to two minutes on two free cores; the time grows with worlds and "
        "days, and faster than buyers. The figures in docs/timing.md took --buyers 700 --days 28."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--seed", type=_count, default=1, metavar="N", help="of the first world"
        )
        parser.add_argument("--buyers", type=_count, default=150, metavar="N")
        parser.add_argument("--days", type=_count, default=14, metavar="N")
        parser.add_argument("--worlds", type=_count, default=20, metavar="N")

    def handle(self, *_args: Any, **options: Any) -> None:
        buyers, days, worlds = options["buyers"], options["days"], options["worlds"]
        seeds = range(options["seed"], options["seed"] + worlds)
        workers = min(os.cpu_count() or 1, worlds)
        # One thread a worker: more of them only wait for each other over such small tables.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        self._explain(buyers, days, worlds)
        for title, load in ((_("Light load"), 1.0), (_("Heavy load"), 2.0)):
            given = [Assumptions(seed, buyers, days, load=load) for seed in seeds]
            found = compare(given, workers=workers)
            self._table(title, found)
            self._ours_against(found)
        for title, wrong in (
            (_("Wrong world: habits 1.5 hours later"), {"shift_hours": 1.5}),
            (_("Wrong world: kinds of place exchanged"), {"relabelled": True}),
        ):
            given = [Assumptions(seed, buyers, days, **wrong) for seed in seeds]
            found = compare(given, only=WRONG, workers=workers)
            self._table(title, found)
            self._ours_against(found)

    def _explain(self, buyers: int, days: int, worlds: int) -> None:
        given = Assumptions(1, buyers, days)
        self._say(
            _(
                "A simulation of invented worlds. It compares ways of calling; it says nothing of "
                "what a real shop will reach. %(worlds)s worlds of %(days)s days, %(buyers)s "
                "buyers (twice as many at heavy load), two days with twice the reviews. Four "
                "colleagues on shifts make %(calls).0f calls a day, %(dials).0f a buyer at light "
                "load, under the desk's own contact rules. Reviews are known from the next "
                "import, every two hours. %(unknown).0f %% of the addresses name no place, "
                "%(right).0f %% of the others the right one; %(never).0f %% of the buyers hardly "
                "ever answer. Cases of the last quarter are not judged. Solved cases and value "
                "are expected ones, given who answered when.",
            )
            % {
                "worlds": worlds,
                "days": days,
                "buyers": buyers,
                "calls": given.calls_a_day,
                "dials": DIALS_A_CASE_AT_LIGHT_LOAD,
                "unknown": 100 * given.unknown_share,
                "right": 100 * given.right_share,
                "never": 100 * NEVER_ANSWERS,
            },
        )

    def _table(self, title: str, found: Found) -> None:
        gap = CEILING in found
        tail = [_("gap closed %")] if gap else []
        self._say("", title, _line("", [*(str(head) for _name, head in COLUMNS), *tail]))
        for name, figures in found.items():
            cells = [f"{_mean(figures, column):.1f}" for column, _head in COLUMNS]
            cells += [f"{gap_closed(found, name):.0f}"] if gap else []
            self._say(_line(str(POLICY_NAMES[name]), cells))

    def _ours_against(self, found: Found) -> None:
        """Paired over the worlds, with 95 % intervals; a star where they leave out zero."""
        heads = [str(head) for column, head in COLUMNS if column in COMPARED]
        self._say("", _line(_("Ours against"), [*heads, _("value %")]))
        for name in (*PLAIN, *FORERUNNERS, *HANDICAPPED, CEILING):
            if name in found:
                cells = [_apart(_all(found, name, one), _all(found, OURS, one)) for one in COMPARED]
                cells.append(_apart([0.0] * len(found[name]), _gains(found, name)))
                self._say(_line(str(POLICY_NAMES[name]), cells))

    def _say(self, *lines: str) -> None:
        for line in lines:
            self.stdout.write(line)
        self.stdout.flush()


def _mean(figures: Sequence[Figures], column: str) -> float:
    return float(sum(getattr(one, column) for one in figures)) / len(figures)


def _all(found: Found, name: str, column: str) -> list[float]:
    return [float(getattr(one, column)) for one in found[name]]


def _gains(found: Found, name: str) -> list[float]:
    """What ours is worth above the other, in percent of it, world by world."""
    pairs = zip(_all(found, OURS, "value"), _all(found, name, "value"), strict=True)
    return [100 * (ours / max(other, 1.0) - 1) for ours, other in pairs]


def _apart(those: Sequence[float], ours: Sequence[float]) -> str:
    apart = difference(ours, those)
    star = "*" if apart.is_clear else ""
    return f"{apart.mean:+.2f} ±{apart.half_width:.2f}{star}"


def _line(first: str, cells: Sequence[str]) -> str:
    return "\t".join([first, *cells])
