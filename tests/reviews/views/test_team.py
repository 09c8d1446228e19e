"""The team board, quality sampling, scripts and the audit, as leads see them."""

import datetime as dt
import random

import pytest
from django.urls import reverse

from reviews.domain.reason import Reason
from reviews.models import (
    AvoidedBreach,
    Case,
    ExportLog,
    Handout,
    Promise,
    QualityCheck,
    RevealLog,
    Script,
    Shift,
    WordingOverride,
)
from reviews.models.teamwork import SCORES
from reviews.operations.do_not_contact import add_do_not_contact
from reviews.operations.quality import draw_cases
from reviews.operations.queue import next_case
from reviews.operations.settings import change_settings
from tests.factories import AttemptFactory, CallbackFactory, CaseFactory, MemberFactory

HOUR = dt.timedelta(hours=1)


def address(shop, name="team", *args):
    return reverse(f"reviews:{name}", args=(shop.code, *args))


def seats(response):
    return {seat.member.display_name: seat for seat in response.context["board"].seats}


@pytest.mark.parametrize("size", [1, 3])
def test_the_board_takes_the_same_queries_for_any_team(
    sit, lead, shop, now, size, django_assert_num_queries
):
    for _ in range(size):
        member = MemberFactory.create(shop=shop)
        CaseFactory.create(shop=shop, owner=member)
        CaseFactory.create(shop=shop, leased_by=member, lease_until=now + HOUR)
    browser = sit(lead)
    browser.get(address(shop))
    with django_assert_num_queries(19):
        browser.get(address(shop))


def test_the_board_says_who_is_on_what(sit, lead, agent, shop, now):
    calling, resting = (MemberFactory.create(shop=shop, display_name=name) for name in "甲乙")
    call = CaseFactory.create(shop=shop, leased_by=calling, lease_until=now + HOUR)
    CallbackFactory.create(case=call, owner=calling, status="calling", lease_until=now + HOUR)
    resting.paused_until = now + HOUR
    resting.save()
    case = CaseFactory.create(shop=shop)
    next_case(shop=shop, member=agent, now=now)
    mine = CaseFactory.create(shop=shop, owner=agent)
    AttemptFactory.create(case=mine, member=agent, at=now)
    Promise.objects.create(
        case=mine, text="补发", due_at=now - HOUR, made_at=now - 2 * HOUR, member=agent
    )
    Shift.objects.create(member=lead, starts_at=now - HOUR, ends_at=now + HOUR)
    response = sit(lead).get(address(shop))
    found = seats(response)
    assert {name: seat.state for name, seat in found.items()} == {
        "甲": "calling",
        "乙": "pause",
        agent.display_name: "working",
        lead.display_name: "free",
    }
    seat = found[agent.display_name]
    assert [one.public_id for one in seat.cases] == [case.public_id, mine.public_id]
    assert (seat.open_cases, seat.contacts_today, seat.handed_today, seat.overdue) == (1, 1, 1, 1)
    assert (seat.since, found[lead.display_name].shift_until) == (now, now + HOUR)
    assert response.context["board"].overdue_count == 1


