"""What a person types into a case and has not saved: kept on the desk, so that it outlives them."""

import datetime as dt

from django.db import transaction

from reviews.domain.masking import mask_free_text
from reviews.models import Case, CaseDraft, Member

LONGEST = 2_000


def keep_draft(*, case: Case, member: Member, text: str, now: dt.datetime) -> None:
    """Store the newest words, masked as a note is; no words forget the draft."""
    text = mask_free_text(text[:LONGEST]).strip()
    if not text or case.status == "closed":
        forget_draft(case=case, member=member)
        return
    CaseDraft.objects.update_or_create(
        case=case, member=member, defaults={"text": text, "saved_at": now}
    )


def forget_draft(*, case: Case, member: Member) -> None:
    """The words were saved, or thrown away."""
    CaseDraft.objects.filter(case=case, member=member).delete()


@transaction.atomic
def pass_drafts(*, keys: list[int], giver: Member, to: Member, now: dt.datetime) -> int:
    """Give the drafts of these cases to a colleague, below what they typed; how many went."""
    moved = 0
    for draft in CaseDraft.objects.filter(case__in=keys, member=giver).exclude(text=""):
        own = CaseDraft.objects.filter(case=draft.case_id, member=to).first()
        text = f"{own.text}\n{draft.text}" if own is not None and own.text else draft.text
        CaseDraft.objects.update_or_create(
            case_id=draft.case_id, member=to, defaults={"text": text[:LONGEST], "saved_at": now}
        )
        draft.delete()
        moved += 1
    return moved
