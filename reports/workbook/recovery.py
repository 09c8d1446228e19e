"""Recovery: the four facts apart. Compensation: what was promised and paid."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook

from reports.domain.recovery import RecoveryLine
from reports.domain.remedies import RemedyLine
from reports.domain.rows import BudgetRow
from reports.domain.summary import WeekSummary
from reports.words import GROUPS, KINDS, cause_name, interval_text, label
from reports.workbook.page import HEAD, Column, Kind, Page
from reviews import reasons

HEAD_ROW = 4


def recovery_page(book: Workbook, summary: WeekSummary) -> None:
    """Contacted against uncontacted cases, so that nothing is over-claimed."""
    columns = _recovery_columns()
    page = Page(
        book, name=_("Recovery"), widths=[column.width for column in columns], frozen=HEAD_ROW
    )
    page.title(
        _("Recovery"),
        hint=_(
            "Contacted, solved, remedied and review changed are four facts, each counted apart."
        ),
    )
    page.skip()
    page.table(columns, summary.recovery.lines)
    page.skip()
    page.line(reasons.render(summary.recovery_sentence))


def _recovery_columns() -> Sequence[Column[RecoveryLine]]:
    return (
        Column(_("Cases"), 18, lambda line: str(GROUPS[line.group])),
        Column(_("Case count"), 10, lambda line: line.cases, Kind.COUNT),
        Column(_("Contacted"), 12, lambda line: line.contacted.count, Kind.COUNT),
        Column(_("Solved"), 10, lambda line: line.solved.count, Kind.COUNT),
        Column(_("Share solved"), 12, lambda line: line.solved.share, Kind.PERCENT),
        Column(_("95 % interval"), 18, lambda line: interval_text(line.solved.interval)),
        Column(_("Remedied"), 10, lambda line: line.remedied.count, Kind.COUNT),
        Column(_("Share remedied"), 12, lambda line: line.remedied.share, Kind.PERCENT),
        Column(_("Review changed"), 12, lambda line: line.changed.count, Kind.COUNT),
        Column(_("Share changed"), 12, lambda line: line.changed.share, Kind.PERCENT),
        Column(_("95 % interval"), 18, lambda line: interval_text(line.changed.interval)),
    )


def compensation_page(book: Workbook, summary: WeekSummary) -> None:
    """The same offers added up by cause, by rule and by kind, and the budgets."""
    columns = _remedy_columns(_("Cause"), {})
    page = Page(
        book,
        name=_("Compensation"),
        widths=[column.width for column in columns],
        one_printed=True,
    )
    page.title(
        _("Compensation"),
        hint=_(
            "Offers of this week's cases. A remedy follows from cause, severity and order, "
            "never from what becomes of the review."
        ),
    )
    remedies = summary.remedies
    names = {line.cause.code: cause_name(line.cause) for line in summary.causes}
    page.section(_("By cause"))
    none = _("Nothing was offered to these buyers.")
    page.table(_remedy_columns(_("Cause"), names), remedies.by_cause)
    _write_sum(page, remedies.total)
    page.section(_("By rule of the policy"))
    page.table(
        _remedy_columns(_("Rule"), {"": _("No rule: beyond the policy")}),
        remedies.by_rule,
        empty=none,
    )
    page.section(_("By kind"))
    kinds = {line.key: label(KINDS, line.key) for line in remedies.by_kind}
    page.table(_remedy_columns(_("Kind"), kinds), remedies.by_kind, empty=none)
    if summary.budgets:
        page.section(_("Budgets"))
        page.table(_budget_columns(), summary.budgets)


def _remedy_columns(name: str, names: Mapping[str, str]) -> Sequence[Column[RemedyLine]]:
    return (
        Column(name, 34, lambda line: names.get(line.key, line.key), Kind.LONG),
        Column(_("Offers"), 12, lambda line: line.offers, Kind.COUNT),
        Column(_("Promised offers"), 14, lambda line: line.promised_offers, Kind.COUNT),
        Column(_("Promised, yuan"), 14, lambda line: line.promised, Kind.YUAN),
        Column(_("Paid, yuan"), 18, lambda line: line.paid, Kind.YUAN),
        Column(_("Promises due"), 14, lambda line: line.kept.of, Kind.COUNT),
        Column(_("Kept in time"), 14, lambda line: line.kept.share, Kind.PERCENT),
    )


def _write_sum(page: Page, total: RemedyLine) -> None:
    page.cells(
        (Kind.TEXT, _("Total"), HEAD),
        (Kind.COUNT, total.offers, HEAD),
        (Kind.COUNT, total.promised_offers, HEAD),
        (Kind.YUAN, total.promised, HEAD),
        (Kind.YUAN, total.paid, HEAD),
        (Kind.COUNT, total.kept.of, HEAD),
        (Kind.PERCENT, total.kept.share, HEAD),
    )


def _budget_columns() -> Sequence[Column[BudgetRow]]:
    return (
        Column(_("Budget"), 34, lambda budget: budget.name, Kind.LONG),
        Column(_("Starts on"), 12, lambda budget: budget.starts_on, Kind.DAY),
        Column(_("Ends on"), 14, lambda budget: budget.ends_on, Kind.DAY),
        Column(_("Cap, yuan"), 14, lambda budget: budget.cap, Kind.YUAN),
        Column(_("Promised and paid, yuan"), 14, lambda budget: budget.used, Kind.YUAN),
        Column(
            _("Used"),
            14,
            lambda budget: budget.used / budget.cap if budget.cap else None,
            Kind.PERCENT,
        ),
    )
