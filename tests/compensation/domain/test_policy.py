import pytest

from compensation.domain.default_policy import default_policy
from compensation.domain.policy import (
    Amount,
    Answer,
    Approver,
    CaseFacts,
    Ceiling,
    Limits,
    Match,
    PolicyVersion,
    Remedy,
    RemedyKind,
    Rule,
    Span,
    approval_needed,
    evaluate,
    matches,
)
from reviews.domain.levels import Level
from reviews.domain.reason import Reason

LIMITS = Limits(2, 90, 7, 3)
CASH_CEILING = Ceiling(Level.NEUTRAL, frozenset({RemedyKind.CASH}), 500)


def remedy(kind=RemedyKind.CASH, *, above=300, **amount):
    return Remedy(kind, Amount(**amount), above, Approver.LEAD, "抱歉，补偿您的损失。")


def policy(*remedies, match=None, ceilings=(CASH_CEILING,)):
    rule = Rule("质量", match or Match(), remedies)
    return PolicyVersion((rule,), ceilings, LIMITS)


def facts(**given):
    return CaseFacts(**{"level": Level.BAD, "cause": "odor", **given})


@pytest.mark.parametrize(
    ("amount", "given", "max_fen", "limit"),
    [
        ({"by_severity_fen": (100, 200, 900)}, {"severity": 1}, 100, "severity"),
        ({"by_severity_fen": (100, 200, 900)}, {"severity": 3}, 900, "severity"),
        ({"percent_of_order": 10}, {"order_amount_fen": 4_999}, 499, "percent"),
        ({"percent_of_order": 10, "up_to_fen": 300}, {"order_amount_fen": 9_900}, 300, "rule"),
        ({"by_severity_fen": (800, 800, 800)}, {"level": Level.NEUTRAL}, 500, "ceiling"),
        ({"up_to_fen": 900}, {"order_amount_fen": 700, "given_fen": 300}, 400, "order"),
        ({"by_severity_fen": (50, 60, 70), "percent_of_order": 10}, {}, 50, "severity"),
    ],
)
def test_the_amount_is_the_lowest_bound_and_names_it(amount, given, max_fen, limit):
    [option] = evaluate(policy(remedy(**amount)), facts(**given)).options
    severity = given.get("severity", 1)
    assert (option.max_fen, option.because) == (
        max_fen,
        Reason(f"amount_by_{limit}", {"rule": "质量", "cause": "odor", "severity": severity}),
    )


def test_the_rating_only_sets_a_ceiling():
    modest = policy(remedy(by_severity_fen=(100, 200, 400)))
    answers = {
        level: evaluate(modest, facts(level=level, stars=stars))
        for level, stars in [(Level.BAD, 1), (Level.NEUTRAL, 3), (Level.GOOD, 5)]
    }
    assert len(set(answers.values())) == 1


@pytest.mark.parametrize("kind", [RemedyKind.CASH, RemedyKind.GIFT, RemedyKind.MEMBER_LEVEL])
@pytest.mark.parametrize(("stars", "is_given"), [(1, True), (3, False), (None, True)])
def test_a_ceiling_of_nothing_takes_a_kind_away_for_that_rating(kind, stars, is_given):
    """Those that cost nothing too: what a rating brings, it buys."""
    none = Ceiling(Level.BAD, frozenset({kind}), 0, frozenset({3}))
    free = remedy(kind=kind, by_severity_fen=(0, 0, 0) if kind != RemedyKind.CASH else (9, 9, 9))
    answer = evaluate(policy(free, ceilings=(none,)), facts(level=Level.BAD, stars=stars))
    assert [option.kind for option in answer.options] == [kind] * is_given
    refused = [] if is_given else ["ruled_out_by_ceiling"]
    assert [reason.code for reason in answer.refused] == refused


def test_a_ceiling_leaves_other_kinds_alone():
    coupons = policy(remedy(RemedyKind.COUPON, up_to_fen=800))
    [option] = evaluate(coupons, facts(level=Level.NEUTRAL)).options
    assert option.max_fen == 800


def test_a_percentage_of_an_unknown_order_is_refused_with_the_reason():
    answer = evaluate(policy(remedy(percent_of_order=10, up_to_fen=300)), facts())
    assert answer == Answer((), (Reason("order_amount_unknown", {"kind": "cash"}),))


@pytest.mark.parametrize("given_fen", [1_000, 1_200])
def test_money_is_refused_once_the_order_is_used_up(given_fen):
    spent = facts(order_amount_fen=1_000, given_fen=given_fen)
    answer = evaluate(policy(remedy(up_to_fen=300)), spent)
    assert answer == Answer((), (Reason("nothing_left", {"kind": "cash"}),))


