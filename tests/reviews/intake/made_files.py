"""Files of every preset with every quirk, together with what was meant by each row."""

import csv
import html
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as some
from openpyxl import Workbook

from reviews.domain.levels import Level
from reviews.intake.columns import FileKind, Preset
from tests.reviews.intake.readers.workbooks import old_workbook

SHANGHAI = ZoneInfo("Asia/Shanghai")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
SINCE = datetime(2024, 1, 2, tzinfo=SHANGHAI)
#: Fields whose attribute has another name, by what they hold.
ATTRIBUTES = {
    "paid_amount": "paid_fen",
    "total_amount": "total_fen",
    "postage": "postage_fen",
    "refund_amount": "refund_fen",
    "amount": "amount_fen",
    "item_price": "item_price_fen",
}
IDS = frozenset(
    {"review_id", "order_number", "sub_order_number", "refund_id", "item_id", "buyer_open_id"}
)
TIMES = frozenset(
    {
        *("rated_at", "append_at", "replied_at", "purchased_at", "created_at", "paid_at"),
        *("shipped_at", "ended_at", "modified_at"),
    }
)
AMOUNTS = frozenset(ATTRIBUTES)
TEXTS = frozenset({"text", "append_text", "reply", "seller_memo", "buyer_memo", "description"})
#: Columns that tell several things, or a thing whose meaning another test states.
LEFT_OUT = frozenset(
    {
        *("role", "state", "status", "refund_status", "counts_towards_score", "goods_back"),
        *("images", "new_address", "landline", "sentiment", "device"),
    }
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it is written, what is meant, and the code of its refusal where it is spoilt."""

    written: str
    meant: object = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class MadeRow:
    """The cells of a row by field; ``refused`` is (code, field) where it can't go in."""

    cells: Mapping[str, Cell]
    refused: tuple[str, str] | None = None
    is_too_long: bool = False


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file's content, its format, and its rows in their order."""

    content: bytes
    form: str
    rows: Sequence[MadeRow]
    headings: Mapping[str, str] = field(default_factory=dict)


def dressed_id(digits: str) -> some.SearchStrategy[Cell]:
    written = [
        *(digits, f'="{digits}"', f"'{digits}", f"\t{digits}", f"{digits}\t", f" {digits} "),
        *(digits.translate(FULL_WIDTH), f"{digits}.0", f"\u200b{digits}"),
    ]
    return some.sampled_from(written).map(lambda text: Cell(text, digits))


def dressed_time(minutes: int) -> some.SearchStrategy[Cell]:
    moment = SINCE + timedelta(minutes=minutes)
    half = f"{'下午' if moment.hour >= 12 else '上午'} {moment.hour % 12 or 12}:{moment:%M}"
    # Beyond 15 digits a spreadsheet would round: so many places show a minute exactly.
    serial = (moment.replace(tzinfo=None) - datetime(1899, 12, 30)).total_seconds() / 86_400  # noqa: DTZ001
    written = [
        f"{moment:%Y-%m-%d %H:%M:%S}",
        f"{moment.year}/{moment.month}/{moment.day} {moment.hour}:{moment:%M}",
        f"{moment:%Y.%m.%d %H:%M}",
        f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H}:{moment:%M}",
        f"{moment:%Y-%m-%dT%H:%M:%S}+08:00",
        f"{moment:%Y%m%d%H%M%S}",
        f"{moment:%Y/%m/%d} {half}",
        str(int(moment.timestamp())),
        str(int(moment.timestamp()) * 1000),
        f"{serial:.8f}",
    ]
    return some.sampled_from(written).map(lambda text: Cell(text, moment))


def dressed_amount(fen: int) -> some.SearchStrategy[Cell]:
    yuan = f"{fen // 100}.{fen % 100:02}"
    written = [yuan, f"￥{yuan}", f"¥ {yuan}", f"{yuan}元", f"{fen // 100:,}.{fen % 100:02}"]
    return some.sampled_from(written).map(lambda text: Cell(text, fen))