def test_the_board_comes_again_by_itself_as_a_part(sit, lead, shop):
    part = sit(lead).get(address(shop), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "board__seats" in part


def test_a_breach_that_was_avoided_stands_on_the_board(sit, lead, agent, shop, now):
    case = CaseFactory.create(shop=shop, review__buyer__plain_phone="13800000042")
    why = Reason("contact.do_not_contact")
    CaseFactory.create(shop=shop, advantage=-1)
    add_do_not_contact(buyer=case.buyer, member=agent, reason=why, now=now)
    next_case(shop=shop, member=agent, now=now)
    night = CaseFactory.create(shop=shop, dials=5, review__buyer__plain_phone="13800000043")
    sit(agent).post(address(shop, "reveal", night.public_id), {"reason": "call"})
    kept = AvoidedBreach.objects.order_by("id")
    assert [(row.case, row.member) for row in kept] == [(case, agent), (night, agent)]
    assert kept[0].reason["code"] == "contact.do_not_contact"
    board = sit(lead).get(address(shop)).context["board"]
    assert (board.avoided_count, board.avoided[0].case) == (2, night)


def test_a_case_given_on_the_board_leads_back_there(sit, lead, agent, shop):
    case = CaseFactory.create(shop=shop, owner=lead)
    give = address(shop, "hand_over", case.public_id)
    assert sit(lead).post(give, {"to": agent.public_id, "back": "team"}).url == address(shop)
    case.refresh_from_db()
    assert case.owner == agent


def closed(shop, now, talker):
    case = CaseFactory.create(shop=shop, status="closed", close_reason="solved", closed_at=now)
    AttemptFactory.create(case=case, member=talker, at=now, outcome="answered")
    return case


def test_cases_are_drawn_alike_from_everybody(shop, agent, lead, now):
    many = [closed(shop, now, agent) for _ in range(12)]
    few = [closed(shop, now, lead) for _ in range(2)]
    CaseFactory.create(shop=shop, status="closed", close_reason="solved", closed_at=now)
    assert draw_cases(shop=shop, now=now, chance=random.Random(1)) == 10
    drawn = set(QualityCheck.objects.values_list("case", flat=True))
    assert {case.pk for case in few} < drawn
    assert draw_cases(shop=shop, now=now, chance=random.Random(1)) == 4
    assert QualityCheck.objects.count() == len(many) + len(few)


def test_a_drawn_case_is_scored_once_and_by_another_one(sit, lead, owner, shop, now):
    closed(shop, now, lead)
    browser = sit(lead)
    browser.post(address(shop, "quality"))
    check = QualityCheck.objects.get()
    sheet = address(shop, "score", check.public_id)
    scores = dict.fromkeys(SCORES, "2") | {"remedy": "1", "word": "好"}
    for member, given in ((lead, scores), (owner, {"word": "x"}), (owner, scores)):
        sit(member).post(sheet, given)
    sit(owner).post(sheet, dict.fromkeys(SCORES, "0"))
    check.refresh_from_db()
    assert (check.checked_by, check.remedy, check.listening, check.word) == (owner, 1, 2, "好")
    page = sit(lead).get(address(shop, "quality")).context["page"]
    assert (page.waiting, page.done, page.averages["remedy"]) == ([], [check], 1.0)


SENTENCE = {"kind": "talk", "stage": "listen", "cause": "", "text": "{买家}您好，我是{客服}"}


def test_a_script_is_kept_in_versions_and_shown_on_the_card(sit, lead, agent, shop):
    browser, page = sit(lead), address(shop, "scripts")
    browser.post(page, SENTENCE)
    script = Script.objects.get()
    browser.post(page, SENTENCE | {"script": script.pk, "text": "{店铺}的{客服}，您请说"})
    script.refresh_from_db()
    assert (script.version, script.changed_by) == (2, lead)
    versions = browser.get(address(shop, "script", script.pk)).context["versions"]
    assert [(one.version, one.text) for one in versions] == [
        (2, script.text),
        (1, SENTENCE["text"]),
    ]
    assert script.text in browser.get(page).content.decode()
    case = CaseFactory.create(shop=shop)
    card = sit(agent).get(address(shop, "case", case.public_id)).context["card"]
    assert [line.text for line in card.guide] == [f"{shop.name}的{agent.display_name}，您请说"]
    for _twice in range(2):
        sit(lead).post(address(shop, "script", script.pk))
    assert sit(agent).get(address(shop, "case", case.public_id)).context["card"].guide == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [("您的{电话}", "{电话}"), ("删除差评给您返现10元", "删除差评")],
)
def test_a_script_that_may_not_be_said_is_refused_with_its_reason(sit, lead, shop, text, reason):
    answer = sit(lead).post(address(shop, "scripts"), SENTENCE | {"text": text, "override": "x"})
    assert (answer.status_code, Script.objects.count()) == (422, 0)
    [refusal] = answer.context["refusals"]
    assert reason in refusal
    typed = sit(lead).post(address(shop, "script_wording"), {"text": text, "kind": "message"})
    assert bool(typed.context["hits"]) is ("删除" in text)


