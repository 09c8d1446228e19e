"""The buyers' own words: the best examples of each cause."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from reports.domain.rows import CaseRow, CauseMark, ProductRef
from reviews.domain.levels import Level

QUOTES_A_CAUSE = 5
#: Characters of a text that tells something and is still read.
READABLE = range(8, 121)


@dataclass(frozen=True, slots=True)
class Quote:
    """One masked text; ``words`` are the words that show the cause."""

    cause: CauseMark
    product: ProductRef
    level: Level
    rated_at: datetime
    text: str
    words: tuple[str, ...]
    case_id: str


def best_quotes(
    rows: Iterable[CaseRow], *, most: int = QUOTES_A_CAUSE
) -> dict[str, tuple[Quote, ...]]:
    """Up to ``most`` examples by cause code: telling ones first, no text twice, none of a platform.

    Order: words found, a readable length, one cause only, bad before neutral, newest.
    """
    ranked: dict[str, list[CaseRow]] = {}
    for row in rows:
        if row.text.strip() and not row.is_default_text:
            ranked.setdefault(row.main_cause.code, []).append(row)
    chosen: dict[str, tuple[Quote, ...]] = {}
    for code in sorted(ranked):
        taken: dict[str, Quote] = {}
        for row in sorted(ranked[code], key=_rank):
            taken.setdefault("".join(row.text.split()), _quote(row))
            if len(taken) == most:
                break
        chosen[code] = tuple(taken.values())
    return chosen


def _rank(row: CaseRow) -> tuple[bool, bool, bool, bool, float, str]:
    return (
        not row.main_cause.evidence,
        len(row.text) not in READABLE,
        len(row.causes) != 1,
        row.level is not Level.BAD,
        -row.rated_at.timestamp(),
        row.case_id,
    )


def _quote(row: CaseRow) -> Quote:
    return Quote(
        cause=row.main_cause,
        product=row.product,
        level=row.level,
        rated_at=row.rated_at,
        text=row.text,
        words=row.main_cause.evidence,
        case_id=row.case_id,
    )
