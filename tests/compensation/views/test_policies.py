import json

import pytest
from django.urls import reverse

from compensation.domain.default_policy import default_policy
from compensation.domain.policy_json import version_to_json
from compensation.models import PolicyVersion
from compensation.operations.policies import draft_policy
from compensation.queries.policies import read_policy
from tests.factories import ShopFactory


def url(shop, name, *args):
    return reverse(f"compensation:{name}", args=(shop.code, *args))


@pytest.fixture
def draft(shop, owner, now):
    rules = version_to_json(default_policy())
    return draft_policy(shop=shop, member=owner, rules=rules, name="试算", now=now)


def test_the_policy_is_read_aloud(sit, agent, shop, case):
    rows = sit(agent).get(url(shop, "policy")).context["rows"]
    row = rows[4]
    assert (row.name, row.conditions) == (
        "质量、破损、错发、变质",
        ["Quality defect · damaged_on_arrival · freshness · wrong_item"],
    )
    assert [(r.kind, r.amount, r.approval) for r in row.remedies[:3]] == [
        ("Cash", "¥3.00 / ¥6.00 / ¥10.00", "above ¥6.00: Lead"),
        ("Replacement", "100% of the order", "above ¥100.00: Lead"),
        ("Refund", "30% of the order", "above ¥30.00: Lead"),
    ]
    assert rows[3].conditions[1] == "order 0–¥30.00"
    assert rows[-1].conditions == ["all other cases"]
    assert rows[9].remedies[1].amount == "the lowest of: 20% of the order; up to ¥50.00"


def test_the_owner_drafts_changes_replays_and_publishes(sit, owner, shop, case, propose):
    propose(300)
    browser = sit(owner)
    made = browser.post(url(shop, "policy_draft"), {"name": "试算"})
    draft = PolicyVersion.objects.get(state="draft")
    edit = url(shop, "policy_edit", draft.public_id)
    assert made.url == edit
    page = browser.get(edit)
    assert page.context["rule_fields"][3].remedies[0].cells[0].value == "3.00"
    typed = {
        "name": "降一点",
        "rules.4.remedies.0.amount.by_severity_fen.1": "4.50",
        "rules.4.remedies.0.approver": "owner",
        "ceilings.0.max_fen": "4",
        "limits.repeat_days": "30",
        "rules.99.name": "x",
        "rules.4.remedies.0.gold": "1",
        "rules.4.name.deep.er": "1",
    }
    assert "The draft is saved." in browser.post(edit, typed).content.decode()
    draft.refresh_from_db()
    policy = read_policy(draft)
    cash = policy.rules[4].remedies[0]
    assert (cash.amount.by_severity_fen, cash.approver.value) == ((300, 450, 1000), "owner")
    assert (policy.ceilings[0].max_fen, policy.limits.repeat_days, draft.name) == (
        400,
        30,
        "降一点",
    )
    shown = browser.get(url(shop, "policy_replay", draft.public_id)).context
    assert (shown["would"].total.cost_fen, shown["now"].total.cost_fen) == (450, 600)
    browser.post(url(shop, "policy_publish", draft.public_id))
    assert browser.get(url(shop, "policy")).context["version"] == draft


def test_the_whole_policy_can_be_typed_as_json(sit, owner, shop, draft):
    rules = version_to_json(default_policy())
    rules["rules"] = rules["rules"][-1:]
    sit(owner).post(url(shop, "policy_edit", draft.public_id), {"json": json.dumps(rules)})
    draft.refresh_from_db()
    assert len(read_policy(draft).rules) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"json": "{"}, "nothing was saved"),
        ({"json": "[" * 50_000}, "nothing was saved"),
        ({"json": "{}"}, "a value is expected"),
        ({"rules.4.remedies.0.approval_above_fen": "much"}, "is not an amount of money"),
        ({"limits.repeat_days": "many"}, "nothing was saved"),
        ({"limits.repeat_days": "-1"}, "a whole number in range is expected"),
    ],
)
def test_a_policy_that_cannot_be_read_is_not_saved(sit, owner, shop, draft, typed, sentence):
    page = sit(owner).post(url(shop, "policy_edit", draft.public_id), typed)
    draft.refresh_from_db()
    assert read_policy(draft) == default_policy()
    assert sentence in page.content.decode()


