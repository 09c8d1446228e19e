import json
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compensation.domain.default_policy import default_policy
from compensation.domain.policy import (
    SEVERITIES,
    Amount,
    Approver,
    Ceiling,
    Limits,
    Match,
    PolicyVersion,
    Remedy,
    RemedyKind,
    Rule,
    Span,
)
from compensation.domain.policy_json import (
    PolicyUnreadableError,
    version_from_json,
    version_to_json,
)
from reviews.domain.levels import Level
from reviews.domain.reason import Reason

fen = st.integers(min_value=0, max_value=100_000)
codes = st.frozensets(st.sampled_from(["a", "b", "c"]))
spans = st.none() | st.builds(
    lambda low, width: Span(low, None if width is None else low + width),
    fen,
    st.none() | fen,
)
matches = st.builds(
    Match,
    causes=codes,
    units=codes,
    severities=st.frozensets(st.sampled_from(SEVERITIES)),
    products=codes,
    tiers=codes,
    channels=codes,
    order_fen=spans,
    earlier_claims=spans,
    attempts=spans,
    in_promotion=st.none() | st.booleans(),
)
amounts = st.builds(
    Amount,
    by_severity_fen=st.none() | st.tuples(fen, fen, fen),
    percent_of_order=st.none() | st.integers(0, 100),
    up_to_fen=fen,
)
remedies = st.builds(
    Remedy,
    st.sampled_from(RemedyKind),
    amounts,
    fen,
    st.sampled_from(Approver),
    st.text(max_size=20),
)
rules = st.builds(Rule, st.text(max_size=9), matches, st.lists(remedies, max_size=3).map(tuple))
ceilings = st.builds(
    Ceiling,
    st.sampled_from(Level),
    st.frozensets(st.sampled_from(RemedyKind)),
    fen,
)
policies = st.builds(
    PolicyVersion,
    st.lists(rules, max_size=3).map(tuple),
    st.lists(ceilings, max_size=3).map(tuple),
    st.builds(Limits, fen, fen, fen, fen),
)


@given(policies)
def test_a_policy_written_and_read_is_the_same(version):
    assert version_from_json(json.loads(json.dumps(version_to_json(version)))) == version


def minimal():
    return {
        "rules": [
            {
                "name": "其他",
                "when": {"order_fen": {"at_least": 1, "at_most": 9}},
                "remedies": [
                    {
                        "kind": "cash",
                        "amount": {"up_to_fen": 500},
                        "approval_above_fen": 300,
                        "approver": "lead",
                        "say": "抱歉",
                    },
                ],
            },
        ],
        "ceilings": [{"level": "bad", "kinds": ["cash"], "max_fen": 1000}],
        "limits": version_to_json(default_policy())["limits"],
    }


@pytest.mark.parametrize(
    ("place", "value", "path", "expected"),
    [
        ((), [], "policy", "object"),
        (("rules",), {}, "policy.rules", "list"),
        (("rules",), [{}] * 501, "policy.rules", "list"),
        (("surprise",), 1, "policy.surprise", "nothing"),
        (("rules", 0, "name"), 7, "policy.rules[1].name", "text"),
        (("rules", 0, "name"), "长" * 501, "policy.rules[1].name", "text"),
        (("rules", 0, "when", "severities"), [4], "policy.rules[1].when.severities", "severities"),
        (("rules", 0, "when", "level"), "bad", "policy.rules[1].when.level", "nothing"),
        (("rules", 0, "when", "in_promotion"), 1, "policy.rules[1].when.in_promotion", "yes_or_no"),
        (("rules", 0, "when", "order_fen", "at_most"), 0, "policy.rules[1].when.order_fen", "span"),
        (
            ("rules", 0, "remedies", 0, "kind"),
            "gold",
            "policy.rules[1].remedies[1].kind",
            ", ".join(RemedyKind),
        ),
        (("rules", 0, "remedies", 0, "amount"), {}, "policy.rules[1].remedies[1].amount", "amount"),
        (
            ("rules", 0, "remedies", 0, "amount", "by_severity_fen"),
            [1, 2],
            "policy.rules[1].remedies[1].amount.by_severity_fen",
            "three_amounts",
        ),
        (
            ("rules", 0, "remedies", 0, "amount", "percent_of_order"),
            101,
            "policy.rules[1].remedies[1].amount.percent_of_order",
            "whole_number",
        ),
        (("ceilings", 0, "max_fen"), -1, "policy.ceilings[1].max_fen", "whole_number"),
        (("ceilings", 0, "max_fen"), 5.5, "policy.ceilings[1].max_fen", "whole_number"),
        (("ceilings", 0, "max_fen"), True, "policy.ceilings[1].max_fen", "whole_number"),
        (("ceilings", 0, "max_fen"), 10**12, "policy.ceilings[1].max_fen", "whole_number"),
        (("limits",), {}, "policy.limits.repeat_claims", "value"),
    ],
)
def test_what_is_no_policy_is_refused_with_its_place(place, value, path, expected):
    stored = deepcopy(minimal())
    with pytest.raises(PolicyUnreadableError) as refused:
        version_from_json(put(stored, place, value))
    assert refused.value.reason == Reason("policy_unreadable", {"path": path, "expected": expected})


def put(stored, place, value):
    if not place:
        return value
    inner = stored
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return stored


def test_a_rule_may_leave_out_its_conditions():
    stored = minimal()
    del stored["rules"][0]["when"]
    assert version_from_json(stored).rules[0].match == Match()


def test_the_example_of_the_documentation_is_a_policy():
    text = (Path(__file__).parents[3] / "docs" / "money.md").read_text(encoding="utf-8")
    example = text.split("```json\n")[1].split("```")[0]
    assert version_from_json(json.loads(example)).rules[0].name == "Damaged"


def test_a_limit_of_four_eyes_may_be_left_out_and_survives():
    without = version_to_json(default_policy())
    assert "four_eyes_above_fen" not in without["limits"]
    with_it = {**without, "limits": {**without["limits"], "four_eyes_above_fen": 1_000}}
    assert version_from_json(with_it).limits.four_eyes_above_fen == 1_000
    assert version_to_json(version_from_json(with_it)) == with_it


def test_a_ceiling_may_name_stars():
    stored = version_to_json(default_policy())
    stored["ceilings"][0]["stars"] = [1, 2]
    read = version_from_json(stored)
    assert read.ceilings[0].stars == {1, 2}
    assert version_to_json(read) == stored
