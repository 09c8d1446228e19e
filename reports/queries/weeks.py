"""A week's summary, and which weeks a shop can look at."""

import datetime as dt
from dataclasses import dataclass

from reports.domain.board import Board, make_board
from reports.domain.comparison import Comparison, comparisons, periods
from reports.domain.rows import CaseRow
from reports.domain.summary import WeekSummary, summarise
from reports.domain.weeks import IsoWeek
from reports.models import ReportRun
from reports.queries.background import load_background, load_whole_background
from reports.queries.case_rows import LOW_LEVELS, case_rows
from reports.queries.narrowing import WHOLE_SHOP, Narrowing
from reports.queries.rollups import case_counts, stored_cells, weeks_being_counted
from reviews.models import Case, Member, Shop
from reviews.queries.calendars import calendar_of

RUNS_SHOWN = 8
#: Longer than a sweep and the way to a free worker take.
WORKER_TAKES = dt.timedelta(minutes=2)
ENDED = frozenset({"done", "failed", "cancelled"})


@dataclass(frozen=True, slots=True)
class LoadedWeek:
    """A summary with the rows it was made from."""

    summary: WeekSummary
    rows: tuple[CaseRow, ...]


def load_week(*, shop: Shop, week: IsoWeek, now: dt.datetime) -> LoadedWeek:
    """Read and work out one week from its rows; names of causes are in the active language.

    The earlier weeks come from the rollups: have the marked ones counted first.
    """
    rows = tuple(case_rows(shop=shop, week=week))
    background = load_whole_background(shop=shop, week=week)
    return LoadedWeek(summarise(rows, week=week, background=background, now=now), rows)


@dataclass(frozen=True, slots=True)
class LoadedBoard:
    """The page of a week; ``being_counted`` says how many of its weeks changed meanwhile."""

    board: Board
    comparisons: tuple[Comparison, ...]
    being_counted: int


def load_board(*, shop: Shop, week: IsoWeek, narrowing: Narrowing = WHOLE_SHOP) -> LoadedBoard:
    """One week from the rollups, named in the active language."""
    background = load_background(shop=shop, week=week, narrowing=narrowing)
    cells = stored_cells(shop=shop, week=week, narrowing=narrowing)
    board = make_board(cells, week=week, background=background)
    against = periods(week, spans=calendar_of(shop).promotion_spans)
    needed = {one for period in against for one in (*period.now, *period.before)}
    counts = case_counts(shop=shop, weeks=needed, narrowing=narrowing)
    waiting = weeks_being_counted(shop=shop, weeks=board.trend.weeks)
    return LoadedBoard(board, comparisons(against, cases=counts), waiting)


def week_to_show(*, shop: Shop, now: dt.datetime) -> IsoWeek:
    """The last complete week, or the shop's latest week with a case where that one has none."""
    complete = IsoWeek.of(now) - 1
    latest = (
        Case.objects.filter(shop=shop, level__in=LOW_LEVELS, review__rated_at__lt=complete.ends_at)
        .order_by("-review__rated_at")
        .values_list("review__rated_at", flat=True)
        .first()
    )
    return IsoWeek.of(latest) if latest is not None else complete


@dataclass(frozen=True, slots=True)
class RunList:
    """The shop's workbooks, newest first, and whether one is still being made."""

    runs: list[ReportRun]
    is_making: bool
    stuck_since: dt.datetime | None = None


def report_runs(*, member: Member, now: dt.datetime) -> RunList:
    """What the list of workbooks shows; ``stuck_since`` where no worker takes what is due.

    The sweep sends due runs every half minute, and a worker at one holds its lease: a run that
    waits longer while nobody works has no worker.
    """
    runs = ReportRun.objects.filter(shop=member.shop_id).select_related("created_by")
    shown = list(runs.order_by("-created_at", "-id")[:RUNS_SHOWN])
    waiting = [run.due_at for run in shown if run.state == "queued"]
    abandoned = [run.lease_until for run in shown if run.state == "running" and run.lease_until]
    since = min((at for at in (*waiting, *abandoned) if at < now - WORKER_TAKES), default=None)
    if (
        since is not None
        and ReportRun.objects.filter(state="running", lease_until__gt=now).exists()
    ):
        since = None  # a worker is busy with another
    return RunList(shown, is_making=any(run.state not in ENDED for run in shown), stuck_since=since)
