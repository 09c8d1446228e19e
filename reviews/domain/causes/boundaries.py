"""Where two causes meet in the same words: which of them keeps the words."""

from collections import defaultdict
from enum import StrEnum
from functools import cache

from reviews.domain.causes.data import lexicon_file
from reviews.domain.causes.matching import Hit
from reviews.domain.causes.scope import Clauses

_WINS_FROM = 0.6


class Reach(StrEnum):
    """How near the winner's words must be for the loser to give way."""

    OVERLAP = "overlap"
    CLAUSE = "clause"
    SENTENCE = "sentence"


@cache
def _boundaries() -> dict[str, tuple[tuple[str, Reach], ...]]:
    """For each cause those it gives way to; a line of the file is ``loser > winner : reach``."""
    rules: dict[str, list[tuple[str, Reach]]] = defaultdict(list)
    for line in str(lexicon_file("boundaries.toml")["rules"]).strip().splitlines():
        loser, _, winner, _, reach = line.split()
        rules[loser].append((winner, Reach(reach)))
    return {loser: tuple(winners) for loser, winners in rules.items()}


def settle(hits: list[Hit], clauses: Clauses) -> list[Hit]:
    """The hits without those that give way to another cause's."""
    winners: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.weight >= _WINS_FROM:
            winners[hit.cause].append(hit)
    return [hit for hit in hits if not _gives_way(hit, winners, clauses)]


def _gives_way(hit: Hit, winners: dict[str, list[Hit]], clauses: Clauses) -> bool:
    return any(
        _is_near(hit, other, reach, clauses)
        for winner, reach in _boundaries().get(hit.cause, ())
        for other in winners.get(winner, ())
    )


def _is_near(hit: Hit, other: Hit, reach: Reach, clauses: Clauses) -> bool:
    if hit.start < other.end and other.start < hit.end:
        return True
    if reach is Reach.OVERLAP:
        return False
    first, second = (hit, other) if hit.start <= other.start else (other, hit)
    return clauses.joined(first.end, second.start, crosses_commas=reach is Reach.SENTENCE)