def test_a_policy_with_errors_is_not_published(sit, owner, shop, draft):
    edit = url(shop, "policy_edit", draft.public_id)
    rules = {**version_to_json(default_policy()), "ceilings": []}
    browser = sit(owner)
    browser.post(edit, {"json": json.dumps(rules)})
    page = browser.post(url(shop, "policy_publish", draft.public_id), follow=True)
    draft.refresh_from_db()
    assert (draft.state, page.redirect_chain[-1][0]) == ("draft", edit)
    assert "There is no cash ceiling" in page.content.decode()


def test_a_published_version_is_shown_without_a_form(sit, owner, shop, draft):
    browser = sit(owner)
    browser.post(url(shop, "policy_publish", draft.public_id))
    page = browser.get(url(shop, "policy_edit", draft.public_id))
    assert "A published version never changes." in page.content.decode()
    older = browser.get(url(shop, "policy"), {"version": draft.public_id})
    assert older.context["version"] == draft


@pytest.mark.parametrize("name", ["policy_edit", "policy_publish"])
@pytest.mark.parametrize("role", ["agent", "lead", "ops"])
def test_only_the_owner_changes_the_policy(sit, request, shop, draft, name, role):
    browser = sit(request.getfixturevalue(role))
    assert browser.post(url(shop, name, draft.public_id)).status_code == 403
    assert browser.post(url(shop, "policy_draft")).status_code == 403


def test_a_get_neither_drafts_nor_publishes(sit, owner, shop, draft):
    browser = sit(owner)
    browser.get(url(shop, "policy_draft"))
    browser.get(url(shop, "policy_publish", draft.public_id))
    assert list(PolicyVersion.objects.values_list("state", flat=True)) == ["draft"]


def test_another_shops_version_is_not_found(sit, owner, shop, draft):
    draft.shop = ShopFactory.create()
    draft.save()
    assert sit(owner).get(url(shop, "policy_edit", draft.public_id)).status_code == 404


def test_two_versions_stand_side_by_side(sit, agent, owner, shop, draft):
    rules = version_to_json(default_policy())
    rules["rules"][0]["name"] = "别的名字"
    rules["rules"][4]["remedies"][0]["amount"]["by_severity_fen"] = [100, 450, 1000]
    rules["rules"][4]["when"]["order_fen"] = {"at_least": 2_000}
    del rules["rules"][4]["remedies"][-1]
    rules["ceilings"][0]["max_fen"] -= 100
    rules["limits"]["four_eyes_above_fen"] = 100_000
    browser = sit(owner)
    browser.post(url(shop, "policy_edit", draft.public_id), {"json": json.dumps(rules)})
    page = browser.get(url(shop, "policy_compare"), {"before": "shipped"})
    rows = {row.name: row for row in page.context["comparison"].rules}
    assert (rows["别的名字"].change, rows["疑似异常，交店主处理"].change) == ("New", "Gone")
    fields = {one.name: (one.before, one.after) for one in rows["质量、破损、错发、变质"].fields}
    assert fields["Order value"] == ("any", "order ≥ ¥20.00")
    assert fields["Amount · Cash"] == ("¥3.00 / ¥6.00 / ¥10.00", "¥1.00 / ¥4.50 / ¥10.00")
    others = [one.after for one in page.context["comparison"].others]
    assert others[-1] == "¥1,000.00"
    same = sit(agent).get(url(shop, "policy_compare"), {"before": "shipped", "after": "shipped"})
    assert "word for word" in same.content.decode()
    assert sit(agent).get(url(shop, "policy_compare"), {"after": "x"}).status_code == 404
