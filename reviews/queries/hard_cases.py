"""Which cases are hard, and who has had how many of them."""

import datetime as dt

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from reviews.domain.hard_cases import COMPARED_FROM, HARD_FROM_DIALS, is_spared_hard_cases
from reviews.domain.outcomes import Outcome
from reviews.models import Attempt, Case, Handout, Member


def hard_cases() -> Q:
    """Third attempt and later, suspected extortion, or a buyer who was abusive before."""
    abusive = Attempt.objects.filter(
        case=OuterRef("pk"), outcome=Outcome.ABUSIVE.value, undone_at__isnull=True
    )
    hard: Q = Q(dials__gte=HARD_FROM_DIALS) | ~Q(review__abuse_hint={})
    return hard | Q(Exists(abusive))


def is_hard(case: Case) -> bool:
    """The same of one case."""
    return Case.objects.filter(hard_cases(), pk=case.pk).exists()


def is_spared(*, member: Member, now: dt.datetime) -> bool:
    """Whether this member should get an easier case next."""
    last = Handout.objects.filter(member=member).order_by("-at", "-id").first()
    if last is None:
        return False
    mine = Handout.objects.filter(member=member, at__gte=_midnight(now), at__lte=now, is_hard=True)
    # A few rows of one's own tell nearly always that the whole team's need not be counted.
    if not last.is_hard and mine.count() < COMPARED_FROM:
        return False
    return is_spared_hard_cases(
        member=member.pk, last_was_hard=last.is_hard, had_today=had_today(member.shop_id, now)
    )


def _midnight(now: dt.datetime) -> dt.datetime:
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def had_today(shop_id: int, now: dt.datetime) -> dict[int, int]:
    """Hard cases handed out today, by member, of everybody who got any case today."""
    rows = (
        Handout.objects.filter(shop=shop_id, at__gte=_midnight(now), at__lte=now)
        .values_list("member")
        .annotate(hard=Count("id", filter=Q(is_hard=True)))
        .order_by("member")
    )
    return dict(rows)
