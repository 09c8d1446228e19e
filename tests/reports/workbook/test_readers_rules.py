"""What Excel and WPS demand of a workbook's parts; else they offer to repair it."""

import math
import re
from collections import Counter
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from openpyxl.utils import range_boundaries

from reports.domain.rows import CauseMark, ProductRef
from tests.reports.week_of_rows import case, hand_counted_rows
from tests.reports.workbook.test_book import file_of

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINKS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
#: The order of a sheet's parts in the standard; Excel repairs a sheet that has another.
SHEET_ORDER = [
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "autoFilter",
    "mergeCells", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions",
    "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "drawing",
    "legacyDrawing", "tableParts",
]  # fmt: skip
LONGEST, WIDEST, HIGHEST, MOST_ROWS, MOST_COLUMNS = 32_767, 255, 409, 1_048_576, 16_384
HOSTILE = "\uffff\ufffe\x00\ud83d=1+1 <&>\"' \U0001f600"


def hostile_rows():
    """A cause, a product and words of every kind that a reader might choke on, and too long."""
    mark = CauseMark(HOSTILE, HOSTILE * 20, "product", main=True, evidence=(HOSTILE,))
    product = ProductRef(HOSTILE, HOSTILE, HOSTILE * 20, HOSTILE)
    return [case(text=HOSTILE * 4_000, causes=(mark,), product=product, province=HOSTILE)]


WEEKS = {"usual": hand_counted_rows, "hostile": hostile_rows, "empty": list}


@pytest.fixture(
    scope="module", params=[(week, tongue) for week in WEEKS for tongue in ("en", "zh-hans")]
)
def parts(request):
    week, language = request.param
    rows = WEEKS[week]()
    file = file_of(
        rows, language=language, case_url=lambda one: f"https://desk.example.com/c/{one}/"
    )
    with ZipFile(file) as archive:
        names = archive.namelist()
        assert len(set(names)) == len(names)
        return {name: ElementTree.fromstring(archive.read(name)) for name in names}  # noqa: S314  # our own


def sheets(parts):
    return {name: root for name, root in parts.items() if name.startswith("xl/worksheets/sheet")}


def test_every_part_has_a_type_and_every_link_a_part(parts):
    typed = {
        one.get("PartName").lstrip("/")
        for one in parts["[Content_Types].xml"]
        if one.get("PartName")
    }
    assert typed == {
        name for name in parts if name != "[Content_Types].xml" and not name.endswith(".rels")
    }
    for name, root in parts.items():
        if not name.endswith(".rels"):
            continue
        ids = [one.get("Id") for one in root]
        assert len(set(ids)) == len(ids)
        for link in root:
            if link.get("TargetMode") == "External":
                assert len(link.get("Target")) <= 2_079
            else:
                folder = name.replace("_rels/", "").rpartition("/")[0]
                target = link.get("Target")
                path = target[1:] if target.startswith("/") else f"{folder}/{target}".lstrip("/")
                assert path in parts, (name, target)


def test_parts_of_a_sheet_stand_in_the_order_of_the_standard(parts):
    for name, root in sheets(parts).items():
        places = [SHEET_ORDER.index(child.tag.removeprefix(MAIN)) for child in root]
        assert places == sorted(places), name
        twice = Counter(child.tag for child in root if child.tag != f"{MAIN}conditionalFormatting")
        assert set(twice.values()) == {1}, name


def test_rows_and_cells_rise_and_hold_what_their_type_says(parts):
    styles = len(parts["xl/styles.xml"].find(f"{MAIN}cellXfs"))
    for name, root in sheets(parts).items():
        rows = root.findall(f"{MAIN}sheetData/{MAIN}row")
        assert [int(row.get("r")) for row in rows] == list(range(1, len(rows) + 1)), name
        for row in rows:
            assert 0 < float(row.get("ht", 15)) <= HIGHEST
            columns = [range_boundaries(cell.get("r"))[:2] for cell in row]
            assert columns == sorted(set(columns)), name
            assert {number for _column, number in columns} <= {int(row.get("r"))}
            for cell in row:
                assert 0 <= int(cell.get("s", 0)) < styles
                hold_what_they_say(cell)


