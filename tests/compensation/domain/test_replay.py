from compensation.domain.policy import (
    Amount,
    Approver,
    CaseFacts,
    Limits,
    Match,
    PolicyVersion,
    Remedy,
    RemedyKind,
    Rule,
)
from compensation.domain.replay import (
    MOST_SHOWN,
    Difference,
    ReplayCase,
    Share,
    replay,
    side_by_side,
)
from reviews.domain.levels import Level
from reviews.domain.reason import Reason

REMEDIES = (Remedy(RemedyKind.CASH, Amount((100, 200, 900)), 500, Approver.LEAD, "抱歉"),)
POLICY = PolicyVersion(
    (Rule("异味", Match(causes=frozenset({"odor"})), REMEDIES),),
    (),
    Limits(1, 1, 1, 1),
)


def case(key, *, given_fen=0, **facts):
    return ReplayCase(key, CaseFacts(**{"level": Level.BAD, "cause": "odor", **facts}), given_fen)


CASES = [
    case("a", severity=1, given_fen=100),
    case("b", severity=3),
    case("c", severity=2, level=Level.NEUTRAL, given_fen=500),
    case("d", cause=None, given_fen=700),
]


def test_replay_counts_cost_coverage_and_approvals():
    result = replay(POLICY, CASES)
    assert result.total == Share(4, 3, 1_200, 1_300, 1)


def test_replay_splits_by_cause_and_level_the_dearest_first():
    result = replay(POLICY, CASES)
    assert list(result.by_cause.items()) == [
        ("odor", Share(3, 3, 1_200, 600, approvals=1)),
        ("", Share(1, 0, 0, 700)),
    ]
    assert list(result.by_level.items()) == [
        ("bad", Share(3, 2, 1_000, 800, approvals=1)),
        ("neutral", Share(1, 1, 200, 500)),
    ]


def test_replay_lists_the_largest_differences_first_with_reasons():
    result = replay(POLICY, CASES)
    named = {"rule": "异味", "cause": "odor"}
    assert result.differences == (
        Difference("b", 0, 900, Reason("amount_by_severity", {**named, "severity": 3})),
        Difference("d", 700, 0, Reason("no_rule_matches")),
        Difference("c", 500, 200, Reason("amount_by_severity", {**named, "severity": 2})),
    )


def test_replay_counts_all_differences_and_shows_some():
    result = replay(POLICY, [case(f"{n:03}") for n in range(MOST_SHOWN + 5)])
    assert (result.differing, len(result.differences)) == (MOST_SHOWN + 5, MOST_SHOWN)


def test_replay_of_nothing_is_nothing():
    assert replay(POLICY, []).total == Share()


def test_two_policies_side_by_side_show_what_differs_first():
    cheaper = (Remedy(RemedyKind.CASH, Amount((100, 200, 700)), 500, Approver.LEAD, "抱歉"),)
    other = PolicyVersion(
        (Rule("异味", Match(causes=frozenset({"odor"})), cheaper),), (), POLICY.limits
    )
    side = side_by_side(other, POLICY, CASES, shown=3)
    assert (side.cases, side.differing, side.would_fen, side.now_fen) == (4, 1, 1_000, 1_200)
    told = [(one.key, one.would_fen, one.now_fen, one.would_rule) for one in side.examples]
    assert told == [("b", 700, 900, 1), ("a", 100, 100, 1), ("d", 0, 0, None)]
    assert [one.differs for one in side.examples] == [True, False, False]
