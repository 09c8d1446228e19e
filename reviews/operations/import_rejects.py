"""Rows that could not go in: kept sealed, handed out as a workbook to mend."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import BinaryIO

from django.utils.translation import gettext as _

from reviews.contact_cipher import decrypt, encrypt
from reviews.intake.columns import clean_heading
from reviews.intake.readers import RawRow
from reviews.intake.rows import Rejected
from reviews.models import ImportRun, RejectedRow
from reviews.reasons import render
from reviews.workbook.rejects import RejectedLine, RejectLabels, write_rejects

#: Rejected rows hold names and numbers like any other, so they lie encrypted.
_SEALED, _PURPOSE = "sealed", "rejected_row.cells"
_CHUNK = 500


def header_hash(header: Sequence[str]) -> str:
    """A fingerprint of a header, blanks and width aside; 32 hex digits."""
    joined = "\x1f".join(map(clean_heading, header))
    return hashlib.blake2b(joined.encode(), digest_size=16).hexdigest()


def keep_rejects(
    *,
    run: ImportRun,
    rejected: Sequence[Rejected],
    batch: Sequence[RawRow],
) -> None:
    """Store rejected rows of a batch with their cells as they stood in the file."""
    if not rejected:
        return
    cells = {raw.number: raw.cells for raw in batch}
    RejectedRow.objects.bulk_create(
        RejectedRow(
            run=run,
            row_number=row.row_number,
            cells={_SEALED: _seal(cells[row.row_number])},
            reason=row.reason.as_json(),
        )
        for row in rejected
    )


def _seal(cells: Sequence[str]) -> str:
    return encrypt(json.dumps(list(cells)), purpose=_PURPOSE)


def cells_of(reject: RejectedRow) -> list[str]:
    """The cells in clear, in the order of the file's columns."""
    return list(json.loads(decrypt(reject.cells[_SEALED], purpose=_PURPOSE)))


def write_rejects_of(*, run: ImportRun, file: BinaryIO) -> int:
    """Write the run's rejected rows as a workbook in the active language; returns their number."""
    rejects = run.rejects.filter(resolved_at__isnull=True).order_by("row_number")
    return write_rejects(
        file,
        header=list(run.recognised.get("header", [])),
        lines=(
            RejectedLine(
                row_number=reject.row_number,
                reason=render(_json(reject.reason)),
                cells=cells_of(reject),
            )
            for reject in rejects.iterator(chunk_size=_CHUNK)
        ),
        labels=RejectLabels(
            sheet=_("Not imported"), row_number=_("Row number"), reason=_("Why not imported")
        ),
    )


def _json(stored: object) -> Mapping[str, object]:
    return stored if isinstance(stored, dict) else {}
