"""A policy as JSON and back: the form a file and a published version's column hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TypeVar

from compensation.domain.money import LARGEST_FEN
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
from reviews.domain.levels import Level
from reviews.domain.reason import Reason

_E = TypeVar("_E", bound=StrEnum)
_TEXT_SETS = ("causes", "units", "products", "lines", "tiers", "channels")
_SPANS = ("order_fen", "earlier_claims", "attempts")
_LONGEST_TEXT = 500
_MOST_ITEMS = 500
_MOST_STARS = 5


class PolicyUnreadableError(ValueError):
    """The JSON is no policy; ``reason`` names the place and what was expected there."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"{reason.code} {dict(reason.params)}")
        self.reason = reason


def version_from_json(stored: object) -> PolicyVersion:
    """Read a policy. Raises PolicyUnreadableError for anything missing, unknown or mistyped."""
    top = _Node(stored, "policy").object_of("rules", "ceilings", "limits")
    return PolicyVersion(
        rules=tuple(_rule(node) for node in top["rules"].items()),
        ceilings=tuple(_ceiling(node) for node in top["ceilings"].items()),
        limits=_limits(top["limits"]),
    )


def version_to_json(version: PolicyVersion) -> dict[str, object]:
    """Write a policy so that `version_from_json` reads the same again."""
    return {
        "rules": [_rule_json(rule) for rule in version.rules],
        "ceilings": [_ceiling_json(ceiling) for ceiling in version.ceilings],
        "limits": _limits_json(version.limits),
    }


@dataclass(frozen=True, slots=True)
class _Node:
    """A JSON value and where it stands."""

    value: object
    path: str

    def wrong(self, expected: str) -> PolicyUnreadableError:
        return PolicyUnreadableError(
            Reason("policy_unreadable", {"path": self.path, "expected": expected}),
        )

    def object_of(self, *required: str, optional: Iterable[str] = ()) -> dict[str, "_Node"]:
        if not isinstance(self.value, dict):
            raise self.wrong("object")
        found = {str(key): _Node(value, f"{self.path}.{key}") for key, value in self.value.items()}
        for name in required:
            if name not in found:
                raise _Node(None, f"{self.path}.{name}").wrong("value")
        for name in found.keys() - {*required, *optional}:
            raise found[name].wrong("nothing")
        return found

    def items(self) -> list["_Node"]:
        if not isinstance(self.value, list) or len(self.value) > _MOST_ITEMS:
            raise self.wrong("list")
        return [_Node(value, f"{self.path}[{at}]") for at, value in enumerate(self.value, start=1)]

    def whole(self, *, at_most: int = LARGEST_FEN) -> int:
        value = self.value
        # bool is an int to Python, and no amount to us.
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= at_most:
            raise self.wrong("whole_number")
        return value

    def text(self) -> str:
        if not isinstance(self.value, str) or len(self.value) > _LONGEST_TEXT:
            raise self.wrong("text")
        return self.value

    def one_of(self, choices: type[_E]) -> _E:
        try:
            return choices(self.text())
        except ValueError:
            raise self.wrong(", ".join(choices)) from None


def _rule(node: _Node) -> Rule:
    found = node.object_of("name", "remedies", optional=["when"])
    return Rule(
        name=found["name"].text(),
        match=_match(found["when"]) if "when" in found else Match(),
        remedies=tuple(_remedy(remedy) for remedy in found["remedies"].items()),
    )


def _match(node: _Node) -> Match:
    found = node.object_of(optional=[*_TEXT_SETS, *_SPANS, "severities", "in_promotion"])
    sets = {name: frozenset(_texts(found, name)) for name in _TEXT_SETS}
    spans = {name: _span(found[name]) for name in _SPANS if name in found}
    return Match(
        causes=sets["causes"],
        units=sets["units"],
        severities=_severities(found["severities"]) if "severities" in found else frozenset(),
        products=sets["products"],
        lines=sets["lines"],
        tiers=sets["tiers"],
        channels=sets["channels"],
        order_fen=spans.get("order_fen"),
        earlier_claims=spans.get("earlier_claims"),
        attempts=spans.get("attempts"),
        in_promotion=_yes_or_no(found["in_promotion"]) if "in_promotion" in found else None,
    )


def _texts(found: Mapping[str, _Node], name: str) -> list[str]:
    return [item.text() for item in found[name].items()] if name in found else []


