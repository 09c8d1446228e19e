"""Texts beside money pass the wording check, or the owner answers for them by name."""

import datetime as dt

from compensation.operations.errors import WordingBlockedError
from reviews.choices import OWNER
from reviews.domain.wording import (
    WORDING_VERSION,
    WordingPlace,
    WordingSeverity,
    check_wording,
    is_blocked,
)
from reviews.models import Case, Member, Shop, WordingOverride


def require_wording(
    text: str,
    *,
    place: WordingPlace,
    shop: Shop,
    member: Member,
    now: dt.datetime,
    case: Case | None = None,
    override_word: str = "",
) -> None:
    """Let an unblocked text pass; a blocked one only with the owner's word, which is stored.

    Raises WordingBlockedError with the reasons of the blocks.
    """
    hits = check_wording(text, place=place)
    if not is_blocked(hits):
        return
    if member.role != OWNER or not override_word.strip():
        blocks = [hit.reason for hit in hits if hit.severity == WordingSeverity.BLOCK]
        raise WordingBlockedError(*blocks)
    WordingOverride.objects.create(
        shop=shop,
        case=case,
        place=place.value,
        text=text,
        rules={"version": WORDING_VERSION, "hits": [hit.reason.as_json() for hit in hits]},
        word=override_word.strip()[:200],
        member=member,
        at=now,
    )
