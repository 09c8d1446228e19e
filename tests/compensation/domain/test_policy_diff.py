from dataclasses import replace

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
)
from compensation.domain.policy_diff import FieldChange, RuleChange, diff_policies
from reviews.domain.levels import Level

CASH = Remedy(RemedyKind.CASH, Amount((100, 200, 300)), 200, Approver.LEAD, "抱歉")
COUPON = Remedy(RemedyKind.COUPON, Amount(up_to_fen=500), 500, Approver.LEAD, "给您一张券")
LIMITS = Limits(2, 90, 7, 3)


def rule(name, *remedies, **match):
    return Rule(name, Match(**match), remedies)


def policy(*rules, ceilings=(), limits=LIMITS):
    return PolicyVersion(rules, ceilings, limits)


def changes(before, after):
    return [
        (pair.change.value, pair.before_position, pair.after_position)
        for pair in diff_policies(policy(*before), policy(*after)).rules
    ]


A, B, C, D = (rule(name, CASH) for name in "ABCD")


def test_a_policy_is_the_same_as_itself():
    diff = diff_policies(default_policy(), default_policy())
    assert (diff.is_same, {pair.change for pair in diff.rules}) == (True, {RuleChange.SAME})


def test_rules_come_go_and_move():
    assert changes([A, B, C], [D, B, A]) == [
        ("added", None, 1),
        ("moved", 2, 2),
        ("same", 1, 3),
        ("removed", 3, None),
    ] or changes([A, B, C], [D, B, A]) == [
        ("added", None, 1),
        ("same", 2, 2),
        ("moved", 1, 3),
        ("removed", 3, None),
    ]


def test_what_went_stands_where_it_was():
    assert changes([A, B, C], [A, C]) == [("same", 1, 1), ("removed", 2, None), ("same", 3, 2)]


def test_two_rules_of_one_name_go_in_order():
    assert changes([A, A], [A]) == [("same", 1, 1), ("removed", 2, None)]


def test_fields_are_named_with_both_sides():
    before = rule("A", CASH, causes=frozenset({"odor"}))
    after = rule("A", replace(CASH, amount=Amount(up_to_fen=900), say="真抱歉"), COUPON)
    (pair,) = diff_policies(policy(before), policy(after)).rules
    assert pair.change is RuleChange.CHANGED
    assert pair.fields == (
        FieldChange(None, "causes", frozenset({"odor"}), frozenset()),
        FieldChange(RemedyKind.CASH, "amount", CASH.amount, Amount(up_to_fen=900)),
        FieldChange(RemedyKind.CASH, "say", "抱歉", "真抱歉"),
        FieldChange(RemedyKind.COUPON, "remedy", None, COUPON),
    )


def test_the_order_of_remedies_and_one_that_went_are_changes():
    (turned,) = diff_policies(
        policy(rule("A", CASH, COUPON)), policy(rule("A", COUPON, CASH))
    ).rules
    kinds = (RemedyKind.CASH, RemedyKind.COUPON)
    assert turned.fields == (FieldChange(None, "order_of_remedies", kinds, kinds[::-1]),)
    (less,) = diff_policies(policy(rule("A", CASH, COUPON)), policy(rule("A", CASH))).rules
    assert less.fields == (FieldChange(RemedyKind.COUPON, "remedy", COUPON, None),)


def test_ceilings_and_limits_are_compared_one_by_one():
    bad = Ceiling(Level.BAD, frozenset({RemedyKind.CASH}), 1_000)
    before = policy(A, ceilings=(bad,))
    after = policy(
        A, ceilings=(replace(bad, max_fen=800),), limits=replace(LIMITS, pay_within_days=5)
    )
    diff = diff_policies(before, after)
    assert diff.ceilings == (FieldChange(RemedyKind.CASH, "bad", 1_000, 800),)
    assert diff.limits == (FieldChange(None, "pay_within_days", 3, 5),)
    assert not diff.is_same
