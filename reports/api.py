"""The API of this app: a week's figures and the actions."""

import datetime as dt

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Field, Path, Query, Router, Schema

from reports.domain.board import Board
from reports.domain.row_columns import values_of
from reports.domain.summary import VERSION
from reports.domain.weeks import IsoWeek
from reports.models import Action
from reports.operations.exports import export_row_page
from reports.queries.actions import action_rows
from reports.queries.weeks import load_board
from reviews.access import ANALYSTS, member_of
from reviews.models import Case

router = Router(tags=["reports"])


class CauseFigures(Schema):
    """One main cause of a week; money in fen."""

    code: str
    name: str
    unit: str
    cases: int
    share: float
    previous: int
    mean: float
    reading: str
    promised_fen: int
    paid_fen: int


class WeekFigures(Schema):
    """One ISO week of a shop; ``reading`` says up, down, same or too_few against the mean."""

    week: str
    version: str
    cases: int
    bad: int
    neutral: int
    previous: int
    mean: float
    reading: str
    units_sold: int | None
    promised_fen: int
    paid_fen: int
    causes: list[CauseFigures]


class RowQuery(Schema):
    """``after`` is the ``next`` of the page before."""

    after: str = Field("", max_length=16)
    limit: int = Field(500, ge=1, le=2_000)


class RowFigures(Schema):
    """One case of a week; the columns of the Parquet file, texts masked, money in fen."""

    week: str
    shop: str
    case_id: str
    review_id: str
    platform: str
    rated_at: dt.datetime
    arrived_at: dt.datetime
    arrived_late: bool
    level: str
    stars: int | None
    text: str
    unit: str
    cause: str
    cause_code: str
    cause_codes: str
    evidence: str
    product_id: str
    product: str
    sku: str
    product_line: str
    province: str
    carrier: str
    order_fen: int | None
    status: str
    owner: str
    attempts: int
    hours_to_first_attempt: float | None
    contacted_at: dt.datetime | None
    solved_at: dt.datetime | None
    remedied_at: dt.datetime | None
    closed_at: dt.datetime | None
    promised_fen: int
    paid_fen: int


class RowsOfWeek(Schema):
    """A page of a week's cases; ``next`` goes into ``after`` and is empty on the last page."""

    week: str
    version: str
    rows: list[RowFigures]
    next: str


class ActionFigures(Schema):
    """A corrective action with the code of its measured effect."""

    id: str
    cause: str
    product: str
    owner: str
    text: str
    status: str
    due_on: dt.date | None
    in_force_or_ended_on: dt.date | None
    effect: str | None


@router.get("/weeks/{week}", response=WeekFigures, summary="Figures of one week")
def week_figures(request: HttpRequest, shop: Path[str], week: str) -> WeekFigures:
    """The same figures as page and workbook; 404 for what is no ISO week."""
    member = member_of(request.user, shop=shop, roles=ANALYSTS)
    return _figures(load_board(shop=member.shop, week=_week(week)).board)


@router.get("/weeks/{week}/rows", response=RowsOfWeek, summary="Cases of one week")
def week_rows(
    request: HttpRequest,
    shop: Path[str],
    week: str,
    asked: Query[RowQuery],
) -> RowsOfWeek:
    """One row a case by their keys; written down for the audit page as any export."""
    member = member_of(request.user, shop=shop, roles=ANALYSTS)
    of_week = _week(week)
    try:
        page = export_row_page(
            member=member, week=of_week, after=asked.after, most=asked.limit, now=timezone.now()
        )
    except Case.DoesNotExist:
        raise Http404 from None
    return RowsOfWeek(
        week=str(of_week),
        version=VERSION,
        rows=[RowFigures.model_validate(values_of(row, week=of_week)) for row in page.rows],
        next=page.more_after,
    )


def _week(written: str) -> IsoWeek:
    try:
        return IsoWeek.parse(written)
    except ValueError:
        raise Http404 from None


@router.get("/actions", response=list[ActionFigures], summary="Corrective actions")
def actions(request: HttpRequest, shop: Path[str]) -> list[ActionFigures]:
    """Every action of the shop by due day."""
    member = member_of(request.user, shop=shop, roles=ANALYSTS)
    return [
        ActionFigures(
            id=row.action_id,
            cause=row.cause.code,
            product=row.product.code,
            owner=row.owner,
            text=row.text,
            status=row.state,
            due_on=row.due_on,
            in_force_or_ended_on=row.ended_on,
            effect=row.effect.code if row.effect else None,
        )
        for row in action_rows(Action.objects.filter(shop=member.shop))
    ]


def _figures(summary: Board) -> WeekFigures:
    totals = summary.totals
    return WeekFigures(
        week=str(summary.week),
        version=VERSION,
        cases=totals.cases,
        bad=totals.bad,
        neutral=totals.neutral,
        previous=totals.previous,
        mean=totals.mean,
        reading=totals.to_mean.verdict,
        units_sold=totals.units_sold,
        promised_fen=totals.promised,
        paid_fen=totals.paid,
        causes=[
            CauseFigures(
                code=line.cause.code,
                name=line.cause.name,
                unit=line.cause.unit,
                cases=line.cases,
                share=line.share,
                previous=line.previous,
                mean=line.mean,
                reading=line.to_mean.verdict,
                promised_fen=line.promised,
                paid_fen=line.paid,
            )
            for line in summary.causes
        ],
    )
