"""Levels of a review, and the platforms they come from."""

from enum import StrEnum


class Platform(StrEnum):
    """Where a shop sells."""

    TAOBAO = "taobao"
    TMALL = "tmall"
    JD = "jd"
    PDD = "pdd"
    DOUYIN = "douyin"
    OTHER = "other"


class Level(StrEnum):
    """How good a review is; unrated where the source gives no rating."""

    GOOD = "good"
    NEUTRAL = "neutral"
    BAD = "bad"
    UNRATED = "unrated"


class ReviewState(StrEnum):
    """What the platform shows of a review now."""

    LIVE = "live"
    CHANGED = "changed"
    DELETED = "deleted"
    HIDDEN = "hidden"
    UNKNOWN = "unknown"


LOWEST_STARS, HIGHEST_STARS = 1, 5
_LEVEL_OF_STARS = {
    1: Level.BAD,
    2: Level.NEUTRAL,
    3: Level.NEUTRAL,
    4: Level.GOOD,
    5: Level.GOOD,
}


def level_of_stars(stars: int | None) -> Level:
    """One star is bad, two and three are neutral, four and five good, None unrated.

    Raises ValueError for a number outside 1 to 5.
    """
    if stars is None:
        return Level.UNRATED
    try:
        return _LEVEL_OF_STARS[stars]
    except KeyError:
        message = f"stars must be {LOWEST_STARS} to {HIGHEST_STARS}, not {stars}"
        raise ValueError(message) from None


def needs_recovery(level: Level) -> bool:
    """Whether a review of this level opens a case by itself."""
    return level in {Level.NEUTRAL, Level.BAD}
