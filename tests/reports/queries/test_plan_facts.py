import datetime as dt

import pytest

from reports.queries.plan_facts import plan_facts
from tests import factories as make
from tests.reports.desk_week import WEEK, make_case

HALF = dt.timedelta(minutes=30)
AT = WEEK.starts_at + dt.timedelta(days=2, hours=19)


def call(shop, *, status="done", at=AT, outcome="answered", promised=True, **given):
    case = make_case(shop)
    callback = make.CallbackFactory.create(
        case=case,
        shop=shop,
        plan=None,
        status=status,
        starts_at=AT,
        ends_at=AT + HALF,
        is_promised=promised,
        ended_at=None if status in {"planned", "calling"} else AT + HALF,
    )
    if at is not None:
        make.AttemptFactory.create(
            case=case, callback=callback, at=at, outcome=outcome, channel="phone", **given
        )
    return callback


def test_windows_and_calls_of_a_week_by_hand(shop):
    call(shop)
    call(shop, at=AT - dt.timedelta(minutes=15), outcome="no_answer")
    call(shop, at=AT + HALF)
    call(shop, status="missed", at=None)
    call(shop, status="cancelled", at=None)
    call(shop, status="planned", at=None)
    call(shop, promised=False, outcome="rejected")
    call(shop, at=AT, undone_at=AT)
    make_case(make.ShopFactory.create())
    found = plan_facts(shop=shop, week=WEEK)
    assert found.windows == (
        ("kept", 2),
        ("other_time", 2),
        ("missed", 1),
        ("cancelled", 1),
        ("open", 1),
    )
    assert found.dials == (("kept", 2, 1), ("other_time", 1, 1), ("by_hand", 1, 0))


@pytest.mark.parametrize(("moment", "dials"), [(WEEK.starts_at, 1), (WEEK.ends_at, 0)])
def test_calls_belong_to_the_desk_s_week(shop, moment, dials):
    make.AttemptFactory.create(case=make_case(shop), at=moment, channel="phone")
    assert sum(line[1] for line in plan_facts(shop=shop, week=WEEK).dials) == dials
