"""The kind of place a parcel goes to: a weak, expiring hint about hours, never a fact."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

import ahocorasick

from reviews.domain.address_parts import alternatives, context_words, cut_address, read_table

PLACE_VERSION = "2"


class PlaceType(StrEnum):
    """The twelve answers; unknown is a legal and frequent one."""

    CAMPUS = "campus"
    SCHOOL = "school"
    OFFICE = "office"
    FACTORY = "factory"
    HOSPITAL = "hospital"
    GOVERNMENT = "government"
    RETAIL = "retail"
    RESIDENTIAL = "residential"
    RURAL = "rural"
    MILITARY = "military"
    PICKUP_POINT = "pickup_point"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Place:
    """What an address says; ``distribution`` covers all twelve types and sums to 1.

    ``because`` are the words that decided, the strongest first; empty where nothing did.
    """

    place_type: PlaceType
    confidence: float
    second: PlaceType | None
    because: tuple[str, ...]
    distribution: Mapping[PlaceType, float]


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    place_type: PlaceType
    strength: str


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    word: _Word
    weight: float


_WEIGHTS = {"certain": 4.0, "likely": 2.4, "closing": 2.4, "trade": 3.0, "hint": 1.3, "ending": 1.3}
_FIRM_STRENGTHS = frozenset({"trade", "hint"})
_TRADE_ALONE = 1.8
_LANDMARK = 0.2
#: Odds of "none of these" against the weights above.
_UNKNOWN_WEIGHT = 1.0
_TOWNSHIP_WEIGHT = 0.6
_TEAM_WEIGHT = 1.5
#: A road of a zone lies in the zone (临江工业园区纬五路); a road named after it need not.
_ZONE_ROAD = 0.6
_ROOM_WEIGHT = 1.3
#: The last word names the door, the ones before it what the door lies in.
_BY_NEARNESS = (1.0, 0.8, 0.65)
_PICKUP_SHARE = 0.4
_NOTHING = dict.fromkeys(PlaceType, 0.0)
_ROOM = re.compile(r"\d[-—](?:\d+[-—])?(?:\d{3,4}(?![\d号])|#)")
#: The team of a village (南梅2组); not the house group of an estate (14组团).
_TEAM = re.compile(r"[\d一二三四五六七八九十]组(?!团)")
_NUMBERED = re.compile(r"[一二三四五六七八九十纬经横纵]")
_TEXT_ENDS = re.compile(r"$|[^\u4e00-\u9fff]|电联|内")


@cache
def _matcher() -> ahocorasick.Automaton:
    matcher = ahocorasick.Automaton()
    for place_type, strengths in read_table("words.toml").items():
        for strength, words in strengths.items():
            for word in words:
                matcher.add_word(word, _Word(word, PlaceType(place_type), strength))
    matcher.make_automaton()
    return matcher


@cache
def _name_goes_on() -> re.Pattern[str]:
    between = re.escape("".join(context_words("between")))
    return re.compile(rf"[{between}]{{0,2}}(?:{alternatives(context_words('roads'))})")


@cache
def _landmark() -> re.Pattern[str]:
    between = re.escape("".join(context_words("landmark_between")))
    return re.compile(rf"[{between}]{{0,3}}(?:{alternatives(context_words('landmarks'))})")


@cache
def _name_ends() -> re.Pattern[str]:
    return re.compile(rf"$|[^\u4e00-\u9fff]|[{''.join(context_words('ends'))}]|电联|旁|对面|附近")


@cache
def _firm() -> re.Pattern[str]:
    return re.compile(rf"[\u4e00-\u9fff]{{0,3}}?(?:{alternatives(context_words('firms'))})")


def _weight(word: _Word, text: str, end: int) -> float | None:
    """None where the word is part of something else; 0 where it names a road or a town."""
    weight = _WEIGHTS[word.strength]
    if _name_goes_on().match(text, end):
        is_zone = word.place_type is PlaceType.FACTORY and word.text.endswith("区")
        return weight * _ZONE_ROAD if is_zone and _NUMBERED.match(text, end) else 0.0
    if word.strength in {"closing", "ending"} and not _name_ends().match(text, end):
        return None
    if word.strength == "trade" and not _firm().match(text, end):
        if not _TEXT_ENDS.match(text, end):
            return None
        weight = _TRADE_ALONE
    return weight * _LANDMARK if _landmark().match(text, end) else weight


def _hits(text: str) -> list[_Hit]:
    """The words that count, in their order; a longer word hides what it overlaps."""
    found = []
    for last, word in _matcher().iter(text):
        weight = _weight(word, text, last + 1)
        if weight is not None:
            found.append(_Hit(last + 1 - len(word.text), last + 1, word, weight))
    if len(found) > 1:
        found.sort(key=lambda hit: (hit.start - hit.end, -hit.start))
    kept: list[_Hit] = []
    for hit in found:
        if all(hit.end <= other.start or hit.start >= other.end for other in kept):
            kept.append(hit)
    kept.sort(key=lambda hit: hit.start)
    return kept


def _scores(hits: Sequence[_Hit]) -> dict[PlaceType, float]:
    """The best weight of each type plus a quarter of the rest.

    A firm in a factory zone is a factory.
    """
    zones = (hit for hit in hits if hit.word.place_type is PlaceType.FACTORY)
    zone = next((hit.end for hit in zones if hit.weight == _WEIGHTS["certain"]), None)
    scores: dict[PlaceType, float] = {}
    rank = 0
    for hit in reversed(hits):
        kind = hit.word.place_type
        if zone is not None and hit.start >= zone and hit.word.strength in _FIRM_STRENGTHS:
            kind = PlaceType.FACTORY if kind is PlaceType.OFFICE else kind
        weight = hit.weight * _BY_NEARNESS[min(rank, 2)]
        rank += hit.weight >= _WEIGHTS["likely"]
        best = scores.get(kind, 0.0)
        scores[kind] = max(best, weight) + min(best, weight) / 4
    return scores


def infer_place(address: str) -> Place:
    """Read the place type off a shipping address, masked or not; never raises.

    Order: province to town are cut off; the longest words win over what they hide; road names count
    nothing and landmarks little; the last word outweighs earlier ones; a delivery point counts only
    where nothing else is named.
    """
    parts = cut_address(address)
    hits = [hit for hit in _hits(parts.tail) if hit.weight]
    scores = _scores(hits)
    because = [hit.word.text for hit in sorted(hits, key=lambda hit: -hit.weight)]
    if room := _ROOM.search(parts.tail):
        scores[PlaceType.RESIDENTIAL] = scores.get(PlaceType.RESIDENTIAL, 0.0) + _ROOM_WEIGHT
        because.append(room[0])
    if team := _TEAM.search(parts.tail):
        scores[PlaceType.RURAL] = scores.get(PlaceType.RURAL, 0.0) + _TEAM_WEIGHT
        because.append(team[0])
    if parts.township:
        scores[PlaceType.RURAL] = scores.get(PlaceType.RURAL, 0.0) + _TOWNSHIP_WEIGHT
    if len(scores) > 1 and PlaceType.PICKUP_POINT in scores:
        scores[PlaceType.PICKUP_POINT] = min(
            scores[PlaceType.PICKUP_POINT],
            _PICKUP_SHARE * max(v for k, v in scores.items() if k is not PlaceType.PICKUP_POINT),
        )
    return _place(scores, tuple(dict.fromkeys(because)))


def _place(scores: Mapping[PlaceType, float], because: tuple[str, ...]) -> Place:
    odds = {PlaceType.UNKNOWN: _UNKNOWN_WEIGHT, **scores}
    total = sum(odds.values())
    ranked = sorted(odds, key=odds.__getitem__, reverse=True)
    first = ranked[0]
    second = ranked[1] if len(ranked) > 1 else PlaceType.UNKNOWN
    shares = {kind: weight / total for kind, weight in odds.items()}
    return Place(
        place_type=first,
        confidence=round(shares[first], 3),
        second=None if second is PlaceType.UNKNOWN else second,
        because=() if first is PlaceType.UNKNOWN else because,
        distribution=MappingProxyType(_NOTHING | shares),
    )
