"""Tables of money, drawn by a lean template; the same columns make the workbook.

The default row rendering of django-tables2 takes some 300 ms for a page.
"""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

_NUMBER = {"th": {"class": "num"}, "td": {"class": "num"}}


class LedgerTable(tables.Table):  # type: ignore[misc]  # the package has no types
    """Entries of an account; its data are ledger entries with `balance_fen`."""

    at = tables.Column(verbose_name=_("Time"))
    event = tables.Column(verbose_name=_("What happened"))
    kind = tables.Column(verbose_name=_("Remedy"))
    budget = tables.Column(verbose_name=_("Budget"))
    by = tables.Column(verbose_name=_("By"))
    because = tables.Column(verbose_name=_("Because"))
    amount_fen = tables.Column(verbose_name=_("Yuan"), attrs=_NUMBER)
    balance_fen = tables.Column(verbose_name=_("Balance"), attrs=_NUMBER)

    class Meta:
        orderable = False
        template_name = "compensation/_ledger_table.html"


class BatchTable(tables.Table):  # type: ignore[misc]  # the package has no types
    """Batches with their sums and answers."""

    number = tables.Column(verbose_name=_("Batch"))
    preset_name = tables.Column(verbose_name=_("Payment page"))
    state = tables.Column(verbose_name=_("State"))
    line_count = tables.Column(verbose_name=_("Lines"), attrs=_NUMBER)
    total_fen = tables.Column(verbose_name=_("Yuan"), attrs=_NUMBER)
    paid_fen = tables.Column(verbose_name=_("Paid"), attrs=_NUMBER)
    failed_count = tables.Column(verbose_name=_("Failed"), attrs=_NUMBER)
    waiting_count = tables.Column(verbose_name=_("Without answer"), attrs=_NUMBER)
    created = tables.Column(verbose_name=_("Gathered"))

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
