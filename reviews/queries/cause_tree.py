"""The cause tree as owners see it, one cause with its past, and the models learned."""

import datetime as dt
import re
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from reviews.choices import UNIT_CHOICES
from reviews.models import Cause, CauseBatch, CauseExample, CauseModel, Member
from reviews.queries.rows import cause_name

BATCHES_SHOWN, MODELS_SHOWN, CHANGES_SHOWN = 5, 20, 20
#: As `operations/cause_merges.py` writes them into the history.
_MERGED, _TAKEN_BACK = re.compile(r"merged into (\w+)"), re.compile(r"merge into (\w+) taken back")


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A cause of the tree: reviews that show it now, and examples the owner gave."""

    cause: Cause
    name: str
    unit: str
    reviews: int
    confirmed: int
    examples: int
    stands_for: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a cause: when, by whom, and how it stood after it."""

    at: dt.datetime
    by: str
    name: str
    unit: str
    is_retired: bool
    reason: str


@dataclass(frozen=True, slots=True)
class CauseFigures:
    """A cause's F1 on the judged reviews, before and after a lesson."""

    name: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A learned model with its held-out figures."""

    number: int
    made_at: dt.datetime
    labels: int
    judged: int
    before: float
    after: float
    is_applied: bool
    per_cause: list[CauseFigures]


def tree_rows(*, member: Member) -> list[TreeRow]:
    """Every cause of the shop, those in use first, in the order of the tree."""
    current = Q(review_causes__is_current=True)
    said = current & Q(review_causes__source="person")
    causes = (
        Cause.objects.filter(shop=member.shop_id)
        .select_related("merged_into")
        .annotate(
            shown=Count("review_causes", filter=current, distinct=True),
            said=Count("review_causes", filter=said, distinct=True),
            given=Count("examples", distinct=True),
        )
        .order_by("position", "pk")
    )
    rows = [
        TreeRow(
            cause=cause,
            name=cause_name(cause),
            unit=cause.get_unit_display(),
            reviews=cause.shown,
            confirmed=cause.said,
            examples=cause.given,
            stands_for=cause_name(cause.merged_into) if cause.merged_into else "",
        )
        for cause in causes
    ]
    return sorted(rows, key=lambda row: row.cause.retired_at is not None)


def changes_of(cause: Cause) -> list[Change]:
    """What was changed in a cause, the latest first."""
    units = dict(UNIT_CHOICES)
    rows = cause.history.select_related("history_user").order_by("-history_date", "-history_id")
    names = {one.code: cause_name(one) for one in Cause.objects.filter(shop=cause.shop_id)}
    return [
        Change(
            at=row.history_date,
            by=row.history_user.get_username() if row.history_user else "",
            name=row.name,
            unit=str(units.get(row.unit, row.unit)),
            is_retired=row.retired_at is not None,
            reason=_told(row.history_change_reason or "", names),
        )
        for row in rows[:CHANGES_SHOWN]
    ]


def _told(reason: str, names: dict[str, str]) -> str:
    if found := _MERGED.fullmatch(reason):
        return _("merged into “%(name)s”") % {"name": names.get(found[1], found[1])}
    if found := _TAKEN_BACK.fullmatch(reason):
        return _("merge into “%(name)s” taken back") % {"name": names.get(found[1], found[1])}
    return reason


def examples_of(cause: Cause) -> list[CauseExample]:
    """The examples given for a cause, the latest first."""
    return list(cause.examples.select_related("added_by").order_by("-added_at", "-pk"))


def batches_of(*, member: Member) -> list[CauseBatch]:
    """The latest presses that confirmed many."""
    batches = CauseBatch.objects.filter(shop=member.shop_id).select_related("member", "undone_by")
    return list(batches.order_by("-made_at", "-pk")[:BATCHES_SHOWN])


def model_rows(*, member: Member) -> list[ModelRow]:
    """The models learned in the shop, the latest first, with before and after."""
    names = {cause.code: cause_name(cause) for cause in Cause.objects.filter(shop=member.shop_id)}
    models = CauseModel.objects.filter(shop=member.shop_id).defer("weights")
    return [_model_row(model, names) for model in models.order_by("-number")[:MODELS_SHOWN]]


def _model_row(model: CauseModel, names: dict[str, str]) -> ModelRow:
    per_cause = model.figures.get("per_cause", {})
    return ModelRow(
        number=model.number,
        made_at=model.made_at,
        labels=model.labels,
        judged=model.figures["judged"],
        before=model.figures["before"],
        after=model.figures["after"],
        is_applied=model.is_applied,
        per_cause=[
            CauseFigures(names.get(code, code), before, after)
            for code, (before, after) in sorted(per_cause.items())
        ],
    )