def _severities(node: _Node) -> frozenset[int]:
    numbers = frozenset(item.whole() for item in node.items())
    if not numbers <= set(SEVERITIES):
        raise node.wrong("severities")
    return numbers


def _span(node: _Node) -> Span:
    found = node.object_of(optional=["at_least", "at_most"])
    span = Span(**{name: bound.whole() for name, bound in found.items()})
    if span.at_most is not None and (span.at_least or 0) > span.at_most:
        raise node.wrong("span")
    return span


def _yes_or_no(node: _Node) -> bool:
    if not isinstance(node.value, bool):
        raise node.wrong("yes_or_no")
    return node.value


def _remedy(node: _Node) -> Remedy:
    found = node.object_of("kind", "amount", "approval_above_fen", "approver", "say")
    return Remedy(
        kind=found["kind"].one_of(RemedyKind),
        amount=_amount(found["amount"]),
        approval_above_fen=found["approval_above_fen"].whole(),
        approver=found["approver"].one_of(Approver),
        say=found["say"].text(),
    )


def _amount(node: _Node) -> Amount:
    found = node.object_of(optional=["by_severity_fen", "percent_of_order", "up_to_fen"])
    if not found:
        raise node.wrong("amount")
    percent, most = found.get("percent_of_order"), found.get("up_to_fen")
    return Amount(
        by_severity_fen=_three(found["by_severity_fen"]) if "by_severity_fen" in found else None,
        percent_of_order=percent.whole(at_most=100) if percent else None,
        up_to_fen=most.whole() if most else None,
    )


def _three(node: _Node) -> tuple[int, int, int]:
    amounts = [item.whole() for item in node.items()]
    if len(amounts) != len(SEVERITIES):
        raise node.wrong("three_amounts")
    return amounts[0], amounts[1], amounts[2]


def _ceiling(node: _Node) -> Ceiling:
    found = node.object_of("level", "kinds", "max_fen", optional=["stars"])
    return Ceiling(
        level=found["level"].one_of(Level),
        kinds=frozenset(kind.one_of(RemedyKind) for kind in found["kinds"].items()),
        max_fen=found["max_fen"].whole(),
        stars=_stars(found["stars"]) if "stars" in found else frozenset(),
    )


def _stars(node: _Node) -> frozenset[int]:
    return frozenset(star.whole(at_most=_MOST_STARS) for star in node.items())


def _ceiling_json(ceiling: Ceiling) -> dict[str, object]:
    stored: dict[str, object] = {
        "level": ceiling.level.value,
        "kinds": sorted(ceiling.kinds),
        "max_fen": ceiling.max_fen,
    }
    return {**stored, "stars": sorted(ceiling.stars)} if ceiling.stars else stored


def _limits(node: _Node) -> Limits:
    optional = [field.name for field in fields(Limits) if field.default is None]
    required = [field.name for field in fields(Limits) if field.name not in optional]
    found = node.object_of(*required, optional=optional)
    return Limits(**{name: limit.whole() for name, limit in found.items()})


def _limits_json(limits: Limits) -> dict[str, int]:
    named = {field.name: getattr(limits, field.name) for field in fields(Limits)}
    return {name: limit for name, limit in named.items() if limit is not None}


def _rule_json(rule: Rule) -> dict[str, object]:
    return {
        "name": rule.name,
        "when": _match_json(rule.match),
        "remedies": [
            {
                "kind": remedy.kind.value,
                "amount": _amount_json(remedy.amount),
                "approval_above_fen": remedy.approval_above_fen,
                "approver": remedy.approver.value,
                "say": remedy.say,
            }
            for remedy in rule.remedies
        ],
    }


def _amount_json(amount: Amount) -> dict[str, object]:
    by_severity = amount.by_severity_fen
    stored = {
        "by_severity_fen": None if by_severity is None else list(by_severity),
        "percent_of_order": amount.percent_of_order,
        "up_to_fen": amount.up_to_fen,
    }
    return {name: value for name, value in stored.items() if value is not None}


def _match_json(match: Match) -> dict[str, object]:
    stored: dict[str, object] = {
        name: sorted(getattr(match, name))
        for name in (*_TEXT_SETS, "severities")
        if getattr(match, name)
    }
    for name in _SPANS:
        span: Span | None = getattr(match, name)
        if span is not None:
            bounds = {"at_least": span.at_least, "at_most": span.at_most}
            stored[name] = {side: fen for side, fen in bounds.items() if fen is not None}
    if match.in_promotion is not None:
        stored["in_promotion"] = match.in_promotion
    return stored