def dressed_level(level: Level) -> some.SearchStrategy[Cell]:
    words = {
        Level.GOOD: ["好评", "good", "正面", "GOOD", "5星"],
        Level.NEUTRAL: ["中评", "neutral", "中性", " 中评 ", "3"],
        Level.BAD: ["差评", "bad", "负面", "差 评".replace(" ", ""), "1"],
    }
    return some.sampled_from(words[level]).map(lambda text: Cell(text, level))


def dressed_stars(stars: int) -> some.SearchStrategy[Cell]:
    written = [
        *(str(stars), f"{stars}.0", f"{stars}星", f"{'一二三四五'[stars - 1]}星"),
        *("★" * stars, "★" * stars + "☆" * (5 - stars), f"{stars}分"),
    ]
    return some.sampled_from(written).map(lambda text: Cell(text, stars))


WORDS = some.text("壶漏水坏了很好，。！😀abc 1;|\"'\n,<>", max_size=30).map(
    lambda middle: f"壶{middle}。"
)
NAMES = some.text("张王李赵tb_买家123", min_size=2, max_size=8).map(lambda name: f"张{name}")
PHONES = some.integers(13_000_000_000, 19_999_999_999).map(str)


def right_cell(name: str) -> some.SearchStrategy[Cell]:
    """A cell of the field that can be read."""
    makers = {
        "level": some.sampled_from([Level.GOOD, Level.NEUTRAL, Level.BAD]).flatmap(dressed_level),
        "stars": some.integers(1, 5).flatmap(dressed_stars),
        "quantity": some.integers(1, 999).map(lambda count: Cell(f"{count}", count)),
        "phone": PHONES.map(lambda phone: Cell(f"'{phone}", phone)),
        **dict.fromkeys(IDS, some.integers(10**5, 10**18 - 1).map(str).flatmap(dressed_id)),
        **dict.fromkeys(TIMES, some.integers(0, 60 * 24 * 900).flatmap(dressed_time)),
        **dict.fromkeys(AMOUNTS, some.integers(0, 10**8).flatmap(dressed_amount)),
        **dict.fromkeys(TEXTS, WORDS.map(lambda text: Cell(text, text))),
    }
    return makers.get(name, NAMES.map(lambda text: Cell(text, text)))


def spoilt_cell(name: str) -> some.SearchStrategy[Cell] | None:
    """A cell of the field that can't be read, with the code of its refusal."""
    if name in IDS:
        ruined = some.sampled_from(["1.23E+17", "1.23457e+17", '="1.2E+18"', "'6.9E17"])
        spoilt = some.just(Cell("#REF!", refused="id_damaged"))
        return ruined.map(lambda text: Cell(text, refused="id_ruined")) | spoilt
    if name in TIMES:
        bad = some.sampled_from(["昨天", "2026-13-40", "18:30", "1023-01-01"])
        return bad.map(lambda text: Cell(text, refused="time_unreadable"))
    if name in AMOUNTS:
        return some.sampled_from(
            [Cell("很多", refused="amount_unreadable"), Cell("-5", refused="amount_out_of_range")]
        )
    if name == "stars":
        return some.just(Cell("九星", refused="stars_unreadable"))
    if name == "level":
        return some.just(Cell("还行吧", refused="level_unreadable"))
    return None


@some.composite
def rows_of(draw: some.DrawFn, names: Sequence[str], kind: FileKind) -> MadeRow:
    cells = {name: draw(right_cell(name)) for name in names}
    if kind is FileKind.REVIEWS and "append_at" in cells:
        # An append is never older than its review.
        cells["append_at"] = draw(dressed_time(60 * 24 * 901))
    spoilable = [name for name in names if spoilt_cell(name) is not None]
    fate = draw(some.sampled_from(["right", "right", "spoilt", "too long"]))
    if fate == "spoilt" and spoilable:
        name = draw(some.sampled_from(spoilable))
        spoilt = spoilt_cell(name)
        assert spoilt is not None
        cells[name] = draw(spoilt)
        return MadeRow(cells, refused=(cells[name].refused, name))
    return MadeRow(cells, is_too_long=fate == "too long")