def hold_what_they_say(cell):
    assert cell.get("t") in {"n", "inlineStr", None}
    assert {child.tag for child in cell} <= {f"{MAIN}v", f"{MAIN}is"}
    for value in cell.findall(f"{MAIN}v"):
        assert cell.get("t") != "inlineStr"
        assert math.isfinite(float(value.text))
    text = "".join(cell.itertext()) if cell.get("t") == "inlineStr" else ""
    assert len(text.encode("utf-16-le")) // 2 <= LONGEST


def test_columns_breaks_ranges_and_filters_lie_inside_the_sheet(parts):
    for name, root in sheets(parts).items():
        last = 0
        for column in root.findall(f"{MAIN}cols/{MAIN}col"):
            low, high = int(column.get("min")), int(column.get("max"))
            assert last < low <= high <= MOST_COLUMNS, name
            assert 0 < float(column.get("width")) <= WIDEST
            last = high
        breaks = root.find(f"{MAIN}rowBreaks")
        if breaks is not None:
            ids = [int(one.get("id")) for one in breaks]
            assert ids == sorted(set(ids))
            assert ids[0] > 0
            assert (
                int(breaks.get("count")) == int(breaks.get("manualBreakCount")) == len(ids) <= 1_026
            )
        places = [one.get("sqref") for one in root.findall(f"{MAIN}conditionalFormatting")]
        places += [one.get("ref") for one in root.findall(f"{MAIN}autoFilter")]
        places += [one.get("ref") for one in root.findall(f"{MAIN}hyperlinks/{MAIN}hyperlink")]
        for place in places:
            left, top, right, bottom = range_boundaries(place)
            assert left <= right <= MOST_COLUMNS, (name, place)
            assert top <= bottom <= MOST_ROWS, (name, place)
        ranks = [one.get("priority") for one in root.iter(f"{MAIN}cfRule")]
        assert len(set(ranks)) == len(ranks), name


def test_names_are_defined_once_a_sheet_and_agree_with_the_filters(parts):
    book = parts["xl/workbook.xml"]
    titles = [one.get("name") for one in book.iter(f"{MAIN}sheet")]
    ids = [(one.get("sheetId"), one.get(f"{LINKS}id")) for one in book.iter(f"{MAIN}sheet")]
    assert (
        len({first for first, _second in ids})
        == len({second for _first, second in ids})
        == len(titles)
    )
    defined = [
        (one.get("name"), int(one.get("localSheetId"))) for one in book.iter(f"{MAIN}definedName")
    ]
    assert len(set(defined)) == len(defined)
    filtered = {
        f"'{titles[int(one.get('localSheetId'))]}'!": one.text
        for one in book.iter(f"{MAIN}definedName")
        if one.get("name") == "_xlnm._FilterDatabase"
    }
    refs = []
    for place, title in enumerate(titles, start=1):
        found = parts[f"xl/worksheets/sheet{place}.xml"].find(f"{MAIN}autoFilter")
        if found is not None:
            refs.append((f"'{title}'!", found.get("ref")))
    assert {
        title: text.removeprefix(title).replace("$", "") for title, text in filtered.items()
    } == dict(refs)


def test_axes_of_a_chart_cross_axes_that_are_there(parts):
    chart = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    drawn = [root for name, root in parts.items() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
    for root in drawn:
        area = root.find(f"{chart}chart/{chart}plotArea")
        axes = {one.find(f"{chart}axId").get("val") for one in area if one.tag.endswith("Ax")}
        used = {one.get("val") for plot in area for one in plot.findall(f"{chart}axId")}
        crossed = {one.get("val") for one in root.iter(f"{chart}crossAx")}
        assert used == axes
        assert crossed <= axes
        for series in root.iter(f"{chart}ser"):
            assert series.find(f"{chart}val/{chart}numRef/{chart}f").text
        numbers = [one.find(f"{chart}idx").get("val") for one in root.iter(f"{chart}ser")]
        assert numbers
        assert len(set(numbers)) == len(numbers)