def test_a_gesture_without_money_may_cost_nothing():
    gesture = remedy(RemedyKind.MEMBER_LEVEL, up_to_fen=0, above=0)
    [option] = evaluate(policy(gesture), facts(order_amount_fen=500, given_fen=900)).options
    assert option.max_fen == 0


def test_the_first_matching_rule_answers_and_gives_its_position():
    first = Rule("物流", Match(units=frozenset({"logistics"})), (remedy(up_to_fen=100),))
    second = Rule("其他", Match(), (remedy(up_to_fen=200),))
    version = PolicyVersion((first, second), (), LIMITS)
    positions = [
        evaluate(version, facts(unit=unit)).options[0].rule_position
        for unit in ("logistics", "product")
    ]
    assert positions == [1, 2]


def test_without_a_matching_rule_nothing_is_offered():
    version = policy(remedy(up_to_fen=1), match=Match(causes=frozenset({"packaging"})))
    assert evaluate(version, facts()) == Answer((), (Reason("no_rule_matches"),))


def test_a_rule_without_remedies_says_so():
    assert evaluate(policy(), facts()) == Answer(
        (),
        (Reason("rule_offers_nothing", {"rule": "质量"}),),
    )


def test_suspected_extortion_is_offered_nothing():
    held = facts(suspected_extortion=True)
    assert evaluate(policy(remedy(up_to_fen=1)), held) == Answer((), (Reason("offer_held"),))


@pytest.mark.parametrize(
    ("match", "given", "applies"),
    [
        (Match(), {}, True),
        (Match(causes=frozenset({"odor"})), {}, True),
        (Match(causes=frozenset({"odor"})), {"cause": None}, False),
        (Match(units=frozenset({"product"})), {"unit": "service"}, False),
        (Match(severities=frozenset({2, 3})), {"severity": 1}, False),
        (Match(products=frozenset({"p1"})), {"product": "p1"}, True),
        (Match(tiers=frozenset({"gold"})), {"tier": "gold"}, True),
        (Match(channels=frozenset({"phone"})), {"channel": "sms"}, False),
        (Match(order_fen=Span(at_least=100)), {"order_amount_fen": 100}, True),
        (Match(order_fen=Span(at_least=100)), {"order_amount_fen": 99}, False),
        (Match(order_fen=Span(at_most=100)), {"order_amount_fen": 101}, False),
        (Match(order_fen=Span(at_most=100)), {"order_amount_fen": None}, False),
        (Match(earlier_claims=Span(1, 2)), {"earlier_claims": 2}, True),
        (Match(attempts=Span(at_least=3)), {"attempts": 2}, False),
        (Match(in_promotion=True), {"in_promotion": False}, False),
        (Match(in_promotion=False), {"in_promotion": False}, True),
    ],
)
def test_a_match_needs_all_its_sides(match, given, applies):
    assert matches(match, facts(**given)) == applies


@pytest.mark.parametrize(
    ("amount_fen", "approver"),
    [(300, None), (301, Approver.LEAD), (800, Approver.LEAD), (801, Approver.OWNER)],
)
def test_the_amount_decides_who_approves(amount_fen, approver):
    [option] = evaluate(policy(remedy(up_to_fen=800)), facts()).options
    assert approval_needed(option, amount_fen) == approver


def test_a_kind_beyond_the_policy_is_the_owners_to_decide():
    answer = evaluate(policy(remedy(up_to_fen=800)), facts())
    assert approval_needed(answer.option(RemedyKind.GIFT), 0) == Approver.OWNER


def test_the_approval_limit_never_exceeds_what_is_allowed():
    [option] = evaluate(policy(remedy(up_to_fen=200, above=900)), facts()).options
    assert option.approval_above_fen == 200


@pytest.mark.parametrize(("level", "ceiling"), [(Level.NEUTRAL, 500), (Level.BAD, 1000)])
@pytest.mark.parametrize("cause", ["quality_defect", "safety_health", "service_attitude", "x"])
def test_the_default_policy_keeps_cash_under_the_trades_ceilings(level, ceiling, cause):
    for severity in (1, 2, 3):
        case = facts(level=level, cause=cause, severity=severity, order_amount_fen=99_900)
        cash = evaluate(default_policy(), case).option(RemedyKind.CASH)
        assert cash is not None
        assert 0 < cash.max_fen <= ceiling


def test_the_default_policy_gives_more_for_a_graver_trouble():
    amounts = [
        evaluate(default_policy(), facts(cause="quality_defect", severity=severity))
        .options[0]
        .max_fen
        for severity in (1, 2, 3)
    ]
    assert amounts == [300, 600, 1000]
