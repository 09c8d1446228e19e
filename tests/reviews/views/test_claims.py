import datetime as dt

from django.urls import reverse

from tests.factories import AttemptFactory, CaseFactory, MemberFactory

HOUR = dt.timedelta(hours=1)


def address(shop, name="next_case", *args):
    return reverse(f"reviews:{name}", args=(shop.code, *args))


def test_next_claims_the_best_case_and_opens_it(sit, agent, shop, now):
    CaseFactory.create(shop=shop, advantage=1)
    best = CaseFactory.create(shop=shop, advantage=9)
    response = sit(agent).post(address(shop))
    best.refresh_from_db()
    assert response.url == address(shop, "case", best.public_id)
    assert best.leased_by == agent
    assert best.lease_until > now


def test_two_people_never_get_the_same_case(client, sit, agent, lead, shop):
    for _ in range(2):
        CaseFactory.create(shop=shop)
    first = sit(agent).post(address(shop)).url
    second = sit(lead).post(address(shop)).url
    assert first != second


def test_a_second_tab_keeps_the_case_and_the_card_leaves_it(sit, agent, shop, now):
    held = CaseFactory.create(shop=shop, advantage=9)
    other = CaseFactory.create(shop=shop, advantage=1)
    browser = sit(agent)
    card = address(shop, "case", held.public_id)
    assert browser.post(address(shop)).url == card
    second = browser.post(address(shop), follow=True)
    assert second.redirect_chain[-1][0] == card
    assert "You still work on this case." in second.content.decode()
    assert f'name="leaving" value="{held.public_id}"' in second.content.decode()
    left = browser.post(address(shop), {"leaving": held.public_id})
    assert left.url == address(shop, "case", other.public_id)


def test_an_abandoned_claim_comes_back(sit, agent, lead, shop, now, time_machine):
    CaseFactory.create(shop=shop)
    first = sit(agent).post(address(shop)).url
    assert sit(lead).post(address(shop)).url == address(shop, "today")
    time_machine.move_to(now + HOUR, tick=False)
    assert sit(lead).post(address(shop)).url == first


def test_with_nobody_to_call_next_says_so(sit, agent, shop):
    response = sit(agent).post(address(shop), follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "Nobody may be called right now. The plan shows when.",
    ]


def test_on_a_break_next_gives_nothing(sit, shop, now):
    resting = MemberFactory.create(shop=shop, paused_until=now + HOUR)
    case = CaseFactory.create(shop=shop)
    sit(resting).post(address(shop))
    case.refresh_from_db()
    assert case.leased_by is None


def test_next_is_no_page(sit, agent, shop):
    assert sit(agent).get(address(shop)).status_code == 405


def test_ops_claims_nothing(sit, ops, shop):
    assert sit(ops).post(address(shop)).status_code == 403


def reported(agent, shop, at):
    case = CaseFactory.create(shop=shop, status="waiting")
    return AttemptFactory.create(case=case, member=agent, outcome="no_answer", at=at)


def offered(browser, shop, attempt):
    page = browser.post(address(shop), {"after": attempt.public_id}, follow=True)
    undo = address(shop, "undo", attempt.case.public_id, attempt.public_id)
    return f'action="{undo}"' in page.content.decode()


def test_what_was_just_reported_can_be_taken_back_from_the_next_case(sit, agent, shop, now):
    CaseFactory.create(shop=shop)
    attempt = reported(agent, shop, now - dt.timedelta(seconds=29))
    assert offered(sit(agent), shop, attempt)


def test_only_ones_own_report_of_the_last_moment_is_offered(sit, agent, lead, shop, now):
    CaseFactory.create(shop=shop)
    late = reported(agent, shop, now - dt.timedelta(seconds=30))
    others = reported(lead, shop, now)
    undone = reported(agent, shop, now)
    type(undone).objects.filter(pk=undone.pk).update(undone_at=now)
    assert [offered(sit(agent), shop, one) for one in (late, others, undone)] == [False] * 3
