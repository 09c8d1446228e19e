"""The fairness report in words: names of groups, bands and remedies."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from compensation.choices import REMEDY_CHOICES
from compensation.domain.fairness import (
    BANDS_FEN,
    CellLine,
    Fairness,
    GroupLine,
    Measure,
    Verdict,
)
from compensation.domain.money import format_yuan
from compensation.reasons import SEVERITY_CHOICES
from reviews.choices import LEVEL_CHOICES, PLACE_CHOICES
from reviews.models import Cause, Shop

DIMENSIONS = {
    "level": gettext_lazy("Rating"),
    "region": gettext_lazy("Region"),
    "place": gettext_lazy("Inferred place"),
    "device": gettext_lazy("Device"),
}
MEASURES = {
    Measure.OFFERED: gettext_lazy("Offered anything"),
    Measure.AMOUNT: gettext_lazy("Amount, where something was"),
}
VERDICTS = {
    Verdict.SAME: gettext_lazy("As alike cases"),
    Verdict.DIFFERENT: gettext_lazy("Otherwise than alike cases"),
    Verdict.TOO_FEW: gettext_lazy("Too few to say"),
}
DEVICES: dict[str, object] = {
    "mobile": gettext_lazy("Phone"),
    "web": gettext_lazy("Computer"),
}
_GROUPS: dict[str, dict[str, object]] = {
    "level": dict(LEVEL_CHOICES),
    "place": dict(PLACE_CHOICES),
    "device": DEVICES,
}
_KINDS, _SEVERITIES = dict(REMEDY_CHOICES), dict(SEVERITY_CHOICES)


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group in words; averages as people read them, chance in percent ("" where not judged)."""

    line: GroupLine
    dimension: str
    group: str
    measure: str
    average: str
    expected: str
    chance: str
    verdict: str

    @property
    def is_different(self) -> bool:
        """Whether a person should look at it."""
        return self.line.verdict is Verdict.DIFFERENT


@dataclass(frozen=True, slots=True)
class CellRow:
    """Alike cases in words, with each remedy they got."""

    line: CellLine
    cause: str
    severity: str
    band: str
    remedies: list[tuple[str, int, tuple[str, ...]]]


def group_rows(report: Fairness) -> list[GroupRow]:
    """Groups that were treated otherwise first, then the large ones, then those too small."""
    order = [Verdict.DIFFERENT, Verdict.SAME, Verdict.TOO_FEW]
    lines = sorted(report.groups, key=lambda line: (order.index(line.verdict), -line.compared))
    return [_group(line) for line in lines]


def cell_rows(report: Fairness, *, shop: Shop) -> list[CellRow]:
    """Cells whose remedies differ, by the shop's own names of causes."""
    names = cause_names(shop)
    return [_cell(line, names) for line in report.cells]


def cause_names(shop: Shop) -> dict[str, str]:
    """The shop's causes by code."""
    return {cause.code: cause.label for cause in Cause.objects.filter(shop=shop)}


def band_words(band: int) -> str:
    """A band of the order's value in yuan."""
    if band < 0:
        return _("value not known")
    low = BANDS_FEN[band - 1] if band else 0
    if band == len(BANDS_FEN):
        return _("above ¥%(amount)s") % {"amount": format_yuan(low)}
    return f"¥{format_yuan(low)}–{format_yuan(BANDS_FEN[band])}"


def remedy_words(given: tuple[tuple[str, int], ...]) -> str:
    """The remedies of a case."""
    return " + ".join(f"{_KINDS[kind]} ¥{format_yuan(fen)}" for kind, fen in given)


def _group(line: GroupLine) -> GroupRow:
    names: Mapping[str, object] = _GROUPS.get(line.dimension, {})
    return GroupRow(
        line=line,
        dimension=str(DIMENSIONS.get(line.dimension, line.dimension)),
        group=str(names.get(line.group, line.group)),
        measure=str(MEASURES[line.measure]),
        average=_figure(line.measure, line.average),
        expected=_figure(line.measure, line.expected),
        chance="" if line.p_value is None else f"{line.p_value:.1%}",
        verdict=str(VERDICTS[line.verdict]),
    )


def _figure(measure: Measure, value: float) -> str:
    return f"{value:.0%}" if measure is Measure.OFFERED else f"¥{format_yuan(round(value))}"


def _cell(line: CellLine, names: Mapping[str, str]) -> CellRow:
    return CellRow(
        line=line,
        cause=names.get(line.cell.cause, line.cell.cause),
        severity=str(_SEVERITIES[str(line.cell.severity)]),
        band=band_words(line.cell.band),
        remedies=[(remedy_words(one.given), one.cases, one.keys) for one in line.remedies],
    )
