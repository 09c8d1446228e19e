"""Weeks drawn by hypothesis, written as rows of the database, and counted here one by one."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from hypothesis import strategies as st

from reports.domain.weeks import DESK_ZONE
from reviews.domain.outcomes import CONNECTED
from reviews.models import Attempt, Case, Cause, Member, OrderItem, Product, Review, ReviewCause
from tests import factories as make
from tests.reports.desk_week import WEEK, make_case, make_cause

HOUR = dt.timedelta(hours=1)
MINUTES = 7 * 24 * 60
UNITS = {"leak": "product", "slow": "logistics", "rude": "service"}
PRODUCTS = ("", "7", "8")
TOLD = {"offered", "accepted", "payable", "paying", "paid", "failed", "reversed"}

#: The borders of the week and of its days weigh more than the minutes between them.
minutes = st.one_of(
    st.sampled_from([0, 1, MINUTES - 1, MINUTES // 2, 24 * 60 - 1]), st.integers(0, MINUTES - 1)
)
calls = st.tuples(
    st.sampled_from([0, 1, 23, 24, 25, 40]),
    st.sampled_from(["answered", "no_answer", "abusive", "busy"]),
    st.sampled_from(["phone", "wangwang"]),
    st.sampled_from([0, 1]),
    st.booleans(),
)
offers = st.tuples(
    st.sampled_from(["draft", "approved", "offered", "declined", "paid", "failed"]),
    st.sampled_from([0, 1, 2, 99, 500, 12_345]),
    st.sampled_from([None, 0, 1]),
    st.sampled_from([1, 24, 200]),
)
facts = st.sets(st.sampled_from(["contacted", "solved", "remedied", "review_changed"]))
drawn_cases = st.fixed_dictionaries(
    {
        "causes": st.lists(st.sampled_from([*UNITS]), max_size=2, unique=True),
        "main": st.booleans(),
        "product": st.sampled_from(PRODUCTS),
        "back": st.sampled_from([0, 0, 0, 0, 1, 2, -1]),
        "minute": minutes,
        "level": st.sampled_from(["bad", "bad", "neutral", "good", "unrated"]),
        "late": st.booleans(),
        "calls": st.lists(calls, max_size=2),
        "facts": facts,
        "offers": st.lists(offers, max_size=2),
        "place": st.sampled_from([("", ""), ("浙江省", "中通"), ("广东省", "圆通"), None]),
        "sold": st.sampled_from([("success", 3), ("unpaid", 5), ("closed", 7)]),
    }
)
drawn_shops = st.lists(st.lists(drawn_cases, max_size=5), min_size=1, max_size=2)


@dataclass(slots=True)
class Desk:
    """A shop with its causes, products and people, to which drawn cases are added."""

    causes: dict[str, Cause]
    products: dict[str, Product | None]
    people: list[Member]

    @classmethod
    def of(cls, shop):
        return cls(
            {code: make_cause(shop, code, unit) for code, unit in UNITS.items()},
            {
                code: make.ProductFactory.create(shop=shop, item_id=code) if code else None
                for code in PRODUCTS
            },
            [make.MemberFactory.create(shop=shop, display_name=name) for name in ("小李", "小王")],
        )


def fill(shop, cases):
    """Write what was drawn; a good review opens its case by an append in the drawn minute."""
    desk = Desk.of(shop)
    version = make.PolicyVersionFactory.create(
        shop=shop, rules={"rules": [{"name": "质量补偿"}, {}]}
    )
    for one in cases:
        case = _case(shop, desk, one)
        for place, code in enumerate(one["causes"]):
            make.ReviewCauseFactory.create(
                review=case.review,
                cause=desk.causes[code],
                is_main=one["main"] and not place,
                evidence=[[0, 2]],
            )
        for hours, outcome, channel, person, undone in one["calls"]:
            make.AttemptFactory.create(
                case=case,
                at=case.opened_at + hours * HOUR,
                outcome=outcome,
                channel=channel,
                member=desk.people[person],
                undone_at=case.opened_at if undone else None,
            )
        for kind, offer in zip(("cash", "coupon"), one["offers"], strict=False):
            _offer(case, version, desk, kind, offer)


def _case(shop, desk, one):
    at = (WEEK - one["back"]).starts_at + dt.timedelta(minutes=one["minute"])
    seen = (WEEK - one["back"]).ends_at + HOUR if one["late"] else at + HOUR
    by_append = one["level"] in {"good", "unrated"}
    order, product = None, desk.products[one["product"]]
    if one["place"] is not None:
        status, units = one["sold"]
        order = make.OrderFactory.create(
            shop=shop, province=one["place"][0], carrier=one["place"][1], ordered_at=at,
            status=status,
        )  # fmt: skip
        make.OrderItemFactory.create(order=order, product=product, quantity=units)
    times = {f"{name}_at": seen + 30 * HOUR for name in one["facts"]}
    return make_case(
        shop,
        level=one["level"],
        review__rated_at=(WEEK - 20).starts_at if by_append else at,
        review__first_seen_at=seen,
        review__append_at=at if by_append else None,
        review__append_content="=追评" if by_append else "",
        review__product=product,
        review__order=order,
        opened_at=seen,
        **times,
    )


def _offer(case, version, desk, kind, drawn):
    state, amount, position, hours = drawn
    offer = make.OfferFactory.create(
        case=case, version=version, kind=kind, state=state, amount_fen=amount,
        rule_position=position, proposed_by=desk.people[0], order=case.review.order,
    )  # fmt: skip
    if state in {"paid", "failed"}:
        at = case.opened_at + hours * HOUR if state == "paid" else None
        make.PayoutFactory.create(offer=offer, state=state, paid_at=at)


@dataclass(frozen=True, slots=True)
class Counted:
    """The week of some shops, counted from its rows in plain Python."""

    cases: list[Case]
    of_cause: Counter[str]
    of_unit: Counter[str]
    of_product: Counter[str]
    attempts: list[Attempt]
    calls: list[Attempt]
    promised: int
    paid: int
    offers: int
    units_sold: int
    reviews: int
    low: int

    def count(self, test):
        return sum(map(bool, map(test, self.cases)))


def count_by_hand(*shops):
    """No query of the reports is used: every row is looked at here."""
    cases = [case for case in Case.objects.filter(shop__in=shops) if _moment(case) in WEEK]
    causes = [_main(case) for case in cases]
    attempts = [one for case in cases for one in case.attempts.all() if not one.undone_at]
    offers_made = [offer for case in cases for offer in case.offers.all()]
    calls_made = [
        one
        for one in Attempt.objects.filter(case__shop__in=shops, channel="phone")
        if not one.undone_at and one.at in WEEK
    ]
    reviews = [one for one in Review.objects.filter(shop__in=shops) if one.rated_at in WEEK]
    sold = [
        item.quantity
        for item in OrderItem.objects.filter(order__shop__in=shops, product__isnull=False)
        if item.order.ordered_at in WEEK and item.order.status == "success"
    ]
    return Counted(
        cases=cases,
        of_cause=Counter(cause.code if cause else "none_stated" for cause in causes),
        of_unit=Counter(cause.unit if cause else "unclear" for cause in causes),
        of_product=Counter(
            case.review.product.item_id if case.review.product else "" for case in cases
        ),
        attempts=attempts,
        calls=calls_made,
        promised=sum(offer.amount_fen for offer in offers_made if offer.state in TOLD),
        paid=sum(offer.payout.amount_fen for offer in offers_made if offer.state == "paid"),
        offers=len(offers_made),
        units_sold=sum(sold),
        reviews=len(reviews),
        low=sum(one.case.level in {"bad", "neutral"} for one in reviews),
    )


def _moment(case):
    by_append = case.level in {"good", "unrated"} and case.review.append_at
    return (case.review.append_at if by_append else case.review.rated_at).astimezone(DESK_ZONE)


def _main(case):
    found = ReviewCause.objects.filter(review=case.review, is_current=True)
    ordered = sorted(found, key=lambda one: (not one.is_main, -one.confidence, one.pk))
    return ordered[0].cause if ordered else None


def is_answered(attempt):
    return attempt.outcome in CONNECTED