def headings_of(preset: Preset) -> dict[str, list[str]]:
    """The headings each field may stand under; where one is a mark of the preset, only that."""
    found: dict[str, list[str]] = {}
    for heading, name in preset.columns.items():
        if name not in LEFT_OUT:
            found.setdefault(name, []).append(heading)
    return {
        name: [heading for heading in headings if heading in preset.marks] or headings
        for name, headings in found.items()
    }


@some.composite
def files_of(draw: some.DrawFn, preset: Preset) -> MadeFile:
    """A file of the preset: its headings dressed, its rows between noise, in any format."""
    headings = {
        name: draw(some.sampled_from(choices)) for name, choices in headings_of(preset).items()
    }
    names = draw(some.permutations(list(headings)))
    rows = draw(some.lists(rows_of(names, preset.kind), min_size=1, max_size=4))
    fillers = sorted(preset.marks - set(headings.values()))
    head = [draw(dressed_heading(headings[name])) for name in names] + fillers
    grid: list[list[str]] = []
    grid += [["店铺导出 2026-11"]] * draw(some.integers(0, 2))
    grid.append(head)
    for row in rows:
        cells = [row.cells[name].written for name in names] + ["" for _ in fillers]
        grid.append([*cells, "", "多出来的"] if row.is_too_long else cells)
        noise = draw(some.sampled_from(["", "", "blank", "header", "tail"]))
        if noise == "blank":
            grid.append([""] * len(head))
        elif noise == "header":
            grid.append(list(head))
        elif noise == "tail" and not row.is_too_long:
            grid[-1] = [*grid[-1], "", ""]
    form = draw(some.sampled_from(sorted(WRITERS)))
    return MadeFile(WRITERS[form](grid), form, rows, headings)


def dressed_heading(heading: str) -> some.SearchStrategy[str]:
    return some.sampled_from([heading, f"{heading} ", f"\t{heading}", f"\ufeff{heading}"])


def as_text(encoding: str, delimiter: str, grid: Sequence[Sequence[str]]) -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(grid)
    return file.getvalue().encode(encoding)


def as_xlsx(grid: Sequence[Sequence[str]]) -> bytes:
    book = Workbook()
    for row in grid:
        book.worksheets[0].append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_page(grid: Sequence[Sequence[str]]) -> bytes:
    def cell(text: str) -> str:
        return "<td>" + html.escape(text).replace("\n", "<br>") + "</td>"

    rows = "".join("<tr>" + "".join(map(cell, row)) + "</tr>" for row in grid)
    return f"<html><body><table>{rows}</table></body></html>".encode("gb18030")


WRITERS = {
    "csv utf-8": lambda grid: as_text("utf-8", ",", grid),
    "csv utf-8 with mark": lambda grid: as_text("utf-8-sig", ",", grid),
    "csv gb18030": lambda grid: as_text("gb18030", ",", grid),
    "semicolons gb18030": lambda grid: as_text("gb18030", ";", grid),
    "tabs utf-16": lambda grid: as_text("utf-16", "\t", grid),
    "tabs utf-16 without mark": lambda grid: as_text("utf-16-le", "\t", grid),
    "xlsx": as_xlsx,
    "xls": lambda grid: old_workbook(("导出", grid)),
    "page": as_page,
}


def as_json(headings: Mapping[str, str], rows: Sequence[MadeRow], *, wrap: str) -> bytes:
    """Rows as a platform answers them: dotted names as objects within objects."""
    records = []
    for row in rows:
        record: dict[str, object] = {}
        for name, cell in row.cells.items():
            *outer, last = headings[name].split(".")
            place = record
            for step in outer:
                place = place.setdefault(step, {})  # type: ignore[assignment]  # made here
            place[last] = cell.written
        records.append(record)
    if wrap == "lines":
        return "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()
    answer: object = {"a_response": {"outer": {"list": records}, "request_id": "x"}}
    return json.dumps(records if wrap == "list" else answer, ensure_ascii=False).encode()
