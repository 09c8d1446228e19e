import datetime as dt

import pytest

from reviews.models import CaseDraft, HandedCase, Promise, ShiftHandover
from reviews.operations.drafts import keep_draft
from reviews.operations.shift_handovers import HandoverRefused, hand_over_shift, see_handover
from tests.factories import (
    CallbackFactory,
    CaseFactory,
    MemberFactory,
    PromiseFactory,
    ShopFactory,
    plan_asked_at,
)

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def colleague(shop):
    return MemberFactory.create(shop=shop, role="agent", display_name="小陈")


@pytest.fixture
def held(shop, agent, now):
    """In the agent's name and hands, with an agreed time, a promise and a draft."""
    case = CaseFactory.create(shop=shop, owner=agent, leased_by=agent, lease_until=now + HOUR)
    CallbackFactory.create(
        case=case, owner=agent, is_promised=True, starts_at=now + HOUR, ends_at=now + 2 * HOUR
    )
    PromiseFactory.create(case=case, member=agent)
    keep_draft(case=case, member=agent, text="客户说晚上再打 13812345678", now=now)
    return case


def hand(agent, to, now, *cases, word="", listed=()):
    ids = [*(case.public_id for case in cases), *listed]
    return hand_over_shift(member=agent, to=to, word=word, listed=ids, now=now)


def test_everything_goes_to_the_colleague_by_one_act(shop, agent, colleague, held, now):
    handed = hand(agent, colleague, now, held, word="李女士晚上方便，电话 13812345678")
    held.refresh_from_db()
    assert (held.owner, held.leased_by, held.lease_until) == (colleague, None, None)
    assert held.callbacks.get().owner == colleague
    assert held.promises.get().member == colleague
    draft = CaseDraft.objects.get()
    assert (draft.member, draft.text) == (colleague, "客户说晚上再打 138****5678")
    assert (handed.moved, handed.collisions) == (1, [])
    kept = ShiftHandover.objects.get()
    assert (kept.giver, kept.receiver, kept.seen_at) == (agent, colleague, None)
    assert kept.word == "李女士晚上方便，电话 138****5678"
    line = kept.lines.get()
    assert (line.was_in_hand, line.named_at, line.promises, line.has_draft, line.reason) == (
        True,
        now + HOUR,
        1,
        True,
        {},
    )
    assert held.history.latest("history_id").history_user == agent.user
    assert held.promises.get().history.latest("history_id").member == colleague
    shop.refresh_from_db()
    assert plan_asked_at(shop) == now


def test_back_to_the_queue_nobody_has_the_case_and_its_promise(agent, held, now):
    hand(agent, None, now, held)
    held.refresh_from_db()
    assert (held.owner, held.leased_by) == (None, None)
    assert Promise.objects.get().member is None
    # Whoever opens the case next reads what was begun.
    assert CaseDraft.objects.get().member == agent


def test_a_draft_goes_below_what_the_colleague_typed(agent, colleague, held, now):
    keep_draft(case=held, member=colleague, text="先查物流", now=now)
    hand(agent, colleague, now, held)
    draft = CaseDraft.objects.get()
    assert (draft.member, draft.text) == (colleague, "先查物流\n客户说晚上再打 138****5678")


def test_what_changed_meanwhile_stays_and_is_told(shop, agent, colleague, lead, held, now):
    gone = CaseFactory.create(shop=shop, owner=lead)
    busy = CaseFactory.create(shop=shop, owner=agent, leased_by=lead, lease_until=now + HOUR)
    handed = hand(agent, colleague, now, held, gone, busy)
    gone.refresh_from_db()
    busy.refresh_from_db()
    assert (gone.owner, busy.owner, busy.leased_by) == (lead, colleague, lead)
    assert [reason.code for _buyer, reason in handed.collisions] == [
        "handover.changed_hands",
        "handover.colleague_on_it",
    ]
    assert handed.moved == 2
    assert HandedCase.objects.get(case=busy).reason["code"] == "handover.colleague_on_it"


def test_a_promise_of_a_closed_case_goes_alone(shop, agent, colleague, now):
    closed = CaseFactory.create(
        shop=shop, owner=agent, status="closed", close_reason="solved", closed_at=now
    )
    PromiseFactory.create(case=closed, member=agent)
    hand(agent, colleague, now)
    closed.refresh_from_db()
    assert (closed.owner, closed.promises.get().member) == (agent, colleague)


def test_a_time_agreed_in_nobodys_case_goes_along(shop, agent, colleague, now):
    case = CaseFactory.create(shop=shop)
    CallbackFactory.create(case=case, owner=agent, is_promised=True)
    hand(agent, colleague, now)
    case.refresh_from_db()
    assert (case.owner, case.callbacks.get().owner) == (colleague, colleague)


@pytest.mark.parametrize(
    ("receiver", "code"),
    [
        ("oneself", "handover.to_oneself"),
        ("left", "handover.no_colleague"),
        ("ops", "handover.no_colleague"),
        ("elsewhere", "handover.no_colleague"),
    ],
)
def test_a_shift_goes_only_to_a_colleague_who_calls(shop, agent, held, ops, now, receiver, code):
    to = {
        "oneself": lambda: agent,
        "left": lambda: MemberFactory.create(shop=shop, is_active=False),
        "ops": lambda: ops,
        "elsewhere": lambda: MemberFactory.create(shop=ShopFactory.create()),
    }[receiver]()
    with pytest.raises(HandoverRefused) as refused:
        hand(agent, to, now, held)
    assert refused.value.reason.code == code
    held.refresh_from_db()
    assert held.owner == agent


def test_nothing_and_a_running_call_are_refused(shop, agent, colleague, now):
    with pytest.raises(HandoverRefused) as refused:
        hand(agent, colleague, now)
    assert refused.value.reason.code == "handover.nothing"
    case = CaseFactory.create(shop=shop, owner=agent)
    CallbackFactory.create(case=case, owner=agent, status="calling", lease_until=now + HOUR)
    with pytest.raises(HandoverRefused) as refused:
        hand(agent, colleague, now, case)
    assert refused.value.reason.code == "handover.call_running"


def test_a_case_of_another_shop_that_is_listed_is_no_part_of_it(agent, colleague, held, now):
    stranger = CaseFactory.create()
    assert hand(agent, colleague, now, held, stranger).moved == 1


def test_a_handover_is_seen_once_and_by_its_receiver(agent, colleague, held, now):
    handover = hand(agent, colleague, now, held).handover
    assert not see_handover(handover=handover, member=agent, now=now)
    assert see_handover(handover=handover, member=colleague, now=now)
    assert not see_handover(handover=handover, member=colleague, now=now + HOUR)
    handover.refresh_from_db()
    assert handover.seen_at == now


@pytest.mark.parametrize("text", ["", "   "])
def test_no_words_are_no_draft(agent, held, now, text):
    keep_draft(case=held, member=agent, text=text, now=now)
    assert not CaseDraft.objects.exists()


def test_a_closed_case_keeps_no_draft(agent, shop, now):
    case = CaseFactory.create(shop=shop, status="closed", close_reason="solved", closed_at=now)
    keep_draft(case=case, member=agent, text="还没写完", now=now)
    assert not CaseDraft.objects.exists()
