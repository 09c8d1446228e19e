"""Rows that could not go in: kept sealed, handed out as a workbook to mend."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO

from django.utils.translation import gettext as _

from reviews.contact_cipher import decrypt, encrypt
from reviews.domain.reason import Reason
from reviews.intake.columns import clean_heading
from reviews.intake.readers import RawRow
from reviews.intake.rows import Rejected
from reviews.models import ImportRun, RejectedRow
from reviews.operations.bulk_insert import insert_rows
from reviews.operations.import_mapping import mark_of
from reviews.reasons import render
from reviews.workbook.rejects import RejectedLine, RejectLabels, write_rejects

#: Rejected rows hold names and numbers like any other, so they lie encrypted.
_SEALED, _PURPOSE = "sealed", "rejected_row.cells"
_CHUNK = 500
#: No file has rows with numbers this long.
_LONGEST = 10


def keep_rejects(
    *,
    run: ImportRun,
    rejected: Sequence[Rejected],
    batch: Sequence[RawRow],
) -> None:
    """Store rejected rows of a batch with their cells as they stood in the file.

    Rows that come back out of a reject workbook go to the import they belong to: what went in is
    mended there, what is still wrong stays there with its new reason.
    """
    reasons = {row.row_number: row.reason for row in rejected}
    fresh = batch if run.parent is None else _settle_returning(run, batch, reasons)
    beside = run.recognised.get("beside", ())
    insert_rows(
        [
            RejectedRow(
                run=run,
                row_number=raw.number,
                cells=_sealed([c for place, c in enumerate(raw.cells) if place not in beside]),
                reason=reasons[raw.number].as_json(),
            )
            for raw in fresh
            if raw.number in reasons
        ]
    )


def _settle_returning(
    run: ImportRun, batch: Sequence[RawRow], reasons: Mapping[int, Reason]
) -> list[RawRow]:
    """Settle the rows that carry a number of the parent's rejects; returns the others."""
    place = run.recognised["number_column"]
    numbers = {raw.number: _number(raw.cells[place]) for raw in batch}
    known = {
        reject.row_number: reject
        for reject in RejectedRow.objects.filter(run=run.parent, row_number__in=numbers.values())
    }
    order = _columns_of_parent(run)
    mended, still_wrong, others = [], [], []
    for raw in batch:
        reject = known.get(numbers[raw.number])
        if reject is None:
            others.append(raw)
        elif raw.number not in reasons:
            mended.append(reject.pk)
        elif reject.resolved_at is None:
            reject.cells = _sealed([raw.cells[index] if index >= 0 else "" for index in order])
            reject.reason = reasons[raw.number].as_json()
            still_wrong.append(reject)
    RejectedRow.objects.filter(pk__in=mended, resolved_at__isnull=True).update(
        resolved_at=run.as_of
    )
    RejectedRow.objects.bulk_update(still_wrong, ["cells", "reason"])
    return others


def _number(cell: str) -> int:
    """The row's number in the first file; -1 where somebody has typed something else."""
    text = cell.strip().removesuffix(".0")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _LONGEST else -1


def _columns_of_parent(run: ImportRun) -> list[int]:
    """Where the parent's columns stand in this file; -1 for one that was deleted."""
    names = [clean_heading(name) for name in run.recognised["header"]]
    wanted = map(clean_heading, columns_to_mend(run.parent)) if run.parent else ()
    return [names.index(name) if name in names else -1 for name in wanted]


def columns_to_mend(run: ImportRun) -> list[str]:
    """The columns of the file itself, without number and reason where it came back to be mended."""
    beside = run.recognised.get("beside", ())
    header = run.recognised.get("header", [])
    return [name for index, name in enumerate(header) if index not in beside]


def _sealed(cells: Sequence[str]) -> dict[str, str]:
    return {_SEALED: encrypt(json.dumps(list(cells)), purpose=_PURPOSE)}


def cells_of(reject: RejectedRow) -> list[str]:
    """The cells in clear, in the order of the file's columns."""
    return list(json.loads(decrypt(reject.cells[_SEALED], purpose=_PURPOSE)))


def write_rejects_of(*, run: ImportRun, file: BinaryIO) -> int:
    """Write the run's rows that are still to be mended as a workbook in the active language.

    Returns their number. The heading of the row numbers carries the import, so that the mended
    workbook is known again, even saved as csv.
    """
    rejects = run.rejects.filter(resolved_at__isnull=True).order_by("row_number")
    return write_rejects(
        file,
        header=columns_to_mend(run),
        lines=(
            RejectedLine(
                row_number=reject.row_number,
                reason=render(_json(reject.reason)),
                cells=cells_of(reject),
            )
            for reject in rejects.iterator(chunk_size=_CHUNK)
        ),
        labels=_labels(mark_of(run)),
    )


def write_trial_rejects(
    *,
    header: Sequence[str],
    rejects: Iterable[RawRow],
    file: BinaryIO,
) -> int:
    """The same workbook of a trial: rows that no import has, with their reason as damage."""
    lines = (
        RejectedLine(row_number=row.number, reason=render(row.damage), cells=row.cells)
        for row in rejects
        if row.damage is not None
    )
    return write_rejects(file, header=header, lines=lines, labels=_labels())


def _labels(mark: str = "") -> RejectLabels:
    """The words of a reject workbook in the active language."""
    return RejectLabels(
        sheet=_("Not imported"),
        row_number=f"{_('Row number')} {mark}".strip(),
        reason=_("Why not imported"),
    )


def _json(stored: object) -> Mapping[str, object]:
    return stored if isinstance(stored, dict) else {}
