"""The last hour of the demo: what is still undecided when somebody sits down at the desk."""

import datetime as dt
from collections.abc import Iterator, Mapping

from compensation.domain.policy import RemedyKind
from compensation.models import Offer
from compensation.operations.errors import OfferRefusedError
from compensation.operations.offers import Proposal, propose_offer
from reviews.models import Case, Member, Promise, Shop

#: Yuan asked for beyond the policy, in fen, and why.
_ASKED = (
    (1_800, "壶底漏水两次，买家自己出了来回运费"),
    (1_500, "少发一罐，已经等了九天"),
    (2_500, "老人用的，漏电手麻，吓到了"),
)
_PROMISED = ("把新的快递单号发给买家", "跟仓库确认缺货的配件哪天到", "主管给买家回一句话")


def leave_undecided(*, shop: Shop, members: Mapping[str, Member], now: dt.datetime) -> int:
    """Offers that wait for a decision and promises that are due; how many offers wait."""
    agent = members["agent"]
    waiting = 0
    cases = _fresh(shop)
    for amount_fen, why in _ASKED:
        for case in cases:
            asked_at = now - dt.timedelta(minutes=12 + 9 * waiting)
            if _ask(case, agent, amount_fen, why, asked_at) is not None:
                waiting += 1
                break
    for number, (text, case) in enumerate(zip(_PROMISED, _fresh(shop), strict=False)):
        Promise.objects.create(
            case=case,
            member=agent,
            text=text,
            made_at=now - dt.timedelta(days=1),
            due_at=now + dt.timedelta(hours=2 + 7 * number),
        )
    return waiting


def _fresh(shop: Shop) -> Iterator[Case]:
    return iter(Case.objects.filter(shop=shop, status="open").order_by("level", "-pk"))


def _ask(
    case: Case,
    agent: Member,
    amount_fen: int,
    why: str,
    now: dt.datetime,
) -> Offer | None:
    proposal = Proposal(kind=RemedyKind.CASH.value, amount_fen=amount_fen, asked_reason=why)
    try:
        return propose_offer(
            case=case,
            member=agent,
            proposal=proposal,
            idempotency_key=f"demo-ending-{case.pk}",
            now=now,
        )
    except OfferRefusedError:
        return None
