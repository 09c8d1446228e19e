"""A result as its page shows it: counts and sums by verdict, and the rows of one."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from compensation.choices import ROW_VERDICT_CHOICES
from compensation.models import BatchLine, ResultFile, ResultRow


@dataclass(frozen=True, slots=True)
class VerdictCount:
    """How many rows have a verdict, and what they are worth by the file."""

    verdict: str
    label: object
    rows: int
    fen: int


@dataclass(frozen=True, slots=True)
class ResultView:
    """A result with what it would move and what it leaves open."""

    result: ResultFile
    counts: list[VerdictCount]
    verdict: str
    rows: QuerySet[ResultRow]
    to_book: int
    booked: int
    unanswered: int

    @property
    def share(self) -> float:
        """How much of what moves is booked, from 0 to 1."""
        return self.booked / (self.booked + self.to_book) if self.booked else 0.0


def result_view(*, result: ResultFile, verdict: str) -> ResultView:
    """Counts of every verdict that occurs, and the rows of the one asked for (or all)."""
    rows = ResultRow.objects.filter(result=result)
    found = {
        row["verdict"]: (row["number"], row["fen"] or 0)
        for row in rows.values("verdict")
        .annotate(number=Count("id"), fen=Sum("amount_fen"))
        .order_by("verdict")
    }
    moving = rows.filter(verdict__in=["pay", "fail"])
    booked = moving.filter(booked_at__isnull=False).count()
    named = rows.filter(line__isnull=False).values("line")
    waiting = BatchLine.objects.filter(batch=result.batch_id, state="sent")
    shown = rows.filter(verdict=verdict) if verdict in found else rows
    return ResultView(
        result=result,
        counts=[
            VerdictCount(name, label, *found[name])
            for name, label in ROW_VERDICT_CHOICES
            if name in found
        ],
        verdict=verdict if verdict in found else "",
        rows=shown.select_related("line__payout__offer__case__buyer").order_by("number"),
        to_book=moving.count() - booked,
        booked=booked,
        unanswered=waiting.exclude(pk__in=named).count(),
    )
