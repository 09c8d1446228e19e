"""Tables of money, drawn by a lean template; the same columns make the workbook.

The default row rendering of django-tables2 takes some 300 ms for a page.
"""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

_NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}
#: What a phone leaves out, so that the sums stay in sight.
_WIDE = {"th": {"class": "desktop-only"}}
_WIDE_NUMBER = {"th": {"class": "num desktop-only"}}


class LedgerTable(tables.Table):  # type: ignore[misc]  # the package has no types
    """Entries of an account; its data are ledger entries with `balance_fen`."""

    at = tables.Column(verbose_name=_("Time"))
    event = tables.Column(verbose_name=_("What happened"))
    kind = tables.Column(verbose_name=_("Remedy"), attrs=_WIDE)
    budget = tables.Column(verbose_name=_("Budget"), attrs=_WIDE)
    by = tables.Column(verbose_name=_("By"), attrs=_WIDE)
    because = tables.Column(verbose_name=_("Because"), attrs=_WIDE)
    amount_fen = tables.Column(verbose_name=_("Yuan"), attrs=_NUMBER)
    balance_fen = tables.Column(verbose_name=_("Balance"), attrs=_NUMBER)

    class Meta:
        orderable = False
        template_name = "compensation/_ledger_table.html"


class BatchTable(tables.Table):  # type: ignore[misc]  # the package has no types
    """Batches with their sums and answers."""

    number = tables.Column(verbose_name=_("Batch"))
    preset_name = tables.Column(verbose_name=_("Payment page"), attrs=_WIDE)
    state = tables.Column(verbose_name=_("State"))
    line_count = tables.Column(verbose_name=_("Lines"), attrs=_WIDE_NUMBER)
    total_fen = tables.Column(verbose_name=_("Yuan"), attrs=_NUMBER)
    paid_fen = tables.Column(verbose_name=_("Paid"), attrs=_NUMBER)
    failed_count = tables.Column(verbose_name=_("Failed"), attrs=_WIDE_NUMBER)
    waiting_count = tables.Column(verbose_name=_("Without answer"), attrs=_WIDE_NUMBER)
    created = tables.Column(verbose_name=_("Gathered"), attrs=_WIDE)

    class Meta:
        orderable = False
        template_name = "compensation/_batch_table.html"


class OfferTable(tables.Table):  # type: ignore[misc]  # the package has no types
    """Offers as a list and as a workbook."""

    case = tables.Column(verbose_name=_("Case"))
    buyer = tables.Column(verbose_name=_("Buyer"))
    kind = tables.Column(verbose_name=_("Remedy"))
    amount_fen = tables.Column(verbose_name=_("Yuan"), attrs=_NUMBER)
    state = tables.Column(verbose_name=_("State"))
    because = tables.Column(verbose_name=_("Because"))
    budget = tables.Column(verbose_name=_("Budget"))
    by = tables.Column(verbose_name=_("By"))
    at = tables.Column(verbose_name=_("Time"))


class PayoutTable(tables.Table):  # type: ignore[misc]  # the package has no types
    """Payouts as a list and as a workbook."""

    case = tables.Column(verbose_name=_("Case"))
    buyer = tables.Column(verbose_name=_("Buyer"))
    kind = tables.Column(verbose_name=_("Remedy"))
    amount_fen = tables.Column(verbose_name=_("Yuan"), attrs=_NUMBER)
    state = tables.Column(verbose_name=_("State"))
    due = tables.Column(verbose_name=_("Due"))
    paid = tables.Column(verbose_name=_("Paid"))
    reference = tables.Column(verbose_name=_("Payment number"))
    key = tables.Column(verbose_name=_("Payment key"))


class WaitingTable(tables.Table):  # type: ignore[misc]  # the package has no types
    """Offers that wait for a decision, as a workbook; the page shows them as cards."""

    case = tables.Column(verbose_name=_("Case"))
    buyer = tables.Column(verbose_name=_("Buyer"))
    kind = tables.Column(verbose_name=_("Remedy"))
    amount_fen = tables.Column(verbose_name=_("Yuan"), attrs=_NUMBER)
    approver = tables.Column(verbose_name=_("Who decides"))
    because = tables.Column(verbose_name=_("Policy says"))
    asked = tables.Column(verbose_name=_("Why it is asked for"))
    order_fen = tables.Column(verbose_name=_("Order, yuan"), attrs=_NUMBER)
    by = tables.Column(verbose_name=_("Asked by"))
    at = tables.Column(verbose_name=_("Time"))


class PromiseTable(tables.Table):  # type: ignore[misc]  # the package has no types
    """Open promises as a workbook."""

    due = tables.Column(verbose_name=_("Due"))
    urgency = tables.Column(verbose_name=_("State"))
    said = tables.Column(verbose_name=_("What was promised"))
    case = tables.Column(verbose_name=_("Case"))
    buyer = tables.Column(verbose_name=_("Buyer"))
    by = tables.Column(verbose_name=_("Promised by"))
    payment = tables.Column(verbose_name=_("Payment"))


class BudgetTable(tables.Table):  # type: ignore[misc]  # the package has no types
    """Budgets as a workbook."""

    budget = tables.Column(verbose_name=_("Budget"))
    kind = tables.Column(verbose_name=_("Remedy"))
    cause = tables.Column(verbose_name=_("Cause"))
    person = tables.Column(verbose_name=_("For offers of"))
    first = tables.Column(verbose_name=_("From"))
    last = tables.Column(verbose_name=_("Until"))
    cap_fen = tables.Column(verbose_name=_("Cap"), attrs=_NUMBER)
    reserved_fen = tables.Column(verbose_name=_("Reserved"), attrs=_NUMBER)
    spent_fen = tables.Column(verbose_name=_("Spent"), attrs=_NUMBER)
    left_fen = tables.Column(verbose_name=_("Left"), attrs=_NUMBER)


class StockTable(tables.Table):  # type: ignore[misc]  # the package has no types
    """Stocks of codes as a workbook."""

    stock = tables.Column(verbose_name=_("Stock"))
    kind = tables.Column(verbose_name=_("Remedy"))
    worth = tables.Column(verbose_name=_("Worth"), attrs=_NUMBER)
    left = tables.Column(verbose_name=_("Left"), attrs=_NUMBER)
    soon = tables.Column(verbose_name=_("End within 7 days"), attrs=_NUMBER)
    over = tables.Column(verbose_name=_("Over"), attrs=_NUMBER)
    handed = tables.Column(verbose_name=_("Handed out"), attrs=_NUMBER)
    sent = tables.Column(verbose_name=_("Sent"), attrs=_NUMBER)


class CodeTable(tables.Table):  # type: ignore[misc]  # the package has no types
    """The codes of a stock as a workbook, masked as on the page."""

    code = tables.Column(verbose_name=_("Coupon code"))
    last = tables.Column(verbose_name=_("Valid until"))
    state = tables.Column(verbose_name=_("State"))
    case = tables.Column(verbose_name=_("Case"))
    handed = tables.Column(verbose_name=_("Handed out"))
    by = tables.Column(verbose_name=_("By"))
    sent = tables.Column(verbose_name=_("Sent"))
