import datetime as dt

import pytest
from django.test import Client

from reviews.models import Attempt, PresenceObservation, Promise
from tests.factories import CaseFactory, MemberFactory, ReviewCauseFactory


@pytest.fixture(autouse=True)
def _at_ten(time_machine, now):
    time_machine.move_to(now, tick=False)


@pytest.fixture
def case(shop):
    return CaseFactory.create(shop=shop)


@pytest.fixture
def call(client: Client, agent):
    """Call the API as the agent."""
    client.force_login(agent.user, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"

    def called(path, sent=None):
        address = f"/api/s/{agent.shop.code}{path}"
        if sent is None:
            return client.get(address)
        return client.post(address, sent, content_type="application/json")

    return called


def test_the_queue_comes_as_lines_with_masked_buyers(call, case):
    ReviewCauseFactory.create(review=case.review, cause__shop=case.shop)
    answer = call("/cases").json()
    line = answer["cases"][0]
    assert (len(answer["cases"]), answer["next"]) == (1, "")
    assert (line["id"], line["buyer"], line["when"]) == (
        case.public_id,
        case.buyer.nick_masked,
        "now",
    )
    assert case.buyer.phone not in str(answer)


@pytest.mark.parametrize("asked", ["view=none", "sort=x", f"after={'1' * 61}"])
def test_filters_that_do_not_exist_are_refused(call, asked):
    assert call(f"/cases?{asked}").status_code == 422


def test_a_case_tells_its_four_facts_and_whether_it_may_be_contacted(call, case, now):
    case.solved_at = now
    case.save()
    facts = call(f"/cases/{case.public_id}").json()
    assert dt.datetime.fromisoformat(facts["solved_at"]) == now
    assert (facts["contacted_at"], facts["may_be_contacted"], facts["why_not"]) == (None, True, [])


def test_at_night_a_case_says_why_not(call, case, now, time_machine):
    time_machine.move_to(now.replace(hour=21), tick=False)
    facts = call(f"/cases/{case.public_id}").json()
    assert (facts["may_be_contacted"], len(facts["why_not"])) == (False, 1)
    assert facts["next_allowed_at"] is not None


def test_a_contact_is_recorded_with_its_promise(call, case, now):
    sent = {
        "outcome": "answered",
        "note": "补发",
        "is_solved": True,
        "promise": "补发壶盖",
        "promise_due": (now + dt.timedelta(days=1)).isoformat(),
        "idempotency_key": "k",
    }
    for _ in range(2):
        answer = call(f"/cases/{case.public_id}/attempts", sent)
    assert answer.json()["id"] == Attempt.objects.get().public_id
    assert Promise.objects.get().text == "补发壶盖"


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "promised_time"},
        {"outcome": "whatever"},
        {"channel": "letter"},
        {"promised_at": "2026-11-19T10:00"},
        {"promise": "补发壶盖"},
        {"promise": "补发壶盖", "promise_due": "2020-01-01T10:00:00+08:00"},
    ],
)
def test_a_contact_that_cannot_be_is_refused(call, case, wrong):
    sent = {"outcome": "answered", "idempotency_key": "k", **wrong}
    assert call(f"/cases/{case.public_id}/attempts", sent).status_code == 422
    assert not Attempt.objects.exists()
    assert not Promise.objects.exists()


def test_presence_is_observed(call, case):
    assert call(f"/cases/{case.public_id}/online", {}).status_code == 204
    assert PresenceObservation.objects.get().buyer == case.buyer


@pytest.mark.parametrize("path", ["", "/attempts", "/online"])
def test_a_case_of_another_shop_is_not_found(call, path):
    other = CaseFactory.create()
    sent = None if path == "" else {"outcome": "busy", "idempotency_key": "k"}
    assert call(f"/cases/{other.public_id}{path}", sent).status_code == 404


def test_strangers_and_visitors_see_nothing(client, shop, case):
    assert client.get(f"/api/s/{shop.code}/cases").status_code == 401
    stranger = MemberFactory.create()
    client.force_login(stranger.user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/api/s/{shop.code}/cases").status_code == 404


def test_causes_are_read_corrected_and_accepted(call, case):
    for code, is_main in (("leak", True), ("slow", False)):
        ReviewCauseFactory.create(
            review=case.review, cause__shop=case.shop, cause__code=code, is_main=is_main
        )
    address = f"/cases/{case.public_id}/causes"
    found = call(address).json()
    assert [(one["code"], one["source"], one["is_main"]) for one in found] == [
        ("leak", "reader", True), ("slow", "reader", False),
    ]  # fmt: skip
    said = call(f"{address}/accept", {}).json()
    assert [(one["code"], one["source"]) for one in said] == [
        ("leak", "person"),
        ("slow", "person"),
    ]
    said = call(address, {"causes": ["slow"]}).json()
    assert [(one["code"], one["source"], one["is_main"]) for one in said] == [
        ("slow", "person", True)
    ]
    refused = call(address, {"causes": ["nonsense"]})
    assert (refused.status_code, refused.json()) == (
        422, {"reasons": ["No cause in use: nonsense"]},
    )  # fmt: skip
    assert call(address, {"causes": []}).status_code == 422
    bare = CaseFactory.create(shop=case.shop)
    assert call(f"/cases/{bare.public_id}/causes/accept", {}).status_code == 422
