import datetime as dt
import json
from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.urls import reverse

from compensation.domain.default_policy import default_policy
from compensation.domain.policy import Amount, Match, Span
from compensation.domain.policy_json import version_to_json
from compensation.models import PolicyVersion
from compensation.operations.policies import draft_policy
from compensation.queries.policies import read_policy, version_in_force
from compensation.views import policy_tries
from tests.factories import MemberFactory, ShopFactory


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


class FieldsOf(HTMLParser):
    """The fields of the policy's form as a browser would send them."""

    def __init__(self, page):
        super().__init__()
        self.sent = QueryDict(mutable=True)
        self.inside = False
        self.select = None
        self.feed(page.content.decode())

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.inside |= given.get("id") == "policy-form"
        name = given.get("name")
        if tag == "select":
            self.select = name
        if not self.inside or (tag == "input" and name == "csrfmiddlewaretoken"):
            return
        if tag == "option" and ("selected" in given or self.select not in self.sent):
            self.sent[self.select] = given["value"]
        elif tag == "input" and ("checked" in given or given.get("type") != "checkbox"):
            self.sent.appendlist(name, given.get("value", ""))

    def handle_endtag(self, tag):
        self.inside &= tag != "form"


def typed_on(browser, edit, **changes):
    sent = FieldsOf(browser.get(edit)).sent
    for name, value in changes.items():
        values = value if isinstance(value, list) else [value]
        sent.setlist(name.replace("__", "."), values)
    return sent


def send(browser, edit, sent):
    return browser.post(
        edit, sent.urlencode(), content_type="application/x-www-form-urlencoded", follow=True
    )


def test_the_form_sent_back_as_it_is_changes_nothing(sit, owner, shop, draft):
    browser, edit = sit(owner), url(shop, "policy_edit", draft.public_id)
    assert "The draft is saved." in send(browser, edit, typed_on(browser, edit)).content.decode()
    draft.refresh_from_db()
    assert (read_policy(draft), draft.name) == (default_policy(), "试算")


def test_every_condition_can_be_set_in_the_form(sit, owner, shop, draft):
    browser, edit = sit(owner), url(shop, "policy_edit", draft.public_id)
    sent = typed_on(
        browser,
        edit,
        r4__causes=["odor", "freshness"],
        r4__units=["product"],
        r4__severities=["2", "3"],
        r4__products="8812, 8813",
        r4__lines=["厨房"],
        r4__tiers=["regular"],
        r4__channels=["phone"],
        r4__order_fen__at_least="20",
        r4__earlier_claims__at_most="1",
        r4__attempts__at_least="2",
        r4__in_promotion="no",
        r4__m0__percent="15",
        c0__stars=["1"],
        limits__four_eyes_above="1000",
    )
    send(browser, edit, sent)
    draft.refresh_from_db()
    policy = read_policy(draft)
    assert policy.rules[4].match == Match(
        causes=frozenset({"odor", "freshness"}),
        units=frozenset({"product"}),
        severities=frozenset({2, 3}),
        products=frozenset({"8812", "8813"}),
        lines=frozenset({"厨房"}),
        tiers=frozenset({"regular"}),
        channels=frozenset({"phone"}),
        order_fen=Span(2_000, None),
        earlier_claims=Span(None, 1),
        attempts=Span(2, None),
        in_promotion=False,
    )
    assert policy.rules[4].remedies[0].amount == Amount((300, 600, 1000), 15)
    assert (policy.ceilings[0].stars, policy.limits.four_eyes_above_fen) == ({1}, 100_000)
    assert typed_on(browser, edit) == FieldsOf(browser.get(edit)).sent


def test_rules_remedies_and_ceilings_come_go_and_move(sit, owner, shop, draft):
    browser, edit = sit(owner), url(shop, "policy_edit", draft.public_id)
    names = [rule.name for rule in default_policy().rules]
    for act in ["up-2", "drop-0", "remedy-0", "drop-0-0", "ceiling", "unceil-0", "down-0", "odd"]:
        send(browser, edit, typed_on(browser, edit, act=act))
    draft.refresh_from_db()
    policy = read_policy(draft)
    assert [rule.name for rule in policy.rules] == [names[1], names[2], *names[3:]]
    assert policy.rules[1].remedies[-1].amount == Amount(up_to_fen=500)
    assert len(policy.ceilings) == len(default_policy().ceilings)
    page = send(browser, edit, typed_on(browser, edit, act="rule")).content.decode()
    assert "New rule" in page


