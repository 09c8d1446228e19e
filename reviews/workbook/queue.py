"""The queue as a workbook: what the page shows, buyers masked as there."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from reviews.workbook.cells import count_cell, text_cell, time_cell

_WIDTHS = (18, 8, 16, 60, 24, 30, 18, 18, 40, 8, 14, 18)


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One case as the workbook shows it, its words in the reader's language."""

    public_id: str
    level: str
    buyer: str
    complaint: str
    causes: str
    product: str
    opened_at: dt.datetime
    call_at: dt.datetime | None
    why: str
    dials: int
    owner: str
    first_deadline: dt.datetime | None


def write_queue(
    file: BinaryIO, *, name: str, heads: Sequence[str], lines: Iterable[QueueLine]
) -> int:
    """Write the workbook into ``file``, streaming; return how many rows it holds."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.append([text_cell(sheet, head) for head in heads])
    written = 0
    for line in lines:
        words = (line.public_id, line.level, line.buyer, line.complaint, line.causes, line.product)
        sheet.append(
            [
                *(text_cell(sheet, word) for word in words),
                time_cell(sheet, line.opened_at),
                time_cell(sheet, line.call_at),
                text_cell(sheet, line.why),
                count_cell(sheet, line.dials),
                text_cell(sheet, line.owner),
                time_cell(sheet, line.first_deadline),
            ]
        )
        written += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{written + 1}"
    book.save(file)
    return written
