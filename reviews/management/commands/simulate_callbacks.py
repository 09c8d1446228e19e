import os
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews.management.base import DeskCommand
from reviews.simulation.comparison import (
    BASELINE,
    Figures,
    capacity_for,
    compare,
    difference,
    gap_closed,
)
from reviews.simulation.truth import Assumptions

POLICY_NAMES = {
    "newest first": gettext_lazy("newest first"),
    "oldest first": gettext_lazy("oldest first"),
    "bad first": gettext_lazy("bad reviews first"),
    "evening block": gettext_lazy("19:30-21:00 for all"),
    "random slot": gettext_lazy("random half hour"),
    "largest value now": gettext_lazy("largest value now"),
    "value now x (now/best)^3": gettext_lazy("value now x (now/best)^3"),
    "plan on hourly rates": gettext_lazy("plan on hourly rates"),
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
    ("idle", gettext_lazy("idle %")),
    ("rules_broken", gettext_lazy("broken")),
)
WRONG = ("newest first", "ours")


def _count(raw: str) -> int:
    if not raw.isdigit() or int(raw) < 1:
        raise ArgumentTypeError(_("%(raw)s is not a number above zero.") % {"raw": raw})
    return int(raw)


class Command(DeskCommand):
    help = "Compare ways of calling in a simulation, against plain baselines and an oracle."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=_count, default=1, metavar="N")
        parser.add_argument("--buyers", type=_count, default=200, metavar="N")
        parser.add_argument("--days", type=_count, default=14, metavar="N")
        parser.add_argument("--worlds", type=_count, default=20, metavar="N")

    def handle(self, *_args: Any, **options: Any) -> None:
        buyers, days, worlds = options["buyers"], options["days"], options["worlds"]
        seeds = range(options["seed"], options["seed"] + worlds)
        workers = min(os.cpu_count() or 1, worlds)
        capacity = capacity_for(buyers=buyers, days=days)
        self._explain(buyers, days, worlds, capacity)
        for load, times in ((_("Light load"), 1), (_("Heavy load"), 2)):
            given = [Assumptions(seed, buyers * times, days) for seed in seeds]
            self._table(load, compare(given, capacity=capacity, workers=workers))
        for name, wrong in (
            (_("Wrong world: habits 1.5 hours later"), {"shift_hours": 1.5}),
            (_("Wrong world: kinds of place exchanged"), {"relabelled": True}),
        ):
            given = [Assumptions(seed, buyers, days, **wrong) for seed in seeds]
            self._table(name, compare(given, capacity=capacity, only=WRONG, workers=workers))

    def _explain(self, buyers: int, days: int, worlds: int, capacity: int) -> None:
        self.stdout.write(
            _(
                "A simulation of invented worlds. It compares ways of calling; it says nothing of "
                "what a real shop will reach. %(worlds)s worlds of %(days)s days, %(buyers)s "
                "buyers (twice as many at heavy load), %(capacity)s calls a half hour, 9 to 21 "
                "without the nap. Reviews are known from the next import, every two hours. 25 %% "
                "of the addresses name no place, 70 %% of the others the right one; 12 %% of the "
                "buyers hardly ever answer. Cases of the last quarter are not judged.",
            )
            % {"worlds": worlds, "days": days, "buyers": buyers, "capacity": capacity},
        )

    def _table(self, title: str, found: dict[str, list[Figures]]) -> None:
        heads = [str(head) for _name, head in COLUMNS]
        gap = "oracle" in found
        self.stdout.write("")
        self.stdout.write(title)
        tail = [_("gap closed %")] if gap else []
        against = [_("solved against newest first"), _("value against newest first")]
        self.stdout.write(_line("", [*heads, *tail, *against]))
        for name, figures in found.items():
            cells = [f"{_mean(figures, column):.1f}" for column, _head in COLUMNS]
            cells += [f"{gap_closed(found, name):.0f}"] if gap else []
            cells += [_apart(found, name, column) for column in ("solved", "value")]
            self.stdout.write(_line(str(POLICY_NAMES[name]), cells))


def _mean(figures: Sequence[Figures], column: str) -> float:
    return float(sum(getattr(one, column) for one in figures)) / len(figures)


def _apart(found: dict[str, list[Figures]], name: str, column: str) -> str:
    """The paired difference with its 95 % interval; a star where it leaves out zero."""
    these, those = (
        [float(getattr(one, column)) for one in found[policy]] for policy in (name, BASELINE)
    )
    if name == BASELINE:
        return "-"
    apart = difference(these, those)
    star = "*" if apart.is_clear else ""
    return f"{apart.mean:+.1f} ±{apart.half_width:.1f}{star}"


def _line(first: str, cells: Sequence[str]) -> str:
    return "\t".join([first, *cells])
