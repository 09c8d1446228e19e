import datetime as dt

import pytest

from compensation.domain.default_policy import default_policy
from compensation.domain.policy_json import version_to_json
from compensation.models import PolicyVersion
from compensation.operations.errors import PolicyRefusedError, WordingBlockedError
from compensation.operations.policies import (
    change_draft,
    draft_policy,
    policy_for_use,
    publish_policy,
)
from compensation.queries.policies import read_policy, version_in_force, versions_of
from tests.factories import PolicyVersionFactory

DAY = dt.timedelta(days=1)


def shipped():
    return version_to_json(default_policy())


@pytest.fixture
def draft(shop, owner, now):
    return draft_policy(shop=shop, member=owner, rules=shipped(), name=" 双十一后 ", now=now)


def code(refused):
    return refused.value.reason.code


def test_a_draft_is_numbered_and_applies_to_nothing(draft, shop, now):
    assert (draft.number, draft.state, draft.name) == (1, "draft", "双十一后")
    assert version_in_force(shop=shop, now=now) is None
    assert read_policy(None) == default_policy()


def test_a_published_version_is_in_force(draft, shop, owner, now):
    publish_policy(version=draft, member=owner, now=now)
    assert (version_in_force(shop=shop, now=now), draft.published_by) == (draft, owner)


def test_a_version_can_take_effect_later_but_never_earlier(shop, owner, now):
    for effective_from, expected in [(now + DAY, now + DAY), (now - DAY, now)]:
        version = draft_policy(shop=shop, member=owner, rules=shipped(), name="", now=now)
        publish_policy(version=version, member=owner, now=now, effective_from=effective_from)
        assert version.effective_from == expected


def test_the_latest_that_took_effect_is_in_force(shop, owner, now):
    for number, days in enumerate([0, 2, 1], start=1):
        PolicyVersionFactory.create(
            shop=shop,
            number=number,
            state="published",
            published_at=now,
            effective_from=now + days * DAY,
        )
    numbers = [version_in_force(shop=shop, now=now + days * DAY).number for days in range(3)]
    assert (numbers, [v.number for v in versions_of(shop=shop)]) == ([1, 3, 2], [3, 2, 1])


def test_a_draft_can_be_rewritten_until_it_is_published(draft, owner, now):
    rules = shipped()
    rules["limits"]["repeat_days"] = 30
    change_draft(version=draft, member=owner, rules=rules, name="改", now=now)
    assert read_policy(draft).limits.repeat_days == 30
    publish_policy(version=draft, member=owner, now=now)
    with pytest.raises(PolicyRefusedError) as refused:
        change_draft(version=draft, member=owner, rules=shipped(), name="", now=now)
    assert code(refused) == "policy_is_published"


def test_a_version_is_published_once(draft, owner, now):
    publish_policy(version=draft, member=owner, now=now)
    with pytest.raises(PolicyRefusedError) as refused:
        publish_policy(version=draft, member=owner, now=now + DAY)
    assert (code(refused), draft.published_at) == ("policy_is_published", now)


def test_only_the_owner_sets_the_policy(draft, shop, lead, now):
    acts = [
        lambda: draft_policy(shop=shop, member=lead, rules=shipped(), name="", now=now),
        lambda: change_draft(version=draft, member=lead, rules=shipped(), name="", now=now),
        lambda: publish_policy(version=draft, member=lead, now=now),
    ]
    for act in acts:
        with pytest.raises(PolicyRefusedError) as refused:
            act()
        assert code(refused) == "only_the_owner"


def test_what_is_no_policy_is_not_stored(shop, owner, now):
    with pytest.raises(PolicyRefusedError) as refused:
        draft_policy(shop=shop, member=owner, rules={"rules": []}, name="", now=now)
    assert (code(refused), PolicyVersion.objects.count()) == ("policy_unreadable", 0)


def test_a_policy_with_errors_stays_a_draft(shop, owner, now):
    rules = {**shipped(), "ceilings": []}
    version = draft_policy(shop=shop, member=owner, rules=rules, name="", now=now)
    with pytest.raises(PolicyRefusedError) as refused:
        publish_policy(version=version, member=owner, now=now)
    assert [reason.code for reason in refused.value.reasons] == ["level_without_ceiling"] * 2


def test_a_sentence_that_may_not_be_said_is_not_published(shop, owner, now):
    rules = shipped()
    rules["rules"][0]["remedies"] = [{**rules["rules"][1]["remedies"][0], "say": "改好评送券"}]
    version = draft_policy(shop=shop, member=owner, rules=rules, name="", now=now)
    with pytest.raises(WordingBlockedError):
        publish_policy(version=version, member=owner, now=now)
    version.refresh_from_db()
    assert version.state == "draft"


def test_the_shipped_policy_follows_a_shops_drafts_in_number(draft, shop, now):
    first = policy_for_use(shop=shop, now=now)
    assert (first.number, first.published_by, policy_for_use(shop=shop, now=now)) == (
        2,
        None,
        first,
    )
