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
    """Cases and fen of one cause or level: counted, covered, would cost, really given."""

    cases: int = 0
    covered: int = 0
    cost_fen: int = 0
    given_fen: int = 0


@dataclass(frozen=True, slots=True)
class Replay:
    """The whole, by cause (``""`` = none known) and by level, and the largest differences."""

    total: Share
    approvals: int
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

    def add(self, key: str, *, option: Allowed | None, given_fen: int) -> None:
        self.cases[key] += 1
        self.given[key] += given_fen
        if option is not None:
            self.covered[key] += 1
            self.cost[key] += option.max_fen

    def shares(self) -> dict[str, Share]:
        """By key, the dearest first."""
        keys = sorted(self.cases, key=lambda key: (-self.cost[key], key))
        return {
            key: Share(self.cases[key], self.covered[key], self.cost[key], self.given[key])
            for key in keys
        }


def replay(version: PolicyVersion, cases: Iterable[ReplayCase]) -> Replay:
    """Run the policy over the cases; about 100,000 of them a second or two."""
    total, by_cause, by_level = _Tally(), _Tally(), _Tally()
    approvals = 0
    differences: list[Difference] = []
    for case in cases:
        answer = evaluate(version, case.facts)
        option = answer.options[0] if answer.options else None
        keys = ("", case.facts.cause or "", case.facts.level.value)
        for tally, key in zip((total, by_cause, by_level), keys, strict=True):
            tally.add(key, option=option, given_fen=case.given_fen)
        if option is not None and approval_needed(option, option.max_fen):
            approvals += 1
        would_fen = option.max_fen if option else 0
        if would_fen != case.given_fen:
            because = option.because if option else answer.refused[0]
            differences.append(Difference(case.key, case.given_fen, would_fen, because))
    return Replay(
        total=total.shares().get("", Share()),
        approvals=approvals,
        by_cause=by_cause.shares(),
        by_level=by_level.shares(),
        differing=len(differences),
        differences=_largest(differences),
    )


def _largest(differences: list[Difference]) -> tuple[Difference, ...]:
    ordered = sorted(differences, key=lambda d: (-abs(d.would_fen - d.given_fen), d.key))
    return tuple(ordered[:MOST_SHOWN])
