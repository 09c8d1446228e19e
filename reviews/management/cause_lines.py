"""What a line of the cause commands may say beside its text."""

from django.utils.translation import gettext as _

from reviews.domain.causes.facts import ReviewFacts
from reviews.domain.levels import HIGHEST_STARS, LOWEST_STARS
from reviews.management.json_lines import BadLineError

_LONGEST_CATEGORY = 60


def facts_in(raw: dict[str, object]) -> ReviewFacts:
    """The line's ``stars`` and ``category``; raises BadLineError where one is malformed."""
    return ReviewFacts(stars=_stars(raw), category=_category(raw))


def _stars(raw: dict[str, object]) -> int | None:
    stars = raw.get("stars")
    if stars is None:
        return None
    if type(stars) is not int or not LOWEST_STARS <= stars <= HIGHEST_STARS:
        raise BadLineError(_("“stars” must be a whole number from 1 to 5."))
    return stars


def _category(raw: dict[str, object]) -> str:
    category = raw.get("category")
    if category is None:
        return ""
    if not isinstance(category, str) or len(category) > _LONGEST_CATEGORY:
        raise BadLineError(_("“category” must be a text of at most 60 characters."))
    return category
