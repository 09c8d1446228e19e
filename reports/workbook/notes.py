"""Notes: what every figure means, what was left out and why, and the versions."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from openpyxl import Workbook

from reports.domain.products import RATE_LIMIT
from reports.domain.summary import WeekSummary
from reports.words import week_name
from reports.workbook.page import Page
from reviews import reasons
from reviews.domain.reason import Reason


def notes_page(
    book: Workbook,
    summary: WeekSummary,
    *,
    versions: Mapping[str, str],
    since: Sequence[Reason] = (),
) -> None:
    """Definitions, exclusions, what differs from an earlier making, versions."""
    page = Page(book, name=_("Notes on the figures"), widths=(30, 120))
    page.title(
        _("Notes on the figures"),
        hint=_("Definitions of the figures, and what to know before using them."),
    )
    page.section(_("Definitions"))
    for name, meaning in _definitions().items():
        page.note(name, meaning)
    page.section(_("Left out, and what is incomplete"))
    for name, meaning in _left_out(summary).items():
        page.note(name, meaning)
    if since:
        page.section(_("Since this week was reported before"))
        for place, reason in enumerate(since):
            page.note("" if place else _("Earlier report"), reasons.render(reason))
    page.section(_("Versions"))
    page.note(_("Week"), f"{summary.week} · {week_name(summary.week)}")
    page.note(_("Report"), summary.version)
    for name, version in versions.items():
        page.note(name, version)


def _definitions() -> dict[str, str]:
    return {
        _("Case"): _(
            "One neutral or bad review, or one angry append, written in this week by the desk's "
            "clock (Asia/Shanghai, Monday 00:00 to Sunday 24:00)."
        ),
        _("Main cause"): _(
            "Every case counts once, under its main cause, so that causes, units, products and "
            "regions add up to all cases. 'Mentions' counts every cause of a case."
        ),
        _("Mean of weeks before"): _(
            "The four weeks before this one, as far as the shop's data reach back."
        ),
        _("Reading"): _(
            "More or fewer is said only where the 95 % interval of the ratio of both rates does "
            "not contain 1. Fewer than ten cases in both periods together are too few to say. "
            "With many causes, about one in forty would pass either way by chance alone."
        ),
        _("95 % interval"): _(
            "Wilson's interval of a share: the range of true shares that fit the count."
        ),
        _("Cases per unit sold"): _(
            "Cases of the week over units sold in the same week, from the orders. A review often "
            "follows its sale by one or two weeks, so compare weeks, not single values."
        ),
        _("Threshold"): _(
            "A product is marked where the whole interval of its rate lies above %(limit)s %% and "
            "it has three cases or more."
        )
        % {"limit": f"{100 * RATE_LIMIT:.0f}"},
        _("Contacted, solved, remedied, changed"): _(
            "Four facts, each with its own time. Uncontacted cases are the baseline: reviews "
            "change without a call too. Staff choose whom they call, so a difference is no proof."
        ),
        _("Kept in time"): _(
            "Promises paid by their date, out of promises whose date has come or that are paid."
        ),
        _("Call window"): _(
            "A half hour that the plan or the buyer set for a call. 'In its window' are calls "
            "inside it; calls by hand had none. Hours differ, so that a difference is no proof."
        ),
        _("Money"): _(
            "Yuan of this week's cases, whenever promised or paid, up to the moment made."
        ),
    }


def _left_out(summary: WeekSummary) -> dict[str, str]:
    out = summary.left_out
    notes = {
        _("Whether a review changed"): _(
            "Shown only in sums on the sheet Recovery, never by person and never beside an "
            "amount: nobody is paid or ranked by it, and no remedy depends on it."
        ),
        _("Contact data"): _(
            "Names, numbers and addresses are not in this file; numbers in texts are masked."
        ),
        _("Arrived late"): _(
            "%(cases)s cases reached the desk after the week had ended; they are counted here and "
            "marked in the rows, so that a report made earlier shows fewer."
        )
        % {"cases": out.late},
        _("Without a product"): str(out.without_product),
        _("Without a cause yet"): str(out.without_cause),
        _("Without an order"): _("%(cases)s; they have no region, carrier and order amount.")
        % {"cases": out.without_order},
    }
    if summary.totals.units_sold is None:
        notes[_("Sales")] = _("No orders of this week are known, so rates per unit sold are empty.")
    return notes
