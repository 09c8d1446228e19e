"""What may not be written to a buyer or beside money, with the law or platform rule behind it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from reviews.domain.reason import Reason
from reviews.domain.wording_text import PlainText, plain_text

#: Raised whenever a rule changes what it finds; stored beside an override.
WORDING_VERSION = "2026-11.1"
_WORDS_SHOWN = 40
#: Signs around a hit in which a disclaimer counts.
_AROUND = 12


class WordingPlace(StrEnum):
    """Where the text will stand. A note is the desk's own, so there nothing is blocked."""

    SCRIPT = "script"
    MESSAGE = "message"
    NOTE = "note"
    PAYOUT_REMARK = "payout_remark"
    COUPON_NAME = "coupon_name"
    REASON_CODE = "reason_code"


class WordingSeverity(StrEnum):
    """A block needs the owner's word to pass; a warning is only shown."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class WordingHit:
    """One finding: the rule, and the span of the text it is about."""

    rule: str
    severity: WordingSeverity
    start: int
    end: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class _WordingRule:
    name: str
    severity: WordingSeverity
    source: str
    places: frozenset[str]
    first: re.Pattern[str]
    second: re.Pattern[str] | None
    within: int
    unless: re.Pattern[str] | None
    in_spite: re.Pattern[str] | None


def check_wording(text: str, *, place: WordingPlace) -> tuple[WordingHit, ...]:
    """All findings in the order of the text; time grows with its length only."""
    plain = plain_text(text)
    hits = [
        hit
        for rule in _rules()
        if not rule.places or place in rule.places
        for hit in _find(rule, plain, text, place)
    ]
    return tuple(_without_echoes(hits))


def is_blocked(hits: tuple[WordingHit, ...]) -> bool:
    """Whether one of the findings keeps the text from being used."""
    return any(hit.severity == WordingSeverity.BLOCK for hit in hits)


def _without_echoes(hits: list[WordingHit]) -> Iterator[WordingHit]:
    """Leave out what lies inside a block, or inside another finding of the same rule."""
    reach: dict[str, int] = {}
    severest_first = sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.severity))
    for hit in severest_first:
        covered = max(reach.get(hit.rule, 0), reach.get(WordingSeverity.BLOCK, 0))
        if hit.severity == WordingSeverity.BLOCK:
            covered = reach.get(hit.rule, 0)
            reach[hit.severity] = max(reach.get(hit.severity, 0), hit.end)
        if hit.end > covered:
            yield hit
        reach[hit.rule] = max(reach.get(hit.rule, 0), hit.end)


def _find(
    rule: _WordingRule,
    plain: PlainText,
    text: str,
    place: WordingPlace,
) -> Iterator[WordingHit]:
    for start, end in _spans(rule, plain.signs):
        severity = _severity(rule, plain.signs, start, end, place)
        first, last = plain.span(start, end)
        words = text[first:last][:_WORDS_SHOWN]
        reason = Reason(f"wording_{rule.name}", {"words": words, "source": rule.source})
        yield WordingHit(rule.name, severity, first, last, reason)


def _severity(
    rule: _WordingRule,
    signs: str,
    start: int,
    end: int,
    place: WordingPlace,
) -> WordingSeverity:
    if place == WordingPlace.NOTE:
        return WordingSeverity.WARN
    around = signs[max(start - _AROUND, 0) : end + _AROUND]
    if rule.unless and rule.in_spite and rule.unless.search(around):
        return rule.severity if rule.in_spite.search(around) else WordingSeverity.WARN
    return rule.severity


def _spans(rule: _WordingRule, signs: str) -> Iterator[tuple[int, int]]:
    """Where the rule's words stand; of two kinds, each second meets its first in reach."""
    found = [match.span() for match in rule.first.finditer(signs)]
    if rule.second is None:
        yield from found
        return
    others = [match.span() for match in rule.second.finditer(signs)]
    at = 0
    for start, end in others:
        # Both lists run forward: what lies too far behind now never counts again.
        while at < len(found) and found[at][1] + rule.within < start:
            at += 1
        if at < len(found) and found[at][0] - end <= rule.within:
            yield min(start, found[at][0]), max(end, found[at][1])


@cache
def _rules() -> tuple[_WordingRule, ...]:
    raw = files(__package__).joinpath("wording_rules.json").read_text(encoding="utf-8")
    stored = json.loads(raw)
    parts: dict[str, str] = {}
    for name, pattern in stored["parts"].items():
        parts[name] = f"(?:{_fill(pattern, parts)})"
    return tuple(_rule(rule, parts) for rule in stored["rules"])


def _rule(stored: dict[str, str], parts: dict[str, str]) -> _WordingRule:
    patterns = {
        name: re.compile(_fill(stored[name], parts)) if name in stored else None
        for name in ("second", "unless", "in_spite")
    }
    return _WordingRule(
        name=stored["name"],
        severity=WordingSeverity(stored["severity"]),
        source=stored["source"],
        places=frozenset(stored.get("places", [])),
        first=re.compile(_fill(stored["first"], parts)),
        within=int(stored.get("within", 0)),
        second=patterns["second"],
        unless=patterns["unless"],
        in_spite=patterns["in_spite"],
    )


def _fill(pattern: str, parts: dict[str, str]) -> str:
    """Put the named parts into a pattern; counts such as ``{0,6}`` are left alone."""
    return re.sub(r"\{([a-z]+)\}", lambda name: parts[name[1]], pattern)
