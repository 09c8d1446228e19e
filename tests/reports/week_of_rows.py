"""A small week that was counted by hand, and builders for its parts."""

from datetime import datetime, timedelta
from itertools import count

from reports.domain.board import Background
from reports.domain.rows import (
    AttemptFact,
    CaseRow,
    CauseMark,
    DialCount,
    OfferFact,
    ProductRef,
    ReviewCount,
    SalesRow,
    WeekCount,
)
from reports.domain.weeks import DESK_ZONE, IsoWeek
from reviews.domain.levels import Level
from reviews.domain.outcomes import Channel, Outcome

WEEK = IsoWeek(2026, 46)
MONDAY = datetime(2026, 11, 9, 10, 0, tzinfo=DESK_ZONE)
NOW = datetime(2026, 11, 16, 6, 0, tzinfo=DESK_ZONE)
KETTLE = ProductRef("1001", "2L 养生壶", "蓝色", "厨房")
TOWEL = ProductRef("1002", "棉柔巾 6 包", "", "家清")
DEFECT = CauseMark("quality_defect", "质量问题", "product", main=True, evidence=("漏水",))
SLOW = CauseMark("slow_delivery", "发货物流慢", "logistics", main=True, evidence=("太慢",))
RUDE = CauseMark("service_attitude", "客服态度", "service", main=True)
_numbers = count(1)


def case(**given):
    number = next(_numbers)
    filled = {
        "case_id": f"case{number:06d}",
        "review_id": f"2026110900000{number:06d}",
        "platform": "taobao",
        "rated_at": MONDAY,
        "arrived_at": given.get("rated_at", MONDAY) + timedelta(hours=1),
        "level": Level.BAD,
        "stars": 1,
        "text": "用了两天就漏水，客服不理人",
        "product": KETTLE,
        "causes": (DEFECT,),
    }
    return CaseRow(**{**filled, **given})


def attempt(hours, outcome=Outcome.ANSWERED, agent="小李", channel=Channel.PHONE):
    return AttemptFact(MONDAY + timedelta(hours=hours), channel, outcome, agent)


def offer(amount=500, *, paid=0, due=24, paid_after=None, **given):
    return OfferFact(
        **{
            "kind": "cash",
            "state": "paid" if paid else "approved",
            "amount": amount,
            "promised": True,
            "paid": paid,
            "rule": "质量补偿",
            "due_at": MONDAY + timedelta(hours=due),
            "paid_at": None if paid_after is None else MONDAY + timedelta(hours=paid_after),
            **given,
        }
    )


def hand_counted_rows():
    """Six cases: 3 x leaking kettle, 2 x slow towel (one neutral), 1 x rude service."""
    solved = MONDAY + timedelta(hours=9)
    return [
        case(
            contacted_at=MONDAY + timedelta(hours=3),
            solved_at=solved,
            remedied_at=solved,
            review_changed_at=solved + timedelta(days=1),
            attempts=(attempt(2, Outcome.NO_ANSWER), attempt(3)),
            offers=(offer(500, paid=500, paid_after=20),),
            order_fen=12_900,
            province="广东",
            carrier="中通",
            owner="小李",
        ),
        case(
            contacted_at=MONDAY + timedelta(hours=40),
            attempts=(attempt(40, agent="小王"),),
            offers=(offer(1_000, paid=1_000, paid_after=50),),
            order_fen=12_900,
            province="广东",
            carrier="圆通",
        ),
        case(attempts=(attempt(5, Outcome.ABUSIVE),), text="=1+1", province="浙江"),
        case(
            product=TOWEL,
            causes=(SLOW, DEFECT),
            level=Level.NEUTRAL,
            stars=3,
            text="物流太慢了等了十天",
        ),
        case(product=TOWEL, causes=(SLOW,), offers=(offer(800, promised=False, rule="", due=2),)),
        case(causes=(RUDE,), arrived_at=NOW, text="  "),
    ]


def background(**given):
    history = [
        WeekCount(WEEK - back, DEFECT, KETTLE, cases) for back, cases in ((1, 2), (2, 4), (3, 2))
    ]
    filled = {
        "history": [*history, WeekCount(WEEK - 3, SLOW, TOWEL, 3)],
        "reviews": [ReviewCount(WEEK - 1, 100, 2), ReviewCount(WEEK, 120, 6)],
        "sales": [SalesRow(WEEK, "1001", 60), SalesRow(WEEK - 1, "1001", 70)],
        "dials": [DialCount(0, 12, 2, 1), DialCount(1, 19, 4, 3)],
    }
    return Background(**{**filled, **given})
