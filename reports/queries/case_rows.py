"""The cases of a week as the rows that reports are made from.

Read as tuples of the columns that count: model objects of seven tables took two thirds of the
time of a large workbook.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Q, QuerySet

from compensation.models import Offer
from reports.domain.rows import AttemptFact, CaseRow, OfferFact
from reports.domain.spans import Span
from reports.domain.weeks import IsoWeek
from reports.queries.row_names import CauseFound, RowNames
from reviews.domain.levels import Level
from reviews.domain.masking import mask_free_text
from reviews.domain.outcomes import Channel, Outcome
from reviews.models import Attempt, Case, Review, ReviewCause, Shop

LOW_LEVELS = [Level.NEUTRAL.value, Level.BAD.value]
#: Offers of which the buyer has heard.
TOLD_STATES = frozenset({"offered", "accepted", "payable", "paying", "paid", "failed", "reversed"})
#: Below SQLite's smallest limit of variables in one statement.
CHUNK = 500


def week_cases(*, shop: Shop, week: IsoWeek | Span) -> QuerySet[Case]:
    """The cases whose complaint was written in the week, or in the weeks of a span.

    That is the review's time, or the append's where an angry append opened the case. Two
    subqueries instead of one OR: each stays on its index, whatever the length of the history.
    """
    first, last = week.starts_at, week.ends_at
    of_shop = Case.objects.filter(review__shop=shop)
    rated = of_shop.filter(review__rated_at__gte=first, review__rated_at__lt=last)
    appended = of_shop.filter(review__append_at__gte=first, review__append_at__lt=last)
    by_rating = rated.filter(Q(level__in=LOW_LEVELS) | Q(review__append_at__isnull=True))
    by_append = appended.exclude(level__in=LOW_LEVELS)
    return Case.objects.filter(pk__in=by_rating.values("pk").union(by_append.values("pk")))


def case_rows(
    *, shop: Shop, week: IsoWeek, after: str = "", most: int | None = None
) -> Iterator[CaseRow]:
    """The week's cases in the order of their keys, streamed; texts are masked.

    ``after`` is the public id of a case of the shop to go on behind, ``most`` the number of rows.
    Raises Case.DoesNotExist where the shop has no such case.
    """
    found = week_cases(shop=shop, week=week)
    if after:
        found = found.filter(pk__gt=Case.objects.get(shop=shop, public_id=after).pk)
    # The keys alone first: a cursor over the whole would be planned as if only its first tenth
    # were read, and walk the history by its key.
    keys = list(found.order_by("pk").values_list("pk", flat=True)[:most])
    names = RowNames(shop)
    for first in range(0, len(keys), CHUNK):
        yield from _rows(keys[first : first + CHUNK], names)


class CaseColumns(NamedTuple):
    """What is read of a case; names are the ways from a case to the column."""

    pk: int
    public_id: str
    level: str
    status: str
    opened_at: dt.datetime
    contacted_at: dt.datetime | None
    solved_at: dt.datetime | None
    remedied_at: dt.datetime | None
    review_changed_at: dt.datetime | None
    closed_at: dt.datetime | None
    owner__display_name: str | None
    shop__code: str
    shop__platform: str
    review_id: int
    review__platform_id: str
    review__rated_at: dt.datetime
    review__append_at: dt.datetime | None
    review__first_seen_at: dt.datetime
    review__stars: int | None
    review__content: str
    review__append_content: str
    review__is_default_text: bool
    review__sku: str
    review__product_id: int | None
    review__order_id: int | None
    review__order__province: str | None
    review__order__carrier: str | None
    review__order__amount_fen: int | None


def _rows(keys: Sequence[int], names: RowNames) -> Iterator[CaseRow]:
    read = Case.objects.filter(pk__in=keys).order_by("pk").values_list(*CaseColumns._fields)
    cases = [CaseColumns(*line) for line in read]
    causes = _causes_found([case.review_id for case in cases])
    attempts, offers = _attempts(keys), _offers(keys, names)
    names.read_products(case.review__product_id for case in cases)
    for case in cases:
        by_append = case.level not in LOW_LEVELS and case.review__append_at is not None
        text = _joined(case.review__content, case.review__append_content)
        yield CaseRow(
            case_id=case.public_id,
            review_id=case.review__platform_id,
            platform=case.shop__platform,
            rated_at=(by_append and case.review__append_at) or case.review__rated_at,
            arrived_at=case.opened_at if by_append else case.review__first_seen_at,
            level=Level(case.level),
            stars=case.review__stars,
            text=mask_free_text(text),
            product=names.product(case.review__product_id, sku=case.review__sku),
            causes=tuple(names.mark(found, text=text) for found in causes[case.review_id]),
            province=case.review__order__province or "",
            carrier=case.review__order__carrier or "",
            order_fen=case.review__order__amount_fen,
            state=case.status,
            owner=case.owner__display_name or "",
            contacted_at=case.contacted_at,
            solved_at=case.solved_at,
            remedied_at=case.remedied_at,
            review_changed_at=case.review_changed_at,
            closed_at=case.closed_at,
            attempts=tuple(attempts[case.pk]),
            offers=tuple(offers[case.pk]),
            shop=case.shop__code,
            is_default_text=case.review__is_default_text and not case.review__append_content,
        )


def whole_text(review: Review) -> str:
    """What evidence counts its places in: the review, and its append on a line of its own."""
    return _joined(review.content, review.append_content)


def _joined(content: str, append: str) -> str:
    return f"{content}\n{append}" if append else content


def _causes_found(reviews: Sequence[int]) -> Mapping[int, list[CauseFound]]:
    """By review, the main cause first, then the surest."""
    read = ReviewCause.objects.filter(review__in=reviews, is_current=True)
    found: defaultdict[int, list[CauseFound]] = defaultdict(list)
    for review, *cause in read.order_by("-is_main", "-confidence", "id").values_list(
        "review_id", *CauseFound._fields
    ):
        found[review].append(CauseFound(*cause))
    return found


def _attempts(cases: Sequence[int]) -> Mapping[int, list[AttemptFact]]:
    read = Attempt.objects.filter(case__in=cases, undone_at__isnull=True)
    made: defaultdict[int, list[AttemptFact]] = defaultdict(list)
    for case, at, channel, outcome, agent in read.order_by("at", "id").values_list(
        "case_id", "at", "channel", "outcome", "member__display_name"
    ):
        made[case].append(AttemptFact(at, Channel(channel), Outcome(outcome), agent or ""))
    return made


def _offers(cases: Sequence[int], names: RowNames) -> Mapping[int, list[OfferFact]]:
    read = Offer.objects.filter(case__in=cases).order_by("proposed_at", "id")
    columns = ("case_id", "kind", "state", "amount_fen", "version_id", "rule_position")
    paid = ("payout__state", "payout__amount_fen", "payout__paid_at", "promise__due_at")
    lines = list(read.values_list(*columns, *paid))
    names.read_rules({line[4] for line in lines})
    made: defaultdict[int, list[OfferFact]] = defaultdict(list)
    for case, kind, state, amount, version, position, payout, fen, paid_at, due_at in lines:
        is_paid = payout == "paid"
        made[case].append(
            OfferFact(
                kind=kind,
                state=state,
                amount=amount,
                promised=state in TOLD_STATES,
                paid=fen if is_paid else 0,
                rule=names.rule(version, position),
                due_at=due_at,
                paid_at=paid_at if is_paid else None,
            )
        )
    return made
