"""Twelve weeks of orders and reviews with known causes: a promotion, and a cause that ended."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from tomllib import loads
from zoneinfo import ZoneInfo

from reviewdesk.demo.catalogue import PRODUCTS, DemoProduct
from reviewdesk.demo.people import DemoBuyer, make_buyer

DESK_ZONE = ZoneInfo("Asia/Shanghai")
WEEKS = 12
PROMOTION = ((11, 9), (11, 13))  # month and day: the sale days and what is ordered in them
PROMOTION_LIFT = 2.2
#: The leaking kettle: since the new sealing ring its leaks are rare.
FIXED_ITEM, FIXED_CAUSE = "660100000001", "quality_defect"
WEEKS_SINCE_FIX = 4
#: Share of reviews by hour of the day: a late-evening and a late-morning hill.
_HOUR_WEIGHTS = (2, 1, 1, 0, 0, 0, 1, 2, 3, 6, 7, 7, 6, 6, 5, 5, 6, 6, 6, 7, 7, 7, 6, 4)
_CARRIERS = ("中通快递", "圆通速递", "韵达快递", "顺丰速运")
GOOD_PER_COMPLAINT = 0.6
ORDERS_PER_COMPLAINT = 3


@dataclass(frozen=True, slots=True)
class DemoOrder:
    """An order, perhaps with a review and a refund; times are aware."""

    number: str
    buyer: DemoBuyer
    product: DemoProduct
    quantity: int
    ordered_at: dt.datetime
    ended_at: dt.datetime
    carrier: str
    review: "DemoReview | None"
    refund: str  # status of its refund in the platform's words, or ""


@dataclass(frozen=True, slots=True)
class DemoReview:
    """A review with the causes that were put into its words."""

    stars: int
    text: str
    rated_at: dt.datetime
    causes: tuple[str, ...]
    append: str
    append_at: dt.datetime | None


@cache
def _phrases(name: str) -> dict[str, dict[str, list[str]]]:
    folder = resources.files("reviewdesk.demo") / "phrases"
    return loads((folder / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def talk() -> dict[str, list[str]]:
    """Openers, closers and notes around a complaint."""
    folder = resources.files("reviewdesk.demo") / "phrases"
    return loads((folder / "talk.toml").read_text(encoding="utf-8"))


def tell_story(*, cases: int, seed: int, until: dt.datetime) -> list[DemoOrder]:
    """All orders of the twelve weeks before ``until``, by time; ``cases`` of them complain."""
    dice = random.Random(seed)  # noqa: S311  # a story, not a secret
    days = list(_days(until))
    weights = [_weight(day) for day in days]
    orders = []
    for number in range(round(cases * (ORDERS_PER_COMPLAINT + 1))):
        day = dice.choices(days, weights)[0]
        kind = _kind(number, cases)
        order = _order(number, kind, day, dice, until)
        if order is not None:
            orders.append(order)
    return sorted(orders, key=lambda order: order.ordered_at)


def _kind(number: int, cases: int) -> str:
    if number < cases:
        return "complaint"
    return "good" if number < cases * (1 + GOOD_PER_COMPLAINT) else "silent"


def _days(until: dt.datetime) -> Iterator[dt.date]:
    last = until.astimezone(DESK_ZONE).date()
    for back in range(WEEKS * 7, -1, -1):
        yield last - dt.timedelta(days=back)


def _weight(day: dt.date) -> float:
    first, last = PROMOTION
    return PROMOTION_LIFT if first <= (day.month, day.day) <= last else 1.0


def _order(
    number: int,
    kind: str,
    day: dt.date,
    dice: random.Random,
    until: dt.datetime,
) -> DemoOrder | None:
    complains = kind == "complaint"
    shares = [p.complaint_share if complains else p.sales_share for p in PRODUCTS]
    product = dice.choices(PRODUCTS, shares)[0]
    hour = dice.choices(range(24), _HOUR_WEIGHTS)[0]
    rated_at = dt.datetime(
        day.year,
        day.month,
        day.day,
        hour,
        dice.randrange(60),
        dice.randrange(60),
        tzinfo=DESK_ZONE,
    )
    if rated_at >= until:
        rated_at -= dt.timedelta(days=1)
    delivery = dt.timedelta(days=dice.choice((2, 3, 3, 4, 5, 9)), hours=dice.randrange(8))
    wait = dt.timedelta(hours=dice.choice((2, 5, 20, 30, 52)))
    ended_at = rated_at - wait
    review = None
    if kind != "silent":
        review = _review(product, rated_at, dice, until, complains=complains)
    return DemoOrder(
        number=f"26{number:06d}{dice.randrange(10**10):010d}",
        buyer=make_buyer(number, random.Random(number * 7919 + 1)),  # noqa: S311  # a story
        product=product,
        quantity=dice.choice((1, 1, 1, 1, 2)),
        ordered_at=ended_at - delivery,
        ended_at=ended_at,
        carrier=dice.choice(_CARRIERS),
        review=review,
        refund=_refund(dice, complains=complains),
    )


def _refund(dice: random.Random, *, complains: bool) -> str:
    if not complains or dice.random() > 0.14:
        return ""
    return dice.choices(
        ("退款成功", "退款关闭", "买家已经申请退款，等待卖家同意", "等待买家退货"),
        (6, 2, 1, 1),
    )[0]


def _review(
    product: DemoProduct,
    rated_at: dt.datetime,
    dice: random.Random,
    until: dt.datetime,
    *,
    complains: bool,
) -> DemoReview:
    phrases = _phrases(product.phrases)
    praise = phrases["praise"]["texts"]
    if not complains:
        text = "，".join(dice.sample(praise, dice.choice((1, 2)))) + dice.choice(
            talk()["good_closers"],
        )
        append, append_at = "", None
        causes: tuple[str, ...] = ()
        if dice.random() < 0.02:
            causes = (_pick_causes(product, rated_at, dice, until)[0],)
            clause = dice.choice(phrases["causes"][causes[0]])
            append = dice.choice(talk()["appends"]).format(clause=clause)
            append_at = min(rated_at + dt.timedelta(days=7), until - dt.timedelta(hours=1))
        return DemoReview(dice.choice((4, 5, 5, 5)), text, rated_at, causes, append, append_at)
    if dice.random() < 0.04:
        return DemoReview(dice.choice((1, 3)), "此用户没有填写评价。", rated_at, (), "", None)
    causes = _pick_causes(product, rated_at, dice, until)
    stars = dice.choices((1, 2, 3), (6, 2, 2))[0]
    return DemoReview(stars, _complaint(phrases, causes, praise, dice), rated_at, causes, "", None)


def _complaint(
    phrases: dict[str, dict[str, list[str]]],
    causes: tuple[str, ...],
    praise: list[str],
    dice: random.Random,
) -> str:
    around = talk()
    clauses = [dice.choice(phrases["causes"][cause]) for cause in causes]
    text = dice.choice(around["joiners"]).join(clauses)
    if dice.random() < 0.2:
        text = dice.choice(praise) + dice.choice(around["contrasts"]) + text
    else:
        text = dice.choice(around["openers"]) + text
    if dice.random() < 0.008:
        text += "，" + dice.choice(around["extortion"])
    return text + dice.choice(around["closers"])


def _pick_causes(
    product: DemoProduct,
    rated_at: dt.datetime,
    dice: random.Random,
    until: dt.datetime,
) -> tuple[str, ...]:
    """One to three causes; earlier ones in the phrase file are the frequent ones."""
    codes = list(_phrases(product.phrases)["causes"])
    weights = [1 / (1 + rank * 0.55) for rank in range(len(codes))]
    if product.item_id == FIXED_ITEM:
        is_fixed = rated_at > until - dt.timedelta(weeks=WEEKS_SINCE_FIX)
        weights[codes.index(FIXED_CAUSE)] *= 0.12 if is_fixed else 4.0
    if (rated_at.month, rated_at.day) >= PROMOTION[0] and "slow_delivery" in codes:
        weights[codes.index("slow_delivery")] *= 2.5
    first = dice.choices(codes, weights)[0]
    count = dice.choices((1, 2, 3), (62, 31, 7))[0]
    others = [code for code in codes if code not in {first, "changed_mind"}]
    if first == "changed_mind":
        return (first,)
    return (first, *dice.sample(others, count - 1))
