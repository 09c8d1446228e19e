"""Handing out cases: one each, by the rules, given back by itself."""

import datetime as dt

import pytest

from reviews.domain.reason import Reason
from reviews.models import Callback, Case, Handout, Member, Review, Shop
from reviews.operations import queue
from reviews.operations.calls import start_call
from reviews.operations.claiming import CASE_LEASE
from reviews.operations.do_not_contact import add_do_not_contact
from reviews.operations.planning import plan_shop
from reviews.operations.queue import next_case, release_expired_leases, release_lease
from reviews.queries.lines import CALL_LEASE
from tests.factories import BuyerFactory, CallbackFactory, CaseFactory, MemberFactory, ReviewFactory

Now = dt.datetime
HOUR = dt.timedelta(hours=1)
NO_LEASE: dict[str, None] = {"leased_by": None, "lease_until": None}


def ready_case(shop: Shop, now: Now, **values: object) -> Case:
    """A case that the plan's index offers now."""
    phone = {"plain_phone": values.pop("phone")} if "phone" in values else {}
    buyer = values.pop("buyer", None) or BuyerFactory.create(shop=shop, **phone)
    review = ReviewFactory.create(shop=shop, buyer=buyer, rated_at=now - 5 * HOUR)
    index = {"callable_from": now, "call_value": 5.0, "advantage": 1.0, **values}
    return CaseFactory.create(shop=shop, review=review, buyer=buyer, **index)


def take(shop: Shop, member: Member, now: Now, leaving: Case | None = None) -> Case | None:
    left = leaving.public_id if leaving is not None else ""
    return next_case(shop=shop, member=member, leaving=left, now=now)


def test_case_that_loses_most_by_waiting_comes_first(shop: Shop, agent: Member, now: Now) -> None:
    ready_case(shop, now, advantage=1.0)
    best = ready_case(shop, now, advantage=2.0)
    assert take(shop, agent, now) == best


def test_claim_sets_holder_and_lease(shop: Shop, agent: Member, now: Now) -> None:
    ready_case(shop, now)
    case = take(shop, agent, now)
    assert case is not None
    assert (case.leased_by, case.lease_until) == (agent, now + CASE_LEASE)


def test_two_members_never_get_one_case(shop: Shop, agent: Member, lead: Member, now: Now) -> None:
    first, second = ready_case(shop, now, advantage=2.0), ready_case(shop, now)
    assert [take(shop, agent, now), take(shop, lead, now)] == [first, second]
    assert take(shop, MemberFactory.create(shop=shop), now) is None


def test_claim_of_a_case_taken_meanwhile_fails(
    shop: Shop, agent: Member, lead: Member, now: Now
) -> None:
    case = ready_case(shop, now)
    assert [queue._claim(case, member, now) for member in (agent, lead)] == [True, False]


