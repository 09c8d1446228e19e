"""Two versions side by side: which rules came, went, moved or changed, field by field."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from compensation.domain.policy import (
    Ceiling,
    Limits,
    Match,
    PolicyVersion,
    Remedy,
    RemedyKind,
    Rule,
)

#: What a side of a change holds: a policy's own value; None where that side has none.
Value = object


class RuleChange(StrEnum):
    """What became of a rule."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field on both sides. ``kind`` is the remedy it belongs to, None for a condition."""

    kind: RemedyKind | None
    name: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class RulePair:
    """A rule on both sides with its positions from 1; None where a side does not have it."""

    change: RuleChange
    before: Rule | None
    after: Rule | None
    before_position: int | None
    after_position: int | None
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyDiff:
    """Rules in the order of the later version, those that went at their old place."""

    rules: tuple[RulePair, ...]
    ceilings: tuple[FieldChange, ...]
    limits: tuple[FieldChange, ...]

    @property
    def is_same(self) -> bool:
        """Whether both versions answer every case alike, word for word."""
        changed = any(pair.change is not RuleChange.SAME for pair in self.rules)
        return not (changed or self.ceilings or self.limits)


def diff_policies(before: PolicyVersion, after: PolicyVersion) -> PolicyDiff:
    """Rules are the same rule by name; of several with one name the first goes with the first."""
    return PolicyDiff(
        rules=tuple(_paired(before.rules, after.rules)),
        ceilings=tuple(_ceilings(before.ceilings, after.ceilings)),
        limits=tuple(_limits(before.limits, after.limits)),
    )


def _paired(before: tuple[Rule, ...], after: tuple[Rule, ...]) -> Iterator[RulePair]:
    partner = _partners(before, after)
    shared = [old for old in partner if old is not None]
    unmoved = _longest_rising(shared)
    gone = [old for old in range(len(before)) if old not in set(shared)]
    for new, old in enumerate(partner):
        while gone and old is not None and gone[0] < old:
            yield _removed(before, gone.pop(0))
        if old is None:
            yield RulePair(RuleChange.ADDED, None, after[new], None, new + 1)
        else:
            yield _both(before[old], after[new], old + 1, new + 1, moved=old not in unmoved)
    for old in gone:
        yield _removed(before, old)


def _partners(before: tuple[Rule, ...], after: tuple[Rule, ...]) -> list[int | None]:
    """For each later rule the place of its earlier self."""
    free: dict[str, list[int]] = {}
    for place, rule in enumerate(before):
        free.setdefault(rule.name, []).append(place)
    return [places.pop(0) if (places := free.get(rule.name)) else None for rule in after]


def _longest_rising(places: list[int]) -> set[int]:
    """The largest set of rules that kept their order; the others were moved."""
    best: list[tuple[int, ...]] = [()]
    for place in places:
        runs = [run for run in best if not run or run[-1] < place]
        best.append((*max(runs, key=len), place))
    longest = max(best, key=len)
    return set(longest)


def _removed(before: tuple[Rule, ...], old: int) -> RulePair:
    return RulePair(RuleChange.REMOVED, before[old], None, old + 1, None)


def _both(before: Rule, after: Rule, old: int, new: int, *, moved: bool) -> RulePair:
    changes = (*_match(before.match, after.match), *_remedies(before.remedies, after.remedies))
    change = RuleChange.CHANGED if changes else RuleChange.SAME
    if moved and not changes:
        change = RuleChange.MOVED
    return RulePair(change, before, after, old, new, changes)


def _match(before: Match, after: Match) -> Iterator[FieldChange]:
    for name in (one.name for one in fields(Match)):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield FieldChange(None, name, old, new)


_SIDES: tuple[tuple[str, Callable[[Remedy], Value]], ...] = (
    ("amount", lambda remedy: remedy.amount),
    ("approval", lambda remedy: (remedy.approval_above_fen, remedy.approver)),
    ("say", lambda remedy: remedy.say),
)


def _remedies(before: tuple[Remedy, ...], after: tuple[Remedy, ...]) -> Iterator[FieldChange]:
    old, new = ({remedy.kind: remedy for remedy in side} for side in (before, after))
    for kind in [*new, *(kind for kind in old if kind not in new)]:
        if kind not in old or kind not in new:
            yield FieldChange(kind, "remedy", old.get(kind), new.get(kind))
            continue
        for name, side in _SIDES:
            if side(old[kind]) != side(new[kind]):
                yield FieldChange(kind, name, side(old[kind]), side(new[kind]))
    if set(old) == set(new) and list(old) != list(new):
        yield FieldChange(None, "order_of_remedies", tuple(old), tuple(new))


def _ceilings(before: tuple[Ceiling, ...], after: tuple[Ceiling, ...]) -> Iterator[FieldChange]:
    old, new = (
        {(c.level, kind): c.max_fen for c in side for kind in c.kinds} for side in (before, after)
    )
    for level, kind in sorted(old.keys() | new.keys()):
        sides = old.get((level, kind)), new.get((level, kind))
        if sides[0] != sides[1]:
            yield FieldChange(kind, level.value, *sides)


def _limits(before: Limits, after: Limits) -> Iterator[FieldChange]:
    for name in (one.name for one in fields(Limits)):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield FieldChange(None, name, old, new)