def test_the_owner_answers_for_a_wording_by_a_word(sit, owner, shop):
    text = "删除差评给您返现10元"
    sit(owner).post(address(shop, "scripts"), SENTENCE | {"text": text, "override": "培训用反例"})
    assert Script.objects.get().text == text
    kept = WordingOverride.objects.get()
    assert (kept.member, kept.word, kept.place) == (owner, "培训用反例", "script")


def test_the_audit_tells_who_saw_let_pass_took_out_and_changed(sit, lead, owner, shop, now):
    case = CaseFactory.create(shop=shop, review__buyer__plain_phone="13800000042")
    RevealLog.objects.create(
        case=case, member=lead, field="phone", reason="call", ip_address="10.0.0.7", at=now
    )
    WordingOverride.objects.create(
        shop=shop, member=owner, place="script", text="原文", rules={}, word="为什么", at=now
    )
    ExportLog.objects.create(shop=shop, member=lead, what="queue", query="view=all", rows=7, at=now)
    change_settings(shop=shop, values={"dials_per_day": 1}, now=now)
    elsewhere = MemberFactory.create()
    ExportLog.objects.create(shop=elsewhere.shop, member=elsewhere, what="queue", rows=1, at=now)
    told, where = {}, {}
    for kind in ("reveals", "overrides", "exports", "settings", "?"):
        answer = sit(owner).get(address(shop, "audit"), {"kind": kind, "skip": "x"})
        rows = answer.context["page"].rows
        told[kind] = [(row.who, row.what, row.word) for row in rows]
        where[kind] = {row.where for row in rows}
    assert (
        told["reveals"]
        == told["?"]
        == [(lead.display_name, case.buyer.phone_masked, "To call this buyer now")]
    )
    assert told["overrides"] == [(owner.display_name, "原文", "为什么")]
    assert where["overrides"] == {"Script"}
    assert told["exports"] == [(lead.display_name, "Queue", "view=all")]
    assert ("", "Settings", "Dials a day, at most: 2 → 1") in told["settings"]


def test_long_audits_go_on_page_by_page(sit, lead, shop, now):
    rows = [ExportLog(shop=shop, member=lead, what=str(n), rows=n, at=now) for n in range(51)]
    ExportLog.objects.bulk_create(rows)
    ask = {"kind": "exports"}
    page = sit(lead).get(address(shop, "audit"), ask).context["page"]
    rest = sit(lead).get(address(shop, "audit"), ask | {"skip": page.following}).context["page"]
    assert (len(page.rows), [row.what for row in rest.rows], rest.following) == (50, ["0"], None)


def test_a_script_of_another_shop_is_not_found(sit, lead, shop):
    foreign = Script.objects.create(shop=MemberFactory.create().shop, stage="listen", text="x")
    for name, args in (("script", (foreign.pk,)), ("scripts", ())):
        sent = SENTENCE | {"script": foreign.pk}
        assert sit(lead).post(address(shop, name, *args), sent).status_code == 404


def test_handouts_of_today_are_counted_by_hardness(sit, lead, agent, shop, now):
    for is_hard, at in ((True, now), (False, now), (True, now - 24 * HOUR)):
        case = CaseFactory.create(shop=shop)
        Handout.objects.create(shop=shop, case=case, member=agent, at=at, is_hard=is_hard)
    seat = seats(sit(lead).get(address(shop)))[agent.display_name]
    assert (seat.handed_today, seat.hard_today, seat.state) == (2, 1, "away")
    assert Case.objects.count() == 3
