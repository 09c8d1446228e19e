"""Where money goes when an order's number is not enough: given once, encrypted, forgotten."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from compensation.models import BatchFile, Payee, Payout, PayoutBatch
from compensation.operations.errors import OfferRefusedError
from reviews.choices import AGENT, LEAD, OWNER
from reviews.domain.lifecycle import CaseStatus
from reviews.domain.masking import mask_name, mask_nick, mask_phone
from reviews.domain.reason import Reason
from reviews.models import Member, Shop
from reviews.operations.history import record_change

_LONGEST = 120
_CALLERS = frozenset({AGENT, LEAD, OWNER})


@transaction.atomic
def give_payee(
    *, payout: Payout, member: Member, account: str, name: str, now: dt.datetime
) -> Payee:
    """Note the payee of a payout that is still to be paid; shown masked from then on.

    An approval given to a batch that holds it is void then: another payee was approved.
    """
    if member.shop_id != payout.shop_id or member.role not in _CALLERS:
        raise OfferRefusedError(Reason("not_yours_to_decide"))
    account, name = account.strip()[:_LONGEST], name.strip()[:_LONGEST]
    if not account or not name:
        raise OfferRefusedError(Reason("payee_incomplete"))
    _disapprove(payout, member, now)
    if not Payout.objects.filter(pk=payout.pk, state__in=["payable", "failed"]).exists():
        raise OfferRefusedError(Reason("payee_too_late"))
    values = {
        "account": account,
        "account_masked": mask_account(account),
        "name": name,
        "name_masked": mask_name(name),
        "given_at": now,
        "given_by": member,
        "purged_at": None,
    }
    payee, _is_new = Payee.objects.update_or_create(payout=payout, defaults=values)
    return payee


def _disapprove(payout: Payout, member: Member, now: dt.datetime) -> None:
    # The batch before the payout, as an export locks them: its file holds the payee it was told.
    drafts = PayoutBatch.objects.select_for_update(of=("self",)).filter(state="draft")
    for batch in drafts.filter(lines__payout=payout):
        PayoutBatch.objects.filter(pk=batch.pk).update(
            edited_by=member, approved_by=None, approved_at=None
        )
        record_change(batch, member=member, now=now)


def mask_account(account: str) -> str:
    """An account as it may be shown: ``a***b@qq.com``, ``138****2100``."""
    before, at, after = account.partition("@")
    if at:
        return f"{mask_nick(before)}@{after}"[:60]
    return (mask_phone(account) if account.isdigit() else mask_nick(account))[:60]


def purge_payees(*, now: dt.datetime) -> int:
    """Sweep: forget payees and files once nothing can be asked of them; how many.

    A payee goes with the buyer's contact data, or as many days after the case closed as those
    have; a file as many days after its batch ended, or after it left where all is
    answered. Hash, sums and log stay.
    """
    gone = 0
    for shop in Shop.objects.select_related("settings").order_by("pk"):
        ended_before = now - dt.timedelta(days=shop.settings.purge_after_days)
        closed = Q(
            payout__offer__case__status=CaseStatus.CLOSED.value,
            payout__offer__case__closed_at__lte=ended_before,
            payout__state__in=["paid", "reversed"],
        )
        purged = Q(payout__offer__buyer__purged_at__isnull=False)
        payees = Payee.objects.filter(closed | purged, payout__shop=shop, purged_at__isnull=True)
        gone += Payee.objects.filter(pk__in=list(payees.values_list("pk", flat=True))).update(
            account="", name="", purged_at=now
        )
        over = Q(batch__ended_at__lte=ended_before) | Q(
            batch__state="answered", batch__exported_at__lte=ended_before
        )
        files = BatchFile.objects.filter(over, batch__shop=shop, purged_at__isnull=True)
        gone += files.update(content="", purged_at=now)
    return gone
