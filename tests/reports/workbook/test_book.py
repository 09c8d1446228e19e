import re
from datetime import UTC, date, datetime
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from django.utils import translation
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from reports.domain.actions import ActionRow
from reports.domain.effect import Basis, WeekRate, measure_effect
from reports.domain.rows import NO_PRODUCT, BudgetRow, DialCount
from reports.domain.summary import summarise
from reports.workbook.book import write_week
from tests.reports.week_of_rows import (
    DEFECT,
    KETTLE,
    NOW,
    WEEK,
    attempt,
    background,
    case,
    hand_counted_rows,
)

SHEETS = [
    "Summary",
    "Causes",
    "Trend",
    "Products",
    "Departments",
    "Regions and carriers",
    "Timing",
    "Recovery",
    "Compensation",
    "Team",
    "Original words",
    "Actions",
    "Case rows",
    "Notes on the figures",
]


def book_of(rows, **given):
    return load_workbook(file_of(rows, **given))


def file_of(rows, *, language="en", case_url=None, **given):
    summary = summarise(rows, week=WEEK, background=background(**given), now=NOW)
    file = BytesIO()
    with translation.override(language):
        write_week(
            summary,
            rows=iter(rows),
            file=file,
            shop_name="示范店",
            versions={"causes": "reader-1"},
            case_url=case_url,
        )
    return file


@pytest.fixture(scope="module")
def book():
    return book_of(hand_counted_rows())


def values(sheet, row, columns):
    return [sheet.cell(row, column).value for column in range(1, columns + 1)]


def column(sheet, first):
    return [cell.value for cell in sheet[first] if cell.value not in {None, ""}]


def test_sheets_stand_in_their_order(book):
    assert book.sheetnames == SHEETS


def test_summary_shows_the_hand_counted_figures(book):
    sheet = book["Summary"]
    figures = {row[0].value: [cell.value for cell in row[1:6]] for row in sheet.iter_rows()}
    assert sheet["A1"].value == "示范店: weekly cause report, Week 46 of 2026"
    assert sheet["A2"].value == "2026-11-09 to 2026-11-15; made 2026-11-16 06:00"
    assert figures["Neutral and bad reviews"] == [
        6,
        2,
        pytest.approx(11 / 3),
        pytest.approx(6 / (11 / 3) - 1),
        "within chance",
    ]
    assert [figures[name][0] for name in ("of these bad", "of these neutral", "Units sold")] == [
        5,
        1,
        60,
    ]
    assert figures["Share of all reviews"][:2] == [0.05, 0.02]
    assert figures["Cases per unit sold"][0] == 0.1
    assert (figures["Promised, yuan"][0], figures["Paid, yuan"][0]) == (15, 15)
    assert figures["First contact within 24 hours"][0] == pytest.approx(2 / 6)


def test_causes_are_listed_cell_by_cell_with_their_sum(book):
    sheet = book["Causes"]
    assert values(sheet, 5, 9) == [
        "Product quality",
        "质量问题",
        3,
        0.5,
        0.5,
        4,
        2,
        pytest.approx(8 / 3),
        pytest.approx(3 / (8 / 3) - 1),
    ]
    assert values(sheet, 6, 6)[1:] == [
        "发货物流慢",
        2,
        pytest.approx(1 / 3),
        pytest.approx(5 / 6),
        2,
    ]
    assert [values(sheet, 5, 16)[place] for place in (10, 11, 12, 13, 15)] == [
        0.05,
        15,
        15,
        pytest.approx(1 / 3),
        "quality_defect",
    ]
    assert values(sheet, 8, 7) == ["Total", None, 6, 1, None, 7, 2]
    assert sheet.auto_filter.ref == "A4:P7"
    assert sheet.freeze_panes == "A5"


def test_charts_stand_on_summary_causes_and_trend():
    book = book_of(hand_counted_rows())
    # openpyxl reads charts back only in full mode; the count says that they were written.
    assert {name: len(book[name]._charts) for name in ("Summary", "Causes", "Trend")} == {
        "Summary": 2,
        "Causes": 1,
        "Trend": 1,
    }


