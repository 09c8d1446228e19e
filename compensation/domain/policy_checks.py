"""What is wrong with a policy before it is published: by rule, with what to do about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from compensation.domain.policy import (
    MONEY_KINDS,
    Match,
    PolicyVersion,
    Remedy,
    RemedyKind,
    Rule,
    Span,
)
from reviews.domain.levels import Level, needs_recovery
from reviews.domain.reason import Parameter, Reason

_SETS = ("causes", "units", "severities", "products", "lines", "tiers", "channels")
_SPANS = ("order_fen", "earlier_claims", "attempts")


class Weight(StrEnum):
    """An error keeps the policy from being published; a warning is shown and accepted."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding; ``rule_position`` counts from 1, None concerns the whole policy."""

    weight: Weight
    rule_position: int | None
    reason: Reason


def check_policy(version: PolicyVersion) -> tuple[Problem, ...]:
    """Unreachable rules, gaps, limits never met, amounts above the order; in rule order."""
    problems = [
        problem
        for position, rule in enumerate(version.rules, start=1)
        for problem in _check_rule(version, rule, position)
    ]
    return (*problems, *_check_whole(version))


def blocks_publishing(problems: tuple[Problem, ...]) -> bool:
    """Whether one of the findings is an error."""
    return any(problem.weight == Weight.ERROR for problem in problems)


def covers(wide: Match, narrow: Match) -> bool:
    """Whether every case of the narrow match also meets the wide one."""
    return (
        all(_set_covers(getattr(wide, name), getattr(narrow, name)) for name in _SETS)
        and all(_span_covers(getattr(wide, name), getattr(narrow, name)) for name in _SPANS)
        and wide.in_promotion in (None, narrow.in_promotion)
    )


def overlaps(one: Match, other: Match) -> bool:
    """Whether some case meets both."""
    return (
        all(_set_meets(getattr(one, name), getattr(other, name)) for name in _SETS)
        and all(_span_meets(getattr(one, name), getattr(other, name)) for name in _SPANS)
        and (
            None in (one.in_promotion, other.in_promotion) or one.in_promotion == other.in_promotion
        )
    )


def _check_rule(version: PolicyVersion, rule: Rule, position: int) -> Iterator[Problem]:
    reasons = [
        *_unreachable(version, rule, position),
        *_overlapping(version, rule, position),
        *_check_remedies(rule),
    ]
    for reason in reasons:
        weight = Weight.WARNING if reason.code in _ONLY_WARN else Weight.ERROR
        yield Problem(weight, position, reason)


def _unreachable(version: PolicyVersion, rule: Rule, position: int) -> Iterator[Reason]:
    for earlier, other in enumerate(version.rules[: position - 1], start=1):
        if covers(other.match, rule.match):
            params: dict[str, Parameter] = {"rule": rule.name, "earlier": earlier}
            yield Reason("rule_unreachable", {**params, "earlier_rule": other.name})
            return


def _overlapping(version: PolicyVersion, rule: Rule, position: int) -> Iterator[Reason]:
    """Earlier rules that take some of its cases, not all: the exception before the rule is none."""
    for earlier, other in enumerate(version.rules[: position - 1], start=1):
        nested = covers(other.match, rule.match) or covers(rule.match, other.match)
        if not (nested or _unlike(other.match, rule.match)) and overlaps(other.match, rule.match):
            params: dict[str, Parameter] = {"rule": rule.name, "earlier": earlier}
            yield Reason("rules_overlap", {**params, "earlier_rule": other.name})


def _unlike(one: Match, other: Match) -> bool:
    """One names causes and the other departments: only a shop's tree tells whether they meet."""
    return bool(one.causes) != bool(other.causes) and bool(one.units) != bool(other.units)


def _check_remedies(rule: Rule) -> Iterator[Reason]:
    kinds: set[RemedyKind] = set()
    for remedy in rule.remedies:
        params: dict[str, Parameter] = {"rule": rule.name, "kind": remedy.kind.value}
        if remedy.kind in kinds:
            yield Reason("remedy_twice", params)
        kinds.add(remedy.kind)
        for code, applies in _REMEDY_CHECKS:
            if applies(rule, remedy):
                yield Reason(code, params)


def _check_whole(version: PolicyVersion) -> Iterator[Problem]:
    if not any(covers(rule.match, Match()) for rule in version.rules):
        yield Problem(Weight.WARNING, None, Reason("policy_has_gaps"))
    capped = {
        one.level for one in version.ceilings if RemedyKind.CASH in one.kinds and not one.stars
    }
    for level in Level:
        if needs_recovery(level) and level not in capped:
            reason = Reason("level_without_ceiling", {"level": level.value})
            yield Problem(Weight.ERROR, None, reason)


def _highest_fixed(remedy: Remedy) -> int | None:
    """The most the remedy can bring in fen whatever the order; None where only a percentage."""
    amount = remedy.amount
    fixed = [] if amount.up_to_fen is None else [amount.up_to_fen]
    if amount.by_severity_fen is not None:
        fixed.append(max(amount.by_severity_fen))
    return min(fixed) if fixed else None


def _brings_nothing(_rule: Rule, remedy: Remedy) -> bool:
    nothing = _highest_fixed(remedy) == 0 or remedy.amount.percent_of_order == 0
    return nothing and remedy.kind in MONEY_KINDS


def _approval_never_met(_rule: Rule, remedy: Remedy) -> bool:
    highest = _highest_fixed(remedy)
    return highest is not None and remedy.approval_above_fen > highest


def _over_the_order(rule: Rule, remedy: Remedy) -> bool:
    orders, highest = rule.match.order_fen, _highest_fixed(remedy)
    if orders is None or orders.at_most is None or highest is None:
        return False
    return remedy.amount.percent_of_order is None and highest > orders.at_most


def _says_nothing(_rule: Rule, remedy: Remedy) -> bool:
    return not remedy.say.strip()


_REMEDY_CHECKS: tuple[tuple[str, Callable[[Rule, Remedy], bool]], ...] = (
    ("remedy_of_nothing", _brings_nothing),
    ("approval_never_needed", _approval_never_met),
    ("amount_over_order", _over_the_order),
    ("nothing_to_say", _says_nothing),
)
_ONLY_WARN = frozenset({"approval_never_needed", "rules_overlap"})


def _set_covers(wide: frozenset[object], narrow: frozenset[object]) -> bool:
    return not wide or (bool(narrow) and narrow <= wide)


def _set_meets(one: frozenset[object], other: frozenset[object]) -> bool:
    return not one or not other or bool(one & other)


def _span_meets(one: Span | None, other: Span | None) -> bool:
    if one is None or other is None:
        return True
    tops = [span.at_most for span in (one, other) if span.at_most is not None]
    return not tops or max(one.at_least or 0, other.at_least or 0) <= min(tops)


def _span_covers(wide: Span | None, narrow: Span | None) -> bool:
    """Amounts and counts are never below zero, so a span from 0 is open below."""
    if wide is None:
        return True
    if narrow is None:
        return False
    below = (wide.at_least or 0) <= (narrow.at_least or 0)
    above = wide.at_most is None or (narrow.at_most is not None and narrow.at_most <= wide.at_most)
    return below and above