def test_behind_a_forbidden_case_a_claim_lost_to_another_goes_on(
    shop: Shop, agent: Member, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready_case(shop, now, advantage=3.0, dials=5)
    ready_case(shop, now, advantage=2.0)
    last = ready_case(shop, now)
    claims = iter([False, True])
    monkeypatch.setattr(queue, "_claim", lambda *_claim: next(claims))
    assert take(shop, agent, now) == last


def test_nobody_gets_two_hard_cases_running_while_there_is_another(
    shop: Shop, agent: Member, now: Now
) -> None:
    hard = ready_case(shop, now, advantage=9.0, dials=2)
    also_hard = ready_case(shop, now, advantage=8.0)
    Review.objects.filter(case=also_hard).update(abuse_hint={"code": "x"})
    easy = ready_case(shop, now)
    taken = []
    for _press in range(3):
        case = take(shop, agent, now)
        assert case is not None
        Case.objects.filter(pk=case.pk).update(status="waiting", **NO_LEASE)
        taken.append(case)
    assert taken == [hard, easy, also_hard]
    Case.objects.filter(pk=hard.pk).update(status="open")
    assert take(shop, agent, now) == hard  # nothing else is left: the queue does not idle
    given = Handout.objects.filter(member=agent).order_by("id").values_list("is_hard", flat=True)
    assert list(given) == [True, False, True, True]


def test_hard_cases_are_spread_over_who_is_at_work(
    shop: Shop, agent: Member, lead: Member, now: Now
) -> None:
    for member, hard in ((agent, [True, True, False]), (lead, [False])):
        for is_hard in hard:
            case = CaseFactory.create(shop=shop, status="waiting")
            Handout.objects.create(shop=shop, case=case, member=member, at=now, is_hard=is_hard)
    hard, easy = ready_case(shop, now, advantage=9.0, dials=2), ready_case(shop, now)
    assert [take(shop, agent, now), take(shop, lead, now)] == [easy, hard]


def test_pressing_next_gives_the_old_case_back(shop: Shop, agent: Member, now: Now) -> None:
    first, second = ready_case(shop, now, advantage=2.0), ready_case(shop, now)
    assert [take(shop, agent, now), take(shop, agent, now, first)] == [first, second]
    first.refresh_from_db()
    assert (first.leased_by, first.lease_until) == (None, None)


def test_second_tab_gets_the_case_the_first_one_works_on(
    shop: Shop, agent: Member, now: Now
) -> None:
    first, other = ready_case(shop, now, advantage=2.0), ready_case(shop, now)
    later = now + dt.timedelta(minutes=5)
    assert [take(shop, agent, now), take(shop, agent, later)] == [first, first]
    assert take(shop, agent, later, leaving=other) == first
    first.refresh_from_db()
    assert (first.leased_by, first.lease_until) == (agent, later + CASE_LEASE)


def test_a_case_on_the_line_keeps_its_longer_lease(shop: Shop, agent: Member, now: Now) -> None:
    case = ready_case(shop, now)
    start_call(case=case, member=agent, now=now)
    again = take(shop, agent, now)
    case.refresh_from_db()
    assert (again, case.lease_until) == (case, now + CALL_LEASE)


def test_a_lease_that_ran_out_holds_nobody(shop: Shop, agent: Member, now: Now) -> None:
    first, second = ready_case(shop, now), ready_case(shop, now, advantage=0.5)
    take(shop, agent, now)
    Case.objects.filter(pk=first.pk).update(callable_from=now + HOUR)
    assert take(shop, agent, now + CASE_LEASE) == second


def test_last_case_stays_claimed_where_there_is_no_other(
    shop: Shop, agent: Member, now: Now
) -> None:
    only = ready_case(shop, now)
    take(shop, agent, now)
    assert take(shop, agent, now, only) is None
    only.refresh_from_db()
    assert only.leased_by == agent


def test_member_on_a_break_gets_nothing(shop: Shop, agent: Member, now: Now) -> None:
    ready_case(shop, now)
    agent.paused_until = now + HOUR
    assert take(shop, agent, now) is None


@pytest.mark.parametrize(
    "values",
    [
        {"call_value": 0.0},
        {"callable_from": None},
        {"callable_from": dt.datetime(2026, 11, 18, 12, tzinfo=dt.UTC)},
        {"status": "waiting"},
        {"snoozed_until": dt.datetime(2026, 11, 18, 12, tzinfo=dt.UTC)},
    ],
    ids=["not-worth-it-now", "blocked", "later", "waiting", "snoozed"],
)
def test_case_that_is_not_for_now_is_not_offered(
    shop: Shop, agent: Member, now: Now, values: dict[str, object]
) -> None:
    ready_case(shop, now, **values)
    assert take(shop, agent, now) is None


def test_case_of_a_colleague_is_left_to_them(
    shop: Shop, agent: Member, lead: Member, now: Now
) -> None:
    case = ready_case(shop, now, owner=lead)
    assert take(shop, agent, now) is None
    assert take(shop, lead, now) == case


def test_case_of_another_shop_is_never_offered(shop: Shop, agent: Member, now: Now) -> None:
    ready_case(MemberFactory.create().shop, now)
    assert take(shop, agent, now) is None


def test_second_case_of_a_buyer_waits_while_the_first_is_worked_on(
    shop: Shop, agent: Member, lead: Member, now: Now
) -> None:
    buyer = BuyerFactory.create(shop=shop)
    ready_case(shop, now, buyer=buyer)
    ready_case(shop, now, buyer=buyer)
    assert take(shop, agent, now) is not None
    assert take(shop, lead, now) is None


@pytest.mark.parametrize(("phone", "offered"), [("13900000001", False), ("13900000002", True)])
def test_buyer_on_the_line_with_another_shop_is_not_handed_out(
    shop: Shop, agent: Member, now: Now, phone: str, *, offered: bool
) -> None:
    elsewhere = ready_case(MemberFactory.create().shop, now, phone="13900000001")
    CallbackFactory.create(
        case=elsewhere,
        shop=elsewhere.shop,
        status="calling",
        starts_at=now,
        ends_at=now + HOUR,
        lease_until=now + HOUR,
    )
    ready_case(shop, now, phone=phone)
    assert (take(shop, agent, now) is not None) is offered


def test_promised_time_comes_before_everything(shop: Shop, agent: Member, now: Now) -> None:
    ready_case(shop, now, advantage=99.0)
    booked = ready_case(shop, now, advantage=0.0, call_value=0.0)
    CallbackFactory.create(
        case=booked, shop=shop, starts_at=now, ends_at=now + HOUR / 2, is_promised=True
    )
    assert take(shop, agent, now) == booked


def test_promised_case_waits_for_its_time(shop: Shop, agent: Member, now: Now) -> None:
    booked = ready_case(shop, now)
    CallbackFactory.create(
        case=booked, shop=shop, starts_at=now + HOUR, ends_at=now + 2 * HOUR, is_promised=True
    )
    assert take(shop, agent, now) is None


def test_rules_are_asked_again_at_the_claim(shop: Shop, agent: Member, now: Now) -> None:
    case = ready_case(shop, now)
    add_do_not_contact(
        buyer=case.buyer, member=agent, reason=Reason("contact.do_not_contact"), now=now
    )
    assert take(shop, agent, now) is None
    case.refresh_from_db()
    assert (case.callable_from, case.why[0]["code"]) == (None, "contact.do_not_contact")


def test_nobody_is_called_at_night(shop: Shop, agent: Member, now: Now) -> None:
    ready_case(shop, now)
    assert take(shop, agent, now.replace(hour=22)) is None


def test_many_blocked_cases_do_not_hide_a_good_one(shop: Shop, agent: Member, now: Now) -> None:
    for n in range(25):
        ready_case(shop, now, advantage=50.0 + n, dials=5)
    good = ready_case(shop, now)
    assert take(shop, agent, now) == good


def test_member_gives_a_case_back(shop: Shop, agent: Member, lead: Member, now: Now) -> None:
    ready_case(shop, now)
    case = take(shop, agent, now)
    assert case is not None
    assert release_lease(case=case, member=lead) is False
    assert release_lease(case=case, member=agent) is True
    assert take(shop, lead, now) == case


def test_lease_that_ran_out_returns_by_itself(
    shop: Shop, agent: Member, lead: Member, now: Now
) -> None:
    case = ready_case(shop, now)
    take(shop, agent, now)
    after = now + CASE_LEASE
    assert release_expired_leases(now=after - dt.timedelta(seconds=1)) == 0
    assert release_expired_leases(now=after) == 1
    assert take(shop, lead, after) == case


def test_plan_and_queue_work_hand_in_hand(shop: Shop, agent: Member, now: Now) -> None:
    cases = [
        CaseFactory.create(
            shop=shop,
            review=review,
            buyer=review.buyer,
        )
        for review in ReviewFactory.create_batch(3, shop=shop, rated_at=now - 5 * HOUR)
    ]
    plan_shop(shop=shop, now=now)
    given = take(shop, agent, now)
    assert given in cases
    assert Callback.objects.filter(case=given, status="planned").count() == 1


def test_pressing_next_ends_a_call_that_was_never_reported(
    shop: Shop, agent: Member, now: Now
) -> None:
    first = ready_case(shop, now)
    call = start_call(case=first, member=agent, now=now)
    ready_case(shop, now)
    assert take(shop, agent, now, first) is not None
    call.refresh_from_db()
    assert (call.status, call.lease_until) == ("planned", None)