def test_trend_has_twelve_weeks_and_their_sums(book):
    sheet = book["Trend"]
    assert values(sheet, 4, 14)[1:13:11] == ["2026-W35", "2026-W46"]
    assert values(sheet, 5, 14)[-5:] == [2, 4, 2, 3, 11]
    assert values(sheet, 8, 14)[-5:] == [5, 4, 2, 6, 17]
    assert values(sheet, 9, 13)[-2:] == [0.02, 0.05]


def test_products_and_their_causes(book):
    sheet = book["Products"]
    assert values(sheet, 5, 6) == ["2L 养生壶", "1001", "厨房", 4, pytest.approx(4 / 6), 2]
    assert values(sheet, 5, 13)[8:] == [
        60,
        pytest.approx(4 / 60),
        "2.6% – 15.9%",
        "passed",
        "质量问题 3 · 客服态度 1",
    ]
    assert values(sheet, 6, 13)[8:12] == [None, None, None, None]


def test_departments_are_blocks_with_their_words(book):
    lines = column(book["Departments"], "A")
    assert lines[2] == "Product quality: 3 (50 % of all cases)"
    assert "“用了两天就漏水，客服不理人” — 2L 养生壶" in lines
    assert [line for line in lines if "% of all cases" in line] == [
        "Product quality: 3 (50 % of all cases)",
        "Logistics: 2 (33 % of all cases)",
        "Customer service: 1 (17 % of all cases)",
    ]


def test_recovery_counts_four_facts_for_three_groups(book):
    sheet = book["Recovery"]
    assert [values(sheet, row, 4) for row in (5, 6, 7)] == [
        ["All cases", 6, 2, 1],
        ["Contacted", 2, 2, 1],
        ["Not contacted", 4, 0, 0],
    ]


def test_compensation_adds_up_alike_in_each_table(book):
    sheet = book["Compensation"]
    named = {row[0].value: [cell.value for cell in row[1:7]] for row in sheet.iter_rows()}
    assert named["Total"] == [3, 2, 15, 15, 2, 0.5]
    assert named["质量补偿"][:4] == [2, 2, 15, 15]
    assert named["No rule: beyond the policy"][:4] == [1, 0, 0, 0]
    assert named["Cash"][:4] == [3, 2, 15, 15]


def test_regions_timing_and_team(book):
    places, timing, team = (book[name] for name in ("Regions and carriers", "Timing", "Team"))
    assert values(places, 5, 2) == ["广东", 2]
    assert values(places, 7, 2) == ["Not known", 3]
    assert [values(timing, row, 2) for row in (5, 6, 10, 11)] == [
        ["up to 1 hours", 1],
        ["up to 4 hours", 1],
        ["Not contacted", 3],
        ["Median, hours", 4],
    ]
    assert values(team, 5, 5) == ["小李", 1, 2, 0.5, 1]
    assert team["I5"].value == 1


def test_heat_map_shows_rates_and_leaves_hours_without_dials_empty(book):
    rows = [
        [cell.value for cell in row] for row in book["Timing"].iter_rows(min_row=14, max_row=15)
    ]
    assert [row[0] for row in rows] == ["Weekday", "Mon"]
    assert rows[1][1:6] == [None, None, None, 0.5, None]


def test_call_noted_outside_the_usual_hours_widens_the_map():
    dials = [DialCount(0, 7, 1, 0), DialCount(6, 22, 2, 1)]
    book = book_of([case()], dials=dials)
    head, monday, *_days, sunday = [
        [cell.value for cell in row] for row in book["Timing"].iter_rows(min_row=23, max_row=30)
    ]
    assert head == ["Weekday", *(f"{hour}:00" for hour in range(7, 23))]
    assert (monday[1], sunday[-1]) == (1, 2)
    shaded = [str(found.sqref) for found in book["Timing"].conditional_formatting]
    assert shaded[-1] == "B24:Q30"


def test_rows_are_one_a_case_with_ids_as_text(book):
    sheet = book["Case rows"]
    assert sheet.max_row == 7
    assert sheet.auto_filter.ref == "A1:AF7"
    assert sheet.merged_cells.ranges == set()
    named = dict(zip(values(sheet, 1, 31), values(sheet, 2, 31), strict=True))
    assert named["Review id"].startswith("2026110900000")
    assert named["Rated at"] == datetime(2026, 11, 9, 10, 0)  # noqa: DTZ001  # sheets hold no zone
    assert (named["Order, yuan"], named["Paid, yuan"], named["Province"]) == (129, 5, "广东")
    assert (named["Hours to first attempt"], named["Attempts"]) == (1, 2)