def test_what_is_typed_is_tried_on_real_cases(sit, owner, shop, case, draft):
    browser, edit = sit(owner), url(shop, "policy_edit", draft.public_id)
    tried = url(shop, "policy_try", draft.public_id)
    sent = typed_on(browser, edit, r4__m0__serious="4.50")
    page = send(browser, tried, sent)
    (example,) = page.context["side"].examples
    assert (example.key, example.would_fen, example.now_fen) == (case.public_id, 450, 600)
    assert case.public_id in page.content.decode()
    draft.refresh_from_db()
    assert read_policy(draft) == default_policy()
    assert browser.get(tried).context["side"].differing == 0
    for changes, sentence in [
        ({"r4__m0__serious": "-"}, "is not an amount of money"),
        ({"r4__m0__percent": "x"}, "be read yet"),
        ({"r4__m0__percent": "101"}, "whole number in range"),
        ({"r4__m0__serious": "0", "r4__m0__harmful": "0", "r4__m0__mild": "0"}, "of nothing"),
    ]:
        sent = typed_on(browser, edit, **changes)
        assert sentence in send(browser, tried, sent).content.decode()


def test_who_tries_too_often_is_told_to_wait_and_nobody_else(sit, owner, shop, draft, monkeypatch):
    monkeypatch.setattr(policy_tries, "MOST_TRIES", "3/m")
    cache.clear()
    browser, tried = sit(owner), url(shop, "policy_try", draft.public_id)
    assert all("side" in browser.get(tried).context for _time in range(3))
    page = browser.get(tried)
    assert (page.status_code, "Wait a little" in page.content.decode()) == (200, True)
    other = sit(MemberFactory.create(shop=shop, role="owner"))
    assert "side" in other.get(tried).context
    cache.clear()


def test_the_owner_drafts_changes_replays_and_publishes(sit, owner, shop, case, propose):
    propose(300)
    browser = sit(owner)
    made = browser.post(url(shop, "policy_draft"), {"name": "试算"})
    draft = PolicyVersion.objects.get(state="draft")
    edit = url(shop, "policy_edit", draft.public_id)
    assert made.url == edit
    typed = typed_on(
        browser,
        edit,
        name="降一点",
        r4__m0__serious="4.50",
        r4__m0__approver="owner",
        c0__max="4",
        limits__repeat_days="30",
    )
    assert "The draft is saved." in send(browser, edit, typed).content.decode()
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
    itself = browser.get(url(shop, "policy_replay", draft.public_id))
    assert (itself.context["now"], "in force" in itself.content.decode()) == (None, False)


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
        ({"r4__m0__approval": "much"}, "is not an amount of money"),
        ({"r4__m0__approval": "0.005"}, "parts of a fen"),
        ({"r4__m0__approval": "-3"}, "a whole number in range is expected"),
        ({"r4__m0__approval": "99999999999"}, "too large"),
        ({"limits__repeat_days": "many"}, "nothing was saved"),
        ({"limits__repeat_days": "-1"}, "a whole number in range is expected"),
        ({"rules": "x"}, "nothing was saved"),
    ],
)
def test_a_policy_that_cannot_be_read_is_not_saved(sit, owner, shop, draft, typed, sentence):
    browser, edit = sit(owner), url(shop, "policy_edit", draft.public_id)
    page = (
        browser.post(edit, typed)
        if "json" in typed
        else send(browser, edit, typed_on(browser, edit, **typed))
    )
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


def test_a_draft_is_published_for_a_later_moment_or_not_at_all_for_a_past_one(
    sit, owner, shop, draft, monkeypatch, now
):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    publish = url(shop, "policy_publish", draft.public_id)
    browser = sit(owner)
    late = browser.post(publish, {"effective_from": "2026-11-01T09:00"})
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert "This moment is over." in late.content.decode()
    page = browser.post(publish, {"effective_from": "2026-12-01T09:00"}, follow=True)
    assert version_in_force(shop=shop, now=now) != draft
    assert version_in_force(shop=shop, now=now + dt.timedelta(days=30)) == draft
    assert "is published." in page.content.decode()
    told = browser.get(url(shop, "policy"), {"version": draft.public_id}).content.decode()
    assert "published, in force from" in told
