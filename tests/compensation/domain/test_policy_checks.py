import pytest

from compensation.domain.default_policy import default_policy
from compensation.domain.policy import (
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
from compensation.domain.policy_checks import (
    Problem,
    Weight,
    blocks_publishing,
    check_policy,
    covers,
)
from reviews.domain.levels import Level
from reviews.domain.reason import Reason

CASH = frozenset({RemedyKind.CASH})
CEILINGS = (Ceiling(Level.NEUTRAL, CASH, 500), Ceiling(Level.BAD, CASH, 1000))


def remedy(kind=RemedyKind.CASH, *, above=0, say="抱歉", **amount):
    return Remedy(kind, Amount(**amount), above, Approver.LEAD, say)


def rule(*remedies, name="规则", **match):
    return Rule(name, Match(**match), remedies)


def problems(*rules, ceilings=CEILINGS):
    return check_policy(PolicyVersion(rules, ceilings, Limits(1, 1, 1, 1)))


def test_the_default_policy_has_no_problem():
    assert check_policy(default_policy()) == ()


def test_a_rule_behind_a_wider_one_is_unreachable():
    last = rule(remedy(up_to_fen=1), name="后", causes=frozenset({"odor"}))
    assert problems(rule(remedy(up_to_fen=1), name="先"), last, rule(name="末")) == tuple(
        Problem(
            Weight.ERROR,
            position,
            Reason("rule_unreachable", {"rule": name, "earlier": 1, "earlier_rule": "先"}),
        )
        for position, name in [(2, "后"), (3, "末")]
    )


@pytest.mark.parametrize(
    ("wide", "narrow", "expected"),
    [
        ({}, {"causes": frozenset("a")}, True),
        ({"causes": frozenset("ab")}, {"causes": frozenset("a")}, True),
        ({"causes": frozenset("a")}, {"causes": frozenset("ab")}, False),
        ({"causes": frozenset("a")}, {}, False),
        ({"order_fen": Span(0, None)}, {"order_fen": Span(5, 9)}, True),
        ({"order_fen": Span(5, 9)}, {}, False),
        ({"order_fen": Span(5, 9)}, {"order_fen": Span(5, 10)}, False),
        ({"order_fen": Span(5, 9)}, {"order_fen": Span(4, 9)}, False),
        ({"order_fen": Span(5, 9)}, {"order_fen": Span(5, None)}, False),
        ({"in_promotion": True}, {"in_promotion": False}, False),
        ({"in_promotion": None}, {"in_promotion": False}, True),
    ],
)
def test_covers_compares_side_by_side(wide, narrow, expected):
    assert covers(Match(**wide), Match(**narrow)) == expected


@pytest.mark.parametrize(
    ("first", "second", "warns"),
    [
        ({"causes": frozenset("ab")}, {"causes": frozenset("bc")}, True),
        ({"causes": frozenset("ab")}, {"causes": frozenset("cd")}, False),
        ({"causes": frozenset("ab")}, {"units": frozenset("u")}, False),
        ({"order_fen": Span(0, 9)}, {"order_fen": Span(5, None)}, True),
        ({"order_fen": Span(0, 9)}, {"order_fen": Span(10, None)}, False),
        ({"order_fen": Span(3, None)}, {"attempts": Span(2, None)}, True),
        ({"tiers": frozenset("a")}, {"in_promotion": True}, True),
        ({"tiers": frozenset("a"), "in_promotion": False}, {"in_promotion": True}, False),
        ({"causes": frozenset("a")}, {}, False),
    ],
)
def test_rules_that_share_some_cases_are_named(first, second, warns):
    given = (
        rule(remedy(up_to_fen=1), name=name, **when)
        for name, when in [("先", first), ("后", second)]
    )
    found = [
        problem
        for problem in problems(*given, rule(name="末"))
        if problem.reason.code == "rules_overlap"
    ]
    params = {"rule": "后", "earlier": 1, "earlier_rule": "先"}
    assert found == [Problem(Weight.WARNING, 2, Reason("rules_overlap", params))] * warns


@pytest.mark.parametrize(
    ("checked", "code", "weight"),
    [
        (rule(remedy(up_to_fen=0)), "remedy_of_nothing", Weight.ERROR),
        (rule(remedy(percent_of_order=0)), "remedy_of_nothing", Weight.ERROR),
        (rule(remedy(up_to_fen=5, above=6)), "approval_never_needed", Weight.WARNING),
        (rule(remedy(up_to_fen=5, say=" ")), "nothing_to_say", Weight.ERROR),
        (rule(remedy(up_to_fen=5), remedy(up_to_fen=6)), "remedy_twice", Weight.ERROR),
    ],
)
def test_a_remedy_that_cannot_work_is_found(checked, code, weight):
    [problem] = problems(checked)
    assert problem == Problem(weight, 1, Reason(code, {"rule": "规则", "kind": "cash"}))


@pytest.mark.parametrize(
    ("order_fen", "amount", "codes"),
    [
        (Span(at_most=1000), {"by_severity_fen": (1, 2, 1001)}, ["amount_over_order"]),
        (Span(at_most=1000), {"by_severity_fen": (1, 2, 1000)}, []),
        (Span(at_most=1000), {"by_severity_fen": (1, 2, 5000), "percent_of_order": 50}, []),
        (Span(at_most=1000), {"percent_of_order": 50}, []),
        (Span(at_least=1000), {"up_to_fen": 5000}, []),
        (None, {"up_to_fen": 5000, "by_severity_fen": (1, 2, 3)}, []),
    ],
)
def test_a_fixed_amount_above_the_order_is_found(order_fen, amount, codes):
    found = problems(rule(remedy(**amount), order_fen=order_fen), rule(name="末"))
    assert [p.reason.code for p in found if p.rule_position == 1] == codes


def test_a_gesture_of_nothing_is_fine():
    assert problems(rule(remedy(RemedyKind.MEMBER_LEVEL, up_to_fen=0))) == ()


def test_cases_no_rule_covers_are_a_warning():
    assert problems(rule(causes=frozenset({"odor"}))) == (
        Problem(Weight.WARNING, None, Reason("policy_has_gaps")),
    )


def test_a_level_without_a_cash_ceiling_is_an_error():
    assert problems(rule(), ceilings=CEILINGS[:1]) == (
        Problem(Weight.ERROR, None, Reason("level_without_ceiling", {"level": "bad"})),
    )


@pytest.mark.parametrize(("weight", "blocked"), [(Weight.ERROR, True), (Weight.WARNING, False)])
def test_only_errors_block_publishing(weight, blocked):
    assert blocks_publishing((Problem(weight, None, Reason("x")),)) == blocked
