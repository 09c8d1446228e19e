"""Quality sampling: closed cases drawn by chance, looked at by a colleague, scored briefly."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import OuterRef, Subquery

from reviews.models import Attempt, Case, Member, QualityCheck, Shop
from reviews.models.teamwork import SCORES

DRAWN_AT_ONCE = 10
#: Cases closed longer ago teach nobody anything.
DRAWN_FROM = dt.timedelta(days=14)


class OwnTalk(Exception):
    """Nobody scores their own talk."""


class CheckedAlready(Exception):
    """Somebody has scored this case meanwhile."""


@transaction.atomic
def draw_cases(*, shop: Shop, now: dt.datetime, chance: random.Random) -> int:
    """Draw up to `DRAWN_AT_ONCE` closed cases with a talk, alike many of every talker's.

    Returns how many were drawn; a case is drawn once.
    """
    talker = Attempt.objects.filter(case=OuterRef("pk"), undone_at__isnull=True).order_by("-at")
    cases = (
        Case.objects.filter(shop=shop, status="closed", closed_at__gt=now - DRAWN_FROM)
        .filter(quality_check__isnull=True)
        .annotate(talker=Subquery(talker.values("member")[:1]))
        .filter(talker__isnull=False)
        .order_by("id")
        .values_list("pk", "talker")
    )
    drawn = _in_turn(cases, chance)[:DRAWN_AT_ONCE]
    QualityCheck.objects.bulk_create(
        [QualityCheck(shop=shop, case_id=case, talker_id=who, drawn_at=now) for case, who in drawn],
        ignore_conflicts=True,
    )
    return len(drawn)


@transaction.atomic
def score_case(
    *,
    check: QualityCheck,
    member: Member,
    scores: Mapping[str, int],
    word: str,
    now: dt.datetime,
) -> None:
    """Store the score sheet of a drawn case. Raises OwnTalk or CheckedAlready."""
    if check.talker_id == member.pk:
        raise OwnTalk
    waiting = QualityCheck.objects.filter(pk=check.pk, checked_at__isnull=True)
    values = {name: scores[name] for name in SCORES}
    if not waiting.update(**values, word=word, checked_by=member, checked_at=now):
        raise CheckedAlready


def _in_turn(cases: Iterable[tuple[int, int]], chance: random.Random) -> list[tuple[int, int]]:
    """Shuffled, then one case of each talker after the other."""
    of_talker: defaultdict[int, list[int]] = defaultdict(list)
    for case, talker in cases:
        of_talker[talker].append(case)
    rounds = []
    for talker, own in of_talker.items():
        chance.shuffle(own)
        rounds += [(turn, chance.random(), case, talker) for turn, case in enumerate(own)]
    return [(case, talker) for _turn, _lot, case, talker in sorted(rounds)]
