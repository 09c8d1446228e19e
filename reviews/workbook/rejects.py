"""The reject workbook: what could not be taken in, why, and the original cells to mend."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from reviews.workbook.cells import count_cell, text_cell

_WIDTHS = (8, 60)
_COLUMN_WIDTH = 18


@dataclass(frozen=True, slots=True)
class RejectLabels:
    """The words of the workbook, in the reader's language."""

    sheet: str
    row_number: str
    reason: str


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """One row: its number in the file, the reason as a sentence, the cells as they were."""

    row_number: int
    reason: str
    cells: Sequence[str]


def write_rejects(
    file: BinaryIO,
    *,
    header: Sequence[str],
    lines: Iterable[RejectedLine],
    labels: RejectLabels,
) -> int:
    """Write the workbook into ``file``, streaming; return how many rows it holds.

    The original columns come first and keep their headings and order, so that the mended
    workbook can be imported again as it is.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(labels.sheet)
    sheet.freeze_panes = "A2"
    for column in range(1, len(header) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = _COLUMN_WIDTH
    for extra, width in enumerate(_WIDTHS, start=len(header) + 1):
        sheet.column_dimensions[get_column_letter(extra)].width = width
    heads = (*header, labels.row_number, labels.reason)
    sheet.append([text_cell(sheet, head) for head in heads])
    written = 0
    for line in lines:
        cells = list(line.cells[: len(header)])
        cells += [""] * (len(header) - len(cells))
        sheet.append(
            [
                *(text_cell(sheet, cell) for cell in cells),
                count_cell(sheet, line.row_number),
                text_cell(sheet, line.reason),
            ]
        )
        written += 1
    book.save(file)
    return written
