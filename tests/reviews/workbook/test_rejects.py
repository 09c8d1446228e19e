"""The reject workbook keeps what was in the file and adds number and reason."""

import io

import pytest
from openpyxl import load_workbook

from reviews.workbook.rejects import RejectedLine, RejectLabels, write_rejects

LABELS = RejectLabels(sheet="未导入", row_number="行号", reason="原因")


def rows_of(lines: list[RejectedLine]) -> tuple[int, list[tuple[object, ...]]]:
    file = io.BytesIO()
    written = write_rejects(file, header=("订单号", "评价"), lines=lines, labels=LABELS)
    sheet = load_workbook(file)["未导入"]
    return written, [tuple(row) for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        (("18", "好"), ("18", "好")),
        (("18",), ("18", None)),
        (("18", "好", "多"), ("18", "好")),
        (("=1+1", "@x"), ("=1+1", "@x")),
    ],
)
def test_rejected_row_keeps_its_cells_beside_number_and_reason(
    cells: tuple[str, ...], kept: tuple[str | None, ...]
) -> None:
    written, rows = rows_of([RejectedLine(row_number=7, reason="订单号已损坏", cells=cells)])
    assert written == 1
    assert rows == [("订单号", "评价", "行号", "原因"), (*kept, 7, "订单号已损坏")]


def test_no_rejected_row_leaves_the_headings_alone() -> None:
    assert rows_of([]) == (0, [("订单号", "评价", "行号", "原因")])
