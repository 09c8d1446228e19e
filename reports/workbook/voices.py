"""Original words of buyers, and the corrective actions."""

from collections.abc import Callable, Sequence
from datetime import date

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

from reports.domain.actions import ActionRow
from reports.domain.quotes import Quote
from reports.domain.rows import NO_PRODUCT
from reports.domain.summary import WeekSummary
from reports.domain.weeks import DESK_ZONE
from reports.words import (
    ACTION_STATES,
    LEVELS,
    UNITS,
    cause_name,
    label,
    product_name,
)
from reports.workbook.page import ALARM, BODY, LINK, Column, Kind, Page
from reviews import reasons

HEAD_ROW = 4


def words_page(
    book: Workbook, summary: WeekSummary, *, case_url: Callable[[str], str] | None
) -> None:
    """The best examples of each cause, masked, with the way to their case."""
    columns = _quote_columns(case_url)
    page = Page(
        book,
        name=_("Original words"),
        widths=[column.width for column in columns],
        frozen=HEAD_ROW,
    )
    page.title(
        _("Original words"),
        hint=_("Telling examples of each cause, with numbers masked; not a random sample."),
    )
    page.skip()
    quotes = [quote for line in summary.causes for quote in summary.quotes.get(line.cause.code, ())]
    page.table(columns, quotes, filters=True)


def _quote_columns(case_url: Callable[[str], str] | None) -> Sequence[Column[Quote]]:
    columns: list[Column[Quote]] = [
        Column(_("Unit"), 18, lambda quote: label(UNITS, quote.cause.unit)),
        Column(_("Cause"), 26, lambda quote: cause_name(quote.cause)),
        Column(_("Level"), 8, lambda quote: label(LEVELS, quote.level)),
        Column(_("Words of the buyer"), 70, lambda quote: quote.text, Kind.LONG),
        Column(_("Words that show it"), 18, lambda quote: " · ".join(quote.words), Kind.LONG),
        Column(_("Product"), 34, lambda quote: product_name(quote.product), Kind.LONG),
        Column(_("Rated at"), 17, lambda quote: quote.rated_at, Kind.TIME),
        Column(_("Case"), 20, lambda quote: quote.case_id),
    ]
    if case_url is not None:
        columns[-1] = Column(
            _("Case"),
            44,
            lambda quote: case_url(quote.case_id),
            Kind.LINK,
            font=lambda _quote: LINK,
        )
    return columns


def actions_page(book: Workbook, summary: WeekSummary) -> None:
    """Open and ended actions with what they changed."""
    columns = _action_columns(summary.made_at.astimezone(DESK_ZONE).date())
    page = Page(
        book, name=_("Actions"), widths=[column.width for column in columns], frozen=HEAD_ROW
    )
    page.title(
        _("Actions"),
        hint=_("The effect compares complete weeks before and after the change came into force."),
    )
    page.skip()
    page.table(columns, summary.actions, filters=True)
    if not summary.actions:
        page.line(_("No corrective action yet. Open one from a cause on the reports page."))


def _action_columns(today: date) -> Sequence[Column[ActionRow]]:
    def due_font(action: ActionRow) -> Font:
        return ALARM if action.is_overdue(today) else BODY

    return (
        Column(_("Unit"), 18, lambda action: label(UNITS, action.cause.unit)),
        Column(_("Cause"), 26, lambda action: cause_name(action.cause)),
        Column(_("Product"), 30, _product_text, Kind.LONG),
        Column(_("What will be changed"), 40, lambda action: action.text, Kind.LONG),
        Column(_("Person in charge"), 14, lambda action: action.owner, Kind.LONG),
        Column(_("Status"), 14, lambda action: label(ACTION_STATES, action.state)),
        Column(_("Opened on"), 12, lambda action: action.opened_on, Kind.DAY),
        Column(_("Due"), 12, lambda action: action.due_on, Kind.DAY, font=due_font),
        Column(_("In force or ended"), 12, lambda action: action.ended_on, Kind.DAY),
        Column(_("Effect"), 60, _effect_text, Kind.LONG),
    )


def _product_text(action: ActionRow) -> str:
    return _("All products") if action.product == NO_PRODUCT else product_name(action.product)


def _effect_text(action: ActionRow) -> str:
    return reasons.render(action.effect) if action.effect else _("not measured yet")
