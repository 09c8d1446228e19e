"""Nothing that people read is cut off by its cell."""

import pytest
from django.utils import translation
from openpyxl import load_workbook

from reviews.choices import UNIT_CHOICES
from tests.reports.week_of_rows import DEFECT, case
from tests.reports.workbook.test_book import book_of, file_of


def test_words_of_two_lines_have_room_for_both():
    sheet = book_of([case(text="挺柔软的，会回购\n半个月后来追评：漏水")])["Original words"]
    assert "\n" in sheet["D5"].value
    assert sheet.row_dimensions[5].height == 34


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_names_of_units_and_causes_fit_their_columns(language):
    """A cell whose neighbour is filled shows only what fits its own column."""
    units = [label for _code, label in UNIT_CHOICES]
    with translation.override(language):
        longest = max(map(str, units), key=shown_width)
    mark = type(DEFECT)("x", "Pressed for a good review", "service", main=True)
    rows = [case(causes=(mark,))]
    book = load_workbook(file_of(rows, language=language))
    for sheet in (book.worksheets[place] for place in (1, 2, 3, 10, 12)):
        for cell in (cell for line in sheet.iter_rows() for cell in line):
            if cell.value == mark.name and not cell.alignment.wrap_text:
                assert sheet.column_dimensions[cell.column_letter].width >= shown_width(mark.name)
    for place in (1, 10):
        assert book.worksheets[place].column_dimensions["A"].width >= shown_width(longest) + 1


def shown_width(text):
    return sum(1 if sign < "\u2e80" else 1.9 for sign in text)
