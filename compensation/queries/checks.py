"""What could be wrong with a ledger; each finding is a reason, none found is the proof."""

from collections.abc import Iterator

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from compensation.domain.money import is_balanced
from compensation.models import Budget, LedgerEntry, Offer
from compensation.queries.money import account_balances
from reviews.domain.reason import Reason
from reviews.models import Shop

_SHOWN = 20


def ledger_findings(*, shop: Shop) -> list[Reason]:
    """Everything that does not fit together, at most a screenful of each kind."""
    return [
        *_accounts(shop),
        *_postings(shop),
        *_budgets(shop),
        *_offers(shop),
    ]


def _accounts(shop: Shop) -> Iterator[Reason]:
    sums = account_balances(shop=shop)
    if not is_balanced(sums):
        yield Reason("ledger_unbalanced", {"sum_fen": sum(sums.values())})


def _postings(shop: Shop) -> Iterator[Reason]:
    """Every posting has two sides that cancel out."""
    sides = LedgerEntry.objects.filter(shop=shop).values("posting_key")
    broken = sides.annotate(sides=Count("id"), fen=Sum("amount_fen")).exclude(sides=2, fen=0)
    for posting in broken.order_by("posting_key")[:_SHOWN]:
        key: str = posting["posting_key"]
        yield Reason("posting_one_sided", {"posting": key, "sum_fen": posting["fen"]})


def _budgets(shop: Shop) -> Iterator[Reason]:
    """A budget's sums are what the ledger entries of the offers that draw on it say."""
    fen, account = "draws__offer__ledger__amount_fen", "draws__offer__ledger__account"
    reserved, paid = Q(**{f"{account}__in": ["promised", "payable"]}), Q(**{account: "paid"})
    budgets = Budget.objects.filter(shop=shop).annotate(
        ledger_reserved=Coalesce(Sum(fen, filter=reserved), 0),
        ledger_spent=Coalesce(Sum(fen, filter=paid), 0),
    )
    agree = Q(reserved_fen=F("ledger_reserved"), spent_fen=F("ledger_spent"))
    for budget in budgets.exclude(agree).order_by("id")[:_SHOWN]:
        used_fen = budget.reserved_fen + budget.spent_fen
        yield Reason("budget_out_of_step", {"name": budget.name, "used_fen": used_fen})


def _offers(shop: Shop) -> Iterator[Reason]:
    """An offer that is paid has its payment in the ledger, and no other has."""
    offers = Offer.objects.filter(shop=shop, amount_fen__gt=0).annotate(
        payments=Count("ledger", filter=Q(ledger__event="pay", ledger__account="paid")),
    )
    paid = Q(state__in=["paid", "reversed"])
    wrong = offers.filter(paid, payments=0) | offers.filter(~paid, payments__gt=0)
    for offer in wrong.order_by("id")[:_SHOWN]:
        yield Reason("offer_out_of_step", {"offer": offer.public_id, "state": offer.state})