def test_rows_tell_nobody_whose_review_changed(book):
    heads = values(book["Case rows"], 1, 31)
    assert [head for head in heads if "hanged" in head] == []


def test_late_review_is_marked(book):
    heads = values(book["Case rows"], 1, 31)
    late = [
        row[heads.index("Arrived late")].value for row in book["Case rows"].iter_rows(min_row=2)
    ]
    assert late == [None] * 5 + ["yes"]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+86", "-1", "@SUM(A1)", "#REF!", "\t=1", '=HYPERLINK("http://x","y")'],
)
def test_hostile_text_stays_text_everywhere(text):
    mark = type(DEFECT)(text, text, "product", main=True, evidence=(text,))
    product = type(KETTLE)(text, text, text, text)
    row = case(text=text, causes=(mark,), product=product, province=text, carrier=text, owner=text)
    types = {
        cell.data_type
        for sheet in book_of([row], history=())
        for line in sheet.iter_rows()
        for cell in line
        if isinstance(cell.value, str)
    }
    assert types == {"s"}


def test_control_characters_are_cleaned():
    book = book_of([case(text="坏\x00了\x0b的")])
    assert book["Case rows"]["I2"].value == "坏了的"


def test_case_links_lead_to_the_desk_where_its_address_is_known():
    row = case()
    book = book_of([row], case_url=lambda case_id: f"https://desk.example.com/c/{case_id}/")
    cell = book["Original words"]["H5"]
    assert cell.value == f"https://desk.example.com/c/{row.case_id}/"
    assert cell.hyperlink.target == cell.value


def test_actions_show_their_effect_and_what_is_overdue():
    effect = measure_effect(
        before=[WeekRate(21, 1000)] * 4, after=[WeekRate(9, 1000)] * 4, basis=Basis.UNITS
    )
    filled = {"cause": DEFECT, "owner": "老周", "text": "换密封圈", "opened_on": date(2026, 9, 1)}
    measured = ActionRow(
        **filled,
        action_id="a1",
        product=KETTLE,
        state="effective",
        due_on=date(2026, 9, 20),
        ended_on=date(2026, 9, 18),
        effect=effect.reason,
    )
    late = ActionRow(
        **filled,
        action_id="a2",
        product=NO_PRODUCT,
        state="open",
        due_on=date(2026, 11, 1),
        ended_on=None,
        effect=None,
    )
    sheet = book_of([], actions=[measured, late])["Actions"]
    assert values(sheet, 5, 10)[-1] == (
        "Down from 2.10 % to 0.90 % of units sold; 95 % interval of the fall 0.67 to 1.75 "
        "points; held for 4 weeks."
    )
    assert [values(sheet, 6, 10)[place] for place in (2, 9)] == ["All products", "not measured yet"]
    assert sheet["H6"].font.color.rgb == "00B3261E"


def test_budgets_show_how_much_is_used():
    budget = BudgetRow("十一月", date(2026, 11, 1), date(2026, 11, 30), 500_000, 125_000)
    empty = BudgetRow("零", date(2026, 11, 1), date(2026, 11, 30), 0, 0)
    sheet = book_of([], budgets=[budget, empty])["Compensation"]
    named = {row[0].value: [cell.value for cell in row[1:6]] for row in sheet.iter_rows()}
    assert named["十一月"][2:] == [5_000, 1_250, 0.25]
    assert named["零"][2:] == [0, 0, None]


def test_texts_and_times_of_the_rows_stand_off_the_figures_before_them(book):
    sheet = book["Case rows"]
    heads = values(sheet, 1, 32)
    for name, left in (("Words of the buyer", 1), ("Rated at", 1), ("Level", 1), ("Stars", 0)):
        assert sheet.cell(2, heads.index(name) + 1).alignment.indent == left
    hostile = book_of([case(text="=1+1")])["Case rows"]["I2"]
    assert (hostile.alignment.indent, hostile.quotePrefix) == (1, True)


