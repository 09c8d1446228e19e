"""The drawn cases, and how the shop's talks were."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Avg

from reviews.models import Attempt, QualityCheck, Shop
from reviews.models.teamwork import SCORES

DONE_SHOWN = 20
AVERAGED = dt.timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A drawn case with its talks, for whoever scores it."""

    check: QualityCheck
    attempts: list[Attempt]


@dataclass(frozen=True, slots=True)
class QualityPage:
    """Waiting sheets, the last scored ones, and the four weeks' averages, 0 to 2 or None."""

    waiting: list[Sheet]
    done: list[QualityCheck]
    averages: dict[str, float | None]


def quality_page(*, shop: Shop, now: dt.datetime) -> QualityPage:
    """Everything on the page; averages are of the shop, never of a person."""
    checks = QualityCheck.objects.filter(shop=shop).select_related(
        "case", "case__review", "case__buyer", "talker", "checked_by"
    )
    waiting = checks.filter(checked_at__isnull=True).order_by("drawn_at", "id")
    waiting = waiting.prefetch_related("case__attempts")
    recent = QualityCheck.objects.filter(shop=shop, checked_at__gt=now - AVERAGED)
    return QualityPage(
        waiting=[Sheet(check, _talks(check)) for check in waiting],
        done=list(checks.filter(checked_at__isnull=False).order_by("-checked_at")[:DONE_SHOWN]),
        averages=recent.aggregate(**{name: Avg(name) for name in SCORES}),
    )


def _talks(check: QualityCheck) -> list[Attempt]:
    attempts = (one for one in check.case.attempts.all() if one.undone_at is None)
    return sorted(attempts, key=lambda one: (one.at, one.pk))
