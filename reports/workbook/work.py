"""Timing: how long buyers wait and when they pick up. Team: what each member did."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from reports.domain.intervals import Proportion
from reports.domain.rows import DialCount, PlanFacts
from reports.domain.summary import WeekSummary
from reports.domain.team import TeamLine
from reports.domain.timing import WaitClass
from reports.words import DIALS, WEEKDAYS, WINDOWS, interval_text, label
from reports.workbook.page import BODY, HINT, Column, Kind, Page

HEAD_ROW = 4
#: Hours in which the rules let the desk call; a call noted outside them widens the map.
FIRST_HOUR, LAST_HOUR = 9, 20


def timing_page(book: Workbook, summary: WeekSummary) -> None:
    """Classes of waiting, and the pick-up rate by weekday and hour as a heat map."""
    timing = summary.timing
    hours = _hours(timing.dials)
    page = Page(book, name=_("Timing"), widths=[28, *([9] * len(hours))], one_printed=True)
    page.title(
        _("Timing"),
        hint=_("Waiting counts from the moment the desk knew the review to the first attempt."),
    )
    page.skip()
    page.table(_wait_columns(), timing.waits)
    page.cells((Kind.TEXT, _("Not contacted"), BODY), (Kind.COUNT, timing.not_contacted, BODY))
    if timing.median_hours is not None:
        median = _("Median, hours")
        page.cells((Kind.TEXT, median, BODY), (Kind.DECIMAL, timing.median_hours, BODY))
    page.section(_("Share of dials that were answered, by weekday and hour"))
    _write_heat(page, timing.dials, hours, share=True)
    page.section(_("Dials, by weekday and hour"))
    _write_heat(page, timing.dials, hours, share=False)
    _write_plan(page, timing.plan)


def _write_plan(page: Page, plan: PlanFacts) -> None:
    """Planned windows against what became of them, and who was reached inside and outside."""
    page.section(_("Plan against reality: what became of the call windows of this week"))
    columns: Sequence[Column[tuple[str, int]]] = (
        Column(_("Window"), 28, lambda line: label(WINDOWS, line[0])),
        Column(_("Windows"), 9, lambda line: line[1], Kind.COUNT),
    )
    page.table(columns, plan.windows, empty=_("No call was planned in this week."))
    page.section(_("Plan against reality: calls of this week, and who was reached"))
    page.table(_dial_columns(), plan.dials, empty=_("No call was made in this week."))


def _dial_columns() -> Sequence[Column[tuple[str, int, int]]]:
    def reached(line: tuple[str, int, int]) -> Proportion:
        return Proportion(line[2], line[1])

    return (
        Column(_("Call"), 28, lambda line: label(DIALS, line[0])),
        Column(_("Dials"), 9, lambda line: line[1], Kind.COUNT),
        Column(_("Answered"), 9, lambda line: line[2], Kind.COUNT),
        Column(_("Share"), 9, lambda line: reached(line).share, Kind.PERCENT),
        Column(_("95 % interval"), 18, lambda line: interval_text(reached(line).interval)),
    )


def _wait_columns() -> Sequence[Column[WaitClass]]:
    return (
        Column(_("First contact after"), 28, _wait_text),
        Column(_("Cases"), 9, lambda wait: wait.cases, Kind.COUNT),
    )


def _wait_text(wait: WaitClass) -> str:
    if wait.up_to is None:
        return _("more than %(hours)s hours") % {"hours": wait.over}
    return _("up to %(hours)s hours") % {"hours": wait.up_to}


def _hours(dials: Sequence[DialCount]) -> Sequence[int]:
    made = [dial.hour for dial in dials]
    return range(min([FIRST_HOUR, *made]), max([LAST_HOUR, *made]) + 1)


def _write_heat(
    page: Page, dials: Sequence[DialCount], hours: Sequence[int], *, share: bool
) -> None:
    if not dials:
        page.line(_("No call was made in this week."), font=HINT)
        return
    by_cell = {(dial.weekday, dial.hour): dial for dial in dials}
    head = page.heads([_("Weekday"), *(f"{hour}:00" for hour in hours)], left={0})
    for weekday, name in enumerate(WEEKDAYS):
        cells: list[tuple[Kind, float | int | None]] = []
        for hour in hours:
            dial = by_cell.get((weekday, hour))
            if dial is None or not dial.dials:
                cells.append((Kind.COUNT, None))
            elif share:
                cells.append((Kind.PERCENT, dial.connected / dial.dials))
            else:
                cells.append((Kind.COUNT, dial.dials))
        page.cells((Kind.TEXT, str(name), BODY), *((kind, value, BODY) for kind, value in cells))
    page.shade(f"B{head + 1}:{get_column_letter(1 + len(hours))}{page.row}")


def team_page(book: Workbook, summary: WeekSummary) -> None:
    """One line a member, by name; nobody is ranked, changed reviews are counted for nobody."""
    columns = _team_columns()
    page = Page(book, name=_("Team"), widths=[column.width for column in columns], frozen=HEAD_ROW)
    page.title(
        _("Team"),
        hint=_(
            "By name, not by rank. Abusive calls are left out; "
            "changed reviews are counted for nobody."
        ),
    )
    page.skip()
    page.table(
        columns, summary.team, filters=True, empty=_("Nobody has contacted these buyers yet.")
    )


def _team_columns() -> Sequence[Column[TeamLine]]:
    return (
        Column(_("Member"), 20, lambda line: line.member or _("No longer known"), Kind.LONG),
        Column(_("Cases"), 10, lambda line: line.cases, Kind.COUNT),
        Column(_("Attempts"), 10, lambda line: line.attempts, Kind.COUNT),
        Column(_("Connected"), 12, lambda line: line.connected.share, Kind.PERCENT),
        Column(_("First contacts"), 12, lambda line: line.first_in_time.of, Kind.COUNT),
        Column(
            _("of these within 24 hours"), 14, lambda line: line.first_in_time.share, Kind.PERCENT
        ),
        Column(_("Solved"), 10, lambda line: line.solved.share, Kind.PERCENT),
        Column(_("95 % interval"), 18, lambda line: interval_text(line.solved.interval)),
        Column(_("Abusive calls left out"), 14, lambda line: line.left_out, Kind.COUNT),
    )