def test_table_without_a_row_says_so():
    book = book_of([case()], dials=())
    assert column(book["Team"], "A")[-1] == "Nobody has contacted these buyers yet."
    assert column(book["Timing"], "A").count("No call was made in this week.") == 3
    assert "Mon" not in column(book["Timing"], "A")
    assert column(book["Compensation"], "A").count("Nothing was offered to these buyers.") == 2
    assert book["Team"].auto_filter.ref == "A4:I4"


def test_empty_week_is_a_whole_workbook():
    book = book_of([], history=(), reviews=(), sales=(), dials=())
    assert book.sheetnames == SHEETS
    assert book["Summary"]["A3"].value == "· No neutral or bad review in this week."
    assert len(book["Summary"]._charts) == 0
    assert column(book["Actions"], "A")[-1] == (
        "No corrective action yet. Open one from a cause on the reports page."
    )


def test_year_before_and_unknown_product_have_their_lines():
    week = WEEK.year_before
    count = type(background().history[0])(week, DEFECT, KETTLE, 9)
    row = case(product=NO_PRODUCT, attempts=(attempt(1, agent=""),))
    book = book_of([row], history=[count])
    figures = {line[0].value: line[1].value for line in book["Summary"].iter_rows()}
    assert figures["Same week a year before"] == 9
    assert book["Products"]["A5"].value == "Product unknown"
    assert book["Team"]["A5"].value == "No longer known"


def test_sheets_print_on_a4_across_one_page_but_the_rows_on_three(book):
    for sheet in book:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        wide = 3 if sheet.title == "Case rows" else 1
        assert sheet.page_setup.fitToWidth == wide
    assert book["Case rows"].print_title_cols == "$A:$A"
    assert book["Causes"].print_title_rows == "$4:$4"
    assert not book["Products"].print_title_rows


def test_weeks_cells_and_calls_are_shaded(book):
    shaded = {
        sheet.title: [str(found.sqref) for found in sheet.conditional_formatting]
        for sheet in book
        if sheet.conditional_formatting
    }
    assert shaded["Trend"] == ["B5:M7"]
    assert shaded["Products"] == ["D10:D12"]
    assert len(shaded["Timing"]) == 2
    rule = book["Trend"].conditional_formatting["B5:M7"][0]
    assert (rule.type, rule.colorScale.color[1].rgb) == ("colorScale", "007FA8E0")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_reader_has_to_repair_the_file(language):
    """What Excel repairs or refuses: long or double names, names that lead nowhere, formulas."""
    file = file_of([case(text="=1+1"), case(text="+8")], language=language)
    names = load_workbook(file).sheetnames
    assert len({name.lower() for name in names}) == len(names) == len(SHEETS)
    assert all(len(name) <= 31 and not set(name) & set(r"[]:*?/\\") for name in names)
    with ZipFile(file) as parts:
        texts = {part: parts.read(part).decode() for part in parts.namelist()}
        assert parts.testzip() is None
    for part, text in texts.items():
        ElementTree.fromstring(text)  # noqa: S314  # our own file
        assert part.startswith("xl/charts/") or "<f>" not in text, part
        assert "#REF!" not in text, part
    sheets = {text for part, text in texts.items() if part.startswith("xl/worksheets/")}
    assert not any("mergeCell" in text for text in sheets)
    for part, text in texts.items():
        if part.startswith("xl/charts/"):
            named = set(re.findall(r"<(?:c:)?f>\'?([^\'!<]+)\'?!", text))
            assert named <= set(names)
    places = re.findall(r"<definedName[^>]*>\'?([^\'!<]+)\'?!", texts["xl/workbook.xml"])
    assert set(places) <= set(names)
    file.seek(0)
    read = CalamineWorkbook.from_filelike(file)
    assert read.sheet_names == names
    assert len(read.get_sheet_by_name(names[-2]).to_python()) == 3


def test_times_are_shown_in_the_desk_zone():
    book = book_of([case(rated_at=datetime(2026, 11, 8, 16, 30, tzinfo=UTC))])
    assert book["Case rows"]["E2"].value == datetime(2026, 11, 9, 0, 30)  # noqa: DTZ001  # as above
