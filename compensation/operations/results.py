"""A payment page's answer comes in: read and judged whole, and nothing moved yet."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db import IntegrityError, transaction

from compensation.domain.batch_states import LineState
from compensation.domain.payout_layout import ResultHeadings
from compensation.domain.payout_layout_json import layout_from_json
from compensation.domain.payout_results import (
    JudgedRow,
    KnownLine,
    ResultCells,
    find_headings,
    judge_rows,
    keys_of,
)
from compensation.models import BatchLine, PayoutBatch, ResultFile, ResultRow
from compensation.operations.batch_moves import batch_refusal, require_payer
from compensation.operations.errors import OfferRefusedError
from reviews.domain.masking import mask_free_text
from reviews.domain.reason import Reason
from reviews.intake.asked import Asked
from reviews.intake.readers import inspect, look, read_rows
from reviews.intake.readers.table import Limits
from reviews.models import Member

#: Pages take a few thousand lines; a larger answer is no answer of theirs.
LIMITS = Limits(size=20 * 1024 * 1024, rows=50_000, columns=200, cell=2_000)
_KEYS_AT_ONCE = 500
_MATCHED = frozenset({"pay", "fail", "already", "held"})


def read_result(
    *, batch: PayoutBatch, path: Path, file_name: str, member: Member, now: dt.datetime
) -> ResultFile:
    """Read an answer to a batch and judge every row, without moving anything.

    Raises OfferRefusedError where a needed column is missing, the same file was read before or
    no row is of this batch, and the readers' UnreadableFile for what is no table.
    """
    require_payer(batch, member)
    if batch.exported_at is None:
        raise batch_refusal(batch)
    headings = layout_from_json(batch.layout).result
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    cells = read_cells(path, headings)
    judged = judge_rows(
        cells, batch=batch.number, known=_known(batch, keys_of(cells)), headings=headings
    )
    if not any(row.verdict in _MATCHED for row in judged):
        raise OfferRefusedError(
            Reason("result_not_of_this_batch", {"rows": len(judged)}), *_first_reasons(judged)
        )
    return _store(batch, judged, sha256=sha256, file_name=file_name, member=member, now=now)


def _first_reasons(judged: list[JudgedRow]) -> list[Reason]:
    """The different reasons of the first rows: a rounded key is worth telling at once."""
    reasons = {row.because.code: row.because for row in judged[:200] if row.because is not None}
    return list(reasons.values())[:3]


def read_cells(path: Path, headings: ResultHeadings) -> list[ResultCells]:
    """The rows of a file as far as they matter; title rows above the headings are passed over."""
    asked = _header_asked(path, headings)
    table = inspect(path, limits=LIMITS, asked=asked)
    places, missing = find_headings(table.header, headings)
    if missing:
        raise OfferRefusedError(*missing)
    return [
        ResultCells(
            number=row.number,
            damage=row.damage,
            **{name: row.cells[place] for name, place in places.items()},
        )
        for row in read_rows(path, table, limits=LIMITS)
    ]


def _header_asked(path: Path, headings: ResultHeadings) -> Asked:
    """The first row in which every needed heading stands; none asked where there is none."""
    opening = look(path, limits=LIMITS).opening
    rows = (number for number, cells in opening if not find_headings(cells, headings)[1])
    return Asked(header_row=next(rows, 0))


def _known(batch: PayoutBatch, keys: Iterable[str]) -> dict[str, KnownLine]:
    known = {}
    for some in _chunks(sorted(keys)):
        lines = BatchLine.objects.filter(batch__shop=batch.shop_id, key__in=some)
        for key, number, fen, state in lines.values_list(
            "key", "batch__number", "amount_fen", "state"
        ):
            known[key] = KnownLine(key, number, fen, LineState(state))
    return known


def _chunks(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        yield keys[start : start + _KEYS_AT_ONCE]


@transaction.atomic
def _store(
    batch: PayoutBatch,
    judged: list[JudgedRow],
    *,
    sha256: str,
    file_name: str,
    member: Member,
    now: dt.datetime,
) -> ResultFile:
    try:
        with transaction.atomic():
            result = ResultFile.objects.create(
                batch=batch,
                file_name=file_name[:200],
                sha256=sha256,
                read_at=now,
                read_by=member,
            )
    except IntegrityError:
        raise OfferRefusedError(_read_before(batch, sha256)) from None
    lines = dict(BatchLine.objects.filter(batch=batch).values_list("key", "pk"))
    ResultRow.objects.bulk_create(
        [_row(result, row, lines) for row in judged],
        batch_size=500,
    )
    return result


def _row(result: ResultFile, row: JudgedRow, lines: dict[str, int]) -> ResultRow:
    return ResultRow(
        result=result,
        number=row.number,
        key=mask_free_text(row.key),
        line_id=lines.get(row.key),
        verdict=row.verdict.value,
        amount_fen=row.amount_fen,
        reference=row.reference,
        failure=mask_free_text(row.failure),
        because=row.because.as_json() if row.because is not None else {},
    )


def _read_before(batch: PayoutBatch, sha256: str) -> Reason:
    """A colleague's reading of the same file: go on with that one."""
    first = ResultFile.objects.select_related("read_by").exclude(state="discarded")
    found = first.get(batch=batch, sha256=sha256)
    at = found.read_at.isoformat()
    return Reason("result_read_before", {"member": found.read_by.display_name, "read_at": at})


@transaction.atomic
def discard_result(*, result: ResultFile, member: Member, now: dt.datetime) -> None:
    """Leave a result unbooked; the file can be read again."""
    require_payer(result.batch, member)
    unbooked = ResultFile.objects.filter(pk=result.pk, state="checked")
    if unbooked.update(state="discarded", ended_at=now) != 1:
        raise OfferRefusedError(Reason("result_move_refused"))
