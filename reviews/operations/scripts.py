"""The shop's sentences: kept in versions, checked for wording before anybody says them."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from reviews.choices import OWNER
from reviews.domain.reason import Reason
from reviews.domain.scripts import unknown_variables
from reviews.domain.wording import (
    WORDING_VERSION,
    WordingHit,
    WordingPlace,
    WordingSeverity,
    check_wording,
    is_blocked,
)
from reviews.models import Member, Script, WordingOverride
from reviews.operations.history import record_change


class ScriptRefused(Exception):
    """The text may not be used; ``reasons`` say why."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__(*reasons)
        self.reasons = tuple(reasons)


@transaction.atomic
def save_script(
    *,
    member: Member,
    kind: str,
    stage: str,
    cause_code: str,
    text: str,
    now: dt.datetime,
    script: Script | None = None,
    override_word: str = "",
) -> Script:
    """Store a new sentence, or the next version of one.

    Raises ScriptRefused for an unknown variable, and where the wording check blocks the text; the
    owner may answer for it with a word, which is kept for the audit.
    """
    if unknown := unknown_variables(text):
        raise ScriptRefused([Reason("script.unknown_variable", {"words": " ".join(unknown)})])
    _check(text, kind, member=member, now=now, override_word=override_word)
    values = {
        "kind": kind,
        "stage": stage,
        "cause_code": cause_code,
        "text": text,
        "changed_at": now,
        "changed_by": member,
    }
    if script is None:
        return Script.objects.create(shop_id=member.shop_id, **values)
    Script.objects.filter(pk=script.pk, shop=member.shop_id).update(
        **values, version=F("version") + 1, retired_at=None
    )
    record_change(script, member=member, now=now)
    return script


@transaction.atomic
def retire_script(*, script: Script, member: Member, now: dt.datetime) -> bool:
    """Stop suggesting a sentence; its versions stay. False where it is retired already."""
    live = Script.objects.filter(pk=script.pk, shop=member.shop_id, retired_at__isnull=True)
    if not live.update(retired_at=now, changed_at=now, changed_by=member):
        return False
    record_change(script, member=member, now=now)
    return True


def _check(text: str, kind: str, *, member: Member, now: dt.datetime, override_word: str) -> None:
    place = WordingPlace.MESSAGE if kind == "message" else WordingPlace.SCRIPT
    hits = check_wording(text, place=place)
    if not is_blocked(hits):
        return
    if member.role != OWNER or not override_word.strip():
        raise ScriptRefused(_blocks(hits))
    WordingOverride.objects.create(
        shop_id=member.shop_id,
        place=place.value,
        text=text,
        rules={"version": WORDING_VERSION, "hits": [hit.reason.as_json() for hit in hits]},
        word=override_word.strip()[:200],
        member=member,
        at=now,
    )


def _blocks(hits: Sequence[WordingHit]) -> list[Reason]:
    return [hit.reason for hit in hits if hit.severity == WordingSeverity.BLOCK]
