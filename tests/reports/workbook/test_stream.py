from io import BytesIO

import openpyxl
import pytest

from reports.workbook import stream
from reports.workbook.page import Column, Kind, Page
from tests.reports.week_of_rows import MONDAY

HOSTILE = [
    "=1+1",
    "@x",
    "-3",
    "#REF!",
    " two  spaces ",
    "<a>&]]>",
    "a\x00b\x0b",
    "🍋",
    "x" * 40_000,
    "_x0041_ _xZZZZ_ _x005f_",
]


def written(values, kind=Kind.TEXT, *, cells=False):
    """Each value in a row of its own, read back; by cells of the house for comparison."""
    book = openpyxl.Workbook(write_only=True)
    columns = [Column("head", 10, lambda value: value, kind)]
    page = Page(book, name="Rows", widths=[10], sheet=stream.streamed_sheet(book, "Rows"))
    page.table(columns, ())
    if cells:
        for value in values:
            page.sheet.append([stream.value_cell(page.sheet, kind, value)])
    else:
        assert stream.stream_rows(page.sheet, columns, values, first=2) == len(values) + 1
    file = BytesIO()
    book.save(file)
    sheet = openpyxl.load_workbook(file)["Rows"]
    return [
        (cell.value, cell.data_type, cell.number_format, cell.quotePrefix)
        for (cell,) in sheet.iter_rows(min_row=2, max_row=len(values) + 1)
    ]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Kind.TEXT, HOSTILE),
        (Kind.COUNT, [0, 7, 1_234_567]),
        (Kind.DECIMAL, [0.5, 1 / 3]),
        (Kind.YUAN, [0, 1, 129_00, 999_999_999_99]),
        (Kind.PERCENT, [0.123]),
        (Kind.TIME, [MONDAY]),
    ],
)
def test_streamed_rows_hold_what_cells_would_hold(kind, values):
    assert written(values, kind) == written(values, kind, cells=True)


def test_nothing_is_no_cell_and_a_table_may_be_empty():
    assert [value for value, *_look in written(["a", "", None, "b"])] == ["a", None, None, "b"]
    assert written([]) == []


def test_other_xml_libraries_get_elements(monkeypatch):
    class Lxml:
        def write(self, element):
            self.element = element

    other = Lxml()
    stream._write_raw(other, '<row r="2"><c r="A2" t="n"><v>1</v></c></row>')
    assert (other.element.get("r"), len(other.element)) == ("2", 1)
