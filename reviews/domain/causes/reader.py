"""From hits to causes: how sure, which is the main one, and what to say where none is found."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from operator import attrgetter

from reviews.domain.causes.abuse import abuse_hint
from reviews.domain.causes.boundaries import settle
from reviews.domain.causes.folding import fold
from reviews.domain.causes.lexicon import lexicon
from reviews.domain.causes.matching import Hit, Matcher
from reviews.domain.causes.reading import CauseReading, FoundCause
from reviews.domain.causes.scope import Clauses
from reviews.domain.causes.tree import NONE_STATED, OTHER

#: Stored with every reading; goes up whenever rules or data files change what is found.
VERSION = "rules-2"

_SURE_ENOUGH = 0.5
#: A buyer who gives four or five stars praises first: only plain complaints count.
_SURE_ENOUGH_PRAISING = 0.6
_PRAISING_STARS = 4
_MOST_CAUSES = 3
_SUREST = 0.97
#: A shorter hit inside one at most this much longer belongs to the longer one.
_SWALLOWS = 6
_WORTH_SWALLOWING_FOR = 0.6
_STANDARD_TEXT = re.compile(
    r"用户没有填写|用户未填写|未填写评价|没有填写评价|系统默认|默认好评|未及时做出评价|评价方未"
)
_FEELING_ONLY = 14
_NONE_CONFIDENCE, _UNSURE_CONFIDENCE = 0.6, 0.4
#: Often the consequence of another cause rather than the cause of the complaint.
_MAIN_SHARE = {
    "service_attitude": 0.7,
    "price_value": 0.8,
    "promo_unfulfilled": 0.9,
    "packaging": 0.9,
    "after_sales": 0.85,
    "slow_delivery": 0.9,
    "quantity_short": 0.95,
    "installation": 1.1,
    "not_as_described": 1.2,
    OTHER: 0.5,
}


def read_causes(text: str, *, stars: int | None = None) -> CauseReading:
    """Read the complaint causes of one review; always a legal answer, never an error.

    ``stars`` is 1 to 5 where known. Evidence offsets count characters of ``text`` as given.
    """
    return read_matched(Matcher(fold(text), lexicon()), stars=stars)


def read_matched(matcher: Matcher, *, stars: int | None) -> CauseReading:
    """The reading of a text whose words are found already."""
    folded = matcher.text
    is_standard = _STANDARD_TEXT.search(folded) is not None
    hits = [] if is_standard else _kept(matcher.hits, matcher.clauses)
    limit = _SURE_ENOUGH
    if stars is not None and stars >= _PRAISING_STARS:
        limit = _SURE_ENOUGH_PRAISING
    ranked = _ranked(hits, limit, len(folded)) or (_nothing_found(folded, is_standard=is_standard),)
    return CauseReading(
        causes=ranked,
        main=ranked[0].code,
        version=VERSION,
        abuse=abuse_hint(folded),
    )


def _kept(hits: list[Hit], clauses: Clauses) -> list[Hit]:
    longer = sorted(
        (hit for hit in hits if hit.weight >= _WORTH_SWALLOWING_FOR), key=attrgetter("start")
    )
    starts = [hit.start for hit in longer]
    kept = [hit for hit in hits if not _is_swallowed(hit, longer, starts)]
    return settle(kept, clauses)


def _is_swallowed(shorter: Hit, longer: list[Hit], starts: list[int]) -> bool:
    """Whether a hit of another cause holds it; only those that begin just before it can."""
    near = longer[
        bisect_left(starts, shorter.start - _SWALLOWS) : bisect_right(starts, shorter.start)
    ]
    length = shorter.end - shorter.start
    return any(
        hit.cause != shorter.cause
        and shorter.end <= hit.end
        and 0 < hit.end - hit.start - length <= _SWALLOWS
        for hit in near
    )


def _merged(hits: Iterable[Hit]) -> list[Hit]:
    """Overlapping hits of one cause as one, with the weight of the surest."""
    merged: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if merged and hit.start < merged[-1].end:
            merged[-1] = _joined(merged[-1], hit)
        else:
            merged.append(hit)
    return merged


def _joined(one: Hit, next_one: Hit) -> Hit:
    end, weight = max(one.end, next_one.end), max(one.weight, next_one.weight)
    return Hit(one.cause, one.start, end, weight)


def _ranked(hits: list[Hit], limit: float, length: int) -> tuple[FoundCause, ...]:
    by_cause: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_cause[hit.cause].append(hit)
    scored: list[tuple[float, FoundCause]] = []
    for code, of_cause in by_cause.items():
        merged = _merged(of_cause)
        confidence = _confidence(merged)
        if confidence < limit:
            continue
        evidence = tuple((hit.start, hit.end) for hit in merged)
        found = FoundCause(code, round(confidence, 3), evidence)
        scored.append((_prominence(found, merged, length), found))
    scored.sort(key=lambda pair: (-pair[0], pair[1].code))
    if len(scored) > 1:
        scored = [pair for pair in scored if pair[1].code != OTHER]
    return tuple(found for _, found in scored[:_MOST_CAUSES])


def _confidence(merged: list[Hit]) -> float:
    doubt = 1.0
    for hit in merged:
        doubt *= 1.0 - hit.weight
    return min(1.0 - doubt, _SUREST)


def _prominence(found: FoundCause, merged: list[Hit], length: int) -> float:
    """How likely this is the main cause: sure, said often, said early."""
    earliness = 1.0 - merged[0].start / max(length, 1)
    said = min(len(merged), 4)
    return (found.confidence + 0.25 * said + 0.5 * earliness) * _MAIN_SHARE.get(found.code, 1.0)


def _nothing_found(folded: str, *, is_standard: bool) -> FoundCause:
    """Surely nothing in a standard text or an outcry; less surely in a longer text."""
    words = sum(character.isalnum() for character in folded)
    is_sure = is_standard or words <= _FEELING_ONLY
    return FoundCause(NONE_STATED, _NONE_CONFIDENCE if is_sure else _UNSURE_CONFIDENCE, ())
