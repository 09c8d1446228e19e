"""Regions and carriers."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook

from reports.domain.places import PlaceLine
from reports.domain.summary import WeekSummary
from reports.words import cause_name, interval_text
from reports.workbook.page import Column, Kind, Page

HEAD_ROW = 4


def places_page(book: Workbook, summary: WeekSummary) -> None:
    """Provinces, then carriers; how much of each lies with logistics, with its interval."""
    columns = _columns(_("Province"))
    page = Page(
        book,
        name=_("Regions and carriers"),
        widths=[column.width for column in columns],
        frozen=HEAD_ROW,
        one_printed=True,
    )
    page.title(
        _("Regions and carriers"),
        hint=_(
            "From the order's address and parcel; cases without an order stand under 'not known'."
        ),
    )
    page.skip()
    page.table(columns, summary.regions, filters=True)
    page.section(_("Carriers"))
    page.table(_columns(_("Carrier")), summary.carriers)


def _columns(name: str) -> Sequence[Column[PlaceLine]]:
    return (
        Column(name, 24, lambda line: line.name or _("Not known")),
        Column(_("Cases"), 10, lambda line: line.cases, Kind.COUNT),
        Column(_("Share"), 10, lambda line: line.share, Kind.PERCENT),
        Column(_("Logistics as main cause"), 14, lambda line: line.logistics.share, Kind.PERCENT),
        Column(_("95 % interval"), 18, lambda line: interval_text(line.logistics.interval)),
        Column(_("Most frequent cause"), 26, lambda line: cause_name(line.top)),
    )
