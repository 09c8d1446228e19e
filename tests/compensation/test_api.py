import json

import pytest
from django.test import Client

from compensation.domain.default_policy import default_policy
from compensation.domain.policy_json import version_to_json
from compensation.models import Offer
from compensation.operations.policies import draft_policy, publish_policy
from tests.compensation.money_fixtures import accepted, budget, case, propose
from tests.factories import BudgetFactory, CaseFactory

__all__ = ["accepted", "budget", "case", "propose"]


@pytest.fixture(autouse=True)
def _at_ten(time_machine, now):
    """The API reads the clock itself; here it always shows the desk's Wednesday morning."""
    time_machine.move_to(now, tick=False)


@pytest.fixture
def call(shop):
    """Ask the API as a member; (status, answer)."""

    def ask(member, path, body=None):
        browser = Client(headers={"accept-language": "en"})
        browser.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
        url = f"/api/s/{shop.code}/compensation/{path}"
        if body is None:
            answer = browser.get(url)
        else:
            answer = browser.post(url, json.dumps(body), content_type="application/json")
        is_json = answer["Content-Type"].startswith("application/json")
        return answer.status_code, answer.json() if is_json else None

    return ask


def new(**given):
    return {"kind": "cash", "amount_fen": 500, "idempotency_key": "once", **given}


def test_the_options_of_a_case_come_with_their_reasons(call, agent, case):
    status, told = call(agent, f"cases/{case.public_id}/options")
    assert (status, [option["kind"] for option in told["options"]], told["refused"]) == (
        200,
        ["cash", "replacement", "refund", "coupon", "free_shipping"],
        [],
    )
    assert told["options"][0]["max_fen"] == 600


def test_an_offer_is_proposed_once(call, agent, case):
    path = f"cases/{case.public_id}/offers"
    first, again = call(agent, path, new()), call(agent, path, new())
    assert (first[0], first[1]["state"], first[1]["id"]) == (200, "approved", again[1]["id"])
    assert Offer.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "code", "sentence"),
    [
        ({"amount_fen": 0}, "amount_must_be_positive", "The amount must be more than nothing."),
        ({"amount_fen": 900}, "say_why", "Say why this case needs it, by what went wrong."),
        ({"kind": "gold"}, "kind_unknown", "“gold” is no remedy of this desk."),
    ],
)
def test_what_is_refused_says_why(call, agent, case, given, code, sentence):
    status, told = call(agent, f"cases/{case.public_id}/offers", new(**given))
    refusal = {"codes": [code], "reasons": [sentence]}
    assert (status, told, Offer.objects.count()) == (409, refusal, 0)


def test_an_offer_names_the_policy_it_was_read_from(call, agent, owner, case, shop, now):
    path = f"cases/{case.public_id}"
    seen = call(agent, f"{path}/options")[1]["policy"]
    rules = version_to_json(default_policy())
    version = draft_policy(shop=shop, member=owner, rules=rules, name="", now=now)
    publish_policy(version=version, member=owner, now=now)
    status, told = call(agent, f"{path}/offers", new(policy=seen))
    assert (seen, status, told["codes"]) == ("shipped", 409, ["policy_changed"])
    assert Offer.objects.count() == 0
    seen = call(agent, f"{path}/options")[1]["policy"]
    status, told = call(agent, f"{path}/offers", new(policy=seen))
    assert (status, told["policy"]) == (200, version.public_id)


def test_the_options_say_what_the_budget_leaves(call, agent, case, shop):
    BudgetFactory.create(shop=shop, cap_fen=450)
    cash = call(agent, f"cases/{case.public_id}/options")[1]["options"][0]
    assert (cash["max_fen"], cash["budget"]) == (
        600,
        "The budget “十一月” leaves ¥4.50; ask the owner to raise it.",
    )


def test_a_lead_decides(call, lead, propose):
    offer = propose(3_500, kind="refund")
    path = f"offers/{offer.public_id}/decision"
    assert call(lead, path, {"approve": True, "amount_fen": 9_900})[0] == 409
    status, told = call(lead, path, {"approve": True, "amount_fen": 1_000, "word": "先退一些"})
    assert (status, told["state"], told["amount_fen"]) == (200, "approved", 1_000)
    status, told = call(lead, path, {"approve": False, "word": "不行"})
    assert (status, told["reasons"]) == (
        409,
        ["The offer is “Approved”; it can't become “Not approved”."],
    )


def test_offers_and_balances_are_read(call, lead, accepted):
    assert [row["state"] for row in call(lead, "offers")[1]] == ["payable"]
    assert call(lead, "offers?state=paid")[1] == []
    assert call(lead, "balances")[1] == {
        "available": -500,
        "promised": 0,
        "payable": 500,
        "paid": 0,
        "reversed": 0,
    }


@pytest.mark.parametrize(
    ("role", "path", "body", "status"),
    [
        ("ops", "offers", None, 403),
        ("agent", "balances", None, 403),
        ("agent", "offers/none/decision", {"approve": True}, 403),
        ("lead", "offers/none/decision", {"approve": True}, 404),
        ("agent", "cases/none/options", None, 404),
    ],
)
def test_the_api_keeps_to_roles_and_shop(call, request, role, path, body, status):
    assert call(request.getfixturevalue(role), path, body)[0] == status


def test_a_case_of_another_shop_is_not_found(call, agent):
    stranger = CaseFactory.create()
    assert call(agent, f"cases/{stranger.public_id}/offers", new())[0] == 404
