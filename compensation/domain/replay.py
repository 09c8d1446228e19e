"""What a policy would have cost and covered over cases that really happened.

The replay gives every case the first remedy of its rule in full: an upper bound of the cost, the
same for every policy compared, and no guess about what buyers would have accepted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from compensation.domain.policy import (
    Allowed,
    CaseFacts,
    PolicyVersion,
    approval_needed,
    evaluate,
)
from reviews.domain.reason import Reason

#: As many differing cases as a person would look through.
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class ReplayCase:
    """A case of the past with what it was really given in fen (0 = nothing)."""

    key: str
    facts: CaseFacts
    given_fen: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """A case the policy would have treated otherwise, with its reason."""

    key: str
    given_fen: int
    would_fen: int
    because: Reason


@dataclass(frozen=True, slots=True)
class Share:
    """Cases and fen of one cause or level: counted, covered, would cost, really given.

    ``approvals`` of them would need a decision before anything is spoken.
    """

    cases: int = 0
    covered: int = 0
    cost_fen: int = 0
    given_fen: int = 0
    approvals: int = 0


@dataclass(frozen=True, slots=True)
class Replay:
    """The whole, by cause (``""`` = none known) and by level, and the largest differences."""

    total: Share
    by_cause: Mapping[str, Share]
    by_level: Mapping[str, Share]
    differing: int
    differences: tuple[Difference, ...]


class _Tally:
    """Counts by key while the cases pass."""

    def __init__(self) -> None:
        self.cases: Counter[str] = Counter()
        self.covered: Counter[str] = Counter()
        self.cost: Counter[str] = Counter()
        self.given: Counter[str] = Counter()
        self.approvals: Counter[str] = Counter()

    def add(self, key: str, *, option: Allowed | None, given_fen: int, asks: bool) -> None:
        self.cases[key] += 1
        self.given[key] += given_fen
        if option is not None:
            self.covered[key] += 1
            self.cost[key] += option.max_fen
            self.approvals[key] += asks

    def shares(self) -> dict[str, Share]:
        """By key, the dearest first."""
        keys = sorted(self.cases, key=lambda key: (-self.cost[key], key))
        return {
            key: Share(
                cases=self.cases[key],
                covered=self.covered[key],
                cost_fen=self.cost[key],
                given_fen=self.given[key],
                approvals=self.approvals[key],
            )
            for key in keys
        }


def replay(version: PolicyVersion, cases: Iterable[ReplayCase]) -> Replay:
    """Run the policy over the cases; about 100,000 of them a second or two."""
    total, by_cause, by_level = _Tally(), _Tally(), _Tally()
    differences: list[Difference] = []
    for case in cases:
        answer = evaluate(version, case.facts)
        option = answer.options[0] if answer.options else None
        asks = option is not None and approval_needed(option, option.max_fen) is not None
        keys = ("", case.facts.cause or "", case.facts.level.value)
        for tally, key in zip((total, by_cause, by_level), keys, strict=True):
            tally.add(key, option=option, given_fen=case.given_fen, asks=asks)
        would_fen = option.max_fen if option else 0
        if would_fen != case.given_fen:
            because = option.because if option else answer.refused[0]
            differences.append(Difference(case.key, case.given_fen, would_fen, because))
    return Replay(
        total=total.shares().get("", Share()),
        by_cause=by_cause.shares(),
        by_level=by_level.shares(),
        differing=len(differences),
        differences=_largest(differences),
    )


def _largest(differences: list[Difference]) -> tuple[Difference, ...]:
    ordered = sorted(differences, key=lambda d: (-abs(d.would_fen - d.given_fen), d.key))
    return tuple(ordered[:MOST_SHOWN])


@dataclass(frozen=True, slots=True)
class Example:
    """A real case under two policies: the first remedy of each, "" and 0 where there is none."""

    key: str
    facts: CaseFacts
    would_kind: str
    would_fen: int
    would_rule: int | None
    now_kind: str
    now_fen: int

    @property
    def differs(self) -> bool:
        """Whether the two answer it otherwise."""
        return (self.would_kind, self.would_fen) != (self.now_kind, self.now_fen)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two policies over the same cases; amounts are upper bounds in fen."""

    cases: int
    differing: int
    would_fen: int
    now_fen: int
    examples: tuple[Example, ...]


def side_by_side(
    would: PolicyVersion, now: PolicyVersion, cases: Iterable[ReplayCase], *, shown: int
) -> SideBySide:
    """Both policies over the cases, with examples of those that differ, then of every rule."""
    tried = [_example(would, now, case) for case in cases]
    differing = [one for one in tried if one.differs]
    first_of_rule = {one.would_rule: one for one in reversed(tried) if not one.differs}
    others = sorted(
        first_of_rule.values(), key=lambda one: (one.would_rule is None, one.would_rule)
    )
    picked = [*differing[:shown], *others]
    return SideBySide(
        cases=len(tried),
        differing=len(differing),
        would_fen=sum(one.would_fen for one in tried),
        now_fen=sum(one.now_fen for one in tried),
        examples=tuple(picked[:shown]),
    )


def _example(would: PolicyVersion, now: PolicyVersion, case: ReplayCase) -> Example:
    first, second = (_first(version, case.facts) for version in (would, now))
    return Example(
        key=case.key,
        facts=case.facts,
        would_kind=first.kind.value if first else "",
        would_fen=first.max_fen if first else 0,
        would_rule=first.rule_position if first else None,
        now_kind=second.kind.value if second else "",
        now_fen=second.max_fen if second else 0,
    )


def _first(version: PolicyVersion, facts: CaseFacts) -> Allowed | None:
    options = evaluate(version, facts).options
    return options[0] if options else None
