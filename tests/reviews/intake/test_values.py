"""What people and spreadsheets write into cells, and what is made of it."""

from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.domain.levels import Level
from reviews.intake import values
from reviews.intake.failures import BadCell

SHANGHAI = ZoneInfo("Asia/Shanghai")
PARSERS = [
    values.read_id,
    values.read_time,
    values.read_fen,
    values.read_count,
    values.read_stars,
    values.read_level,
    values.read_flag,
    values.read_phone,
]


def code_of(parse: object, cell: str) -> str:
    with pytest.raises(BadCell) as caught:
        parse(cell)  # type: ignore[operator] # parametrised
    return caught.value.code


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize("cell", ["", " ", "-", "--", "NULL", "无", "\u3000"])
def test_empty_cell_is_none(parse: object, cell: str) -> None:
    assert parse(cell) is None  # type: ignore[operator] # parametrised


@pytest.mark.parametrize("parse", PARSERS)
@given(cell=st.text(max_size=40))
def test_any_cell_is_understood_or_refused_by_name(parse: object, cell: str) -> None:
    with suppress(BadCell):
        parse(cell)  # type: ignore[operator] # parametrised


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('="123456789012345678"', "123456789012345678"),
        ("=123", "123"),
        ("'123456789012345678", "123456789012345678"),
        ("\t123456 ", "123456"),
        ("１２３", "123"),
        ("123\u200b", "123"),
        ("100008847233 ", "100008847233"),
        ("13800138000.0", "13800138000"),
        ("AB-12", "AB-12"),
        ('=A1+"', "A1+"),
    ],
)
def test_id_is_text_without_its_dress(cell: str, text: str) -> None:
    assert values.read_id(cell) == text


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1.23E+17", "id_ruined"),
        ("1.23457E+17 ", "id_ruined"),
        ("1E18", "id_ruined"),
        ("9" * 65, "id_too_long"),
    ],
)
def test_id_that_lost_digits_is_refused(cell: str, code: str) -> None:
    assert code_of(values.read_id, cell) == code


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-11-22 08:05:09", (2026, 11, 22, 8, 5, 9)),
        ("2026/11/22 8:05", (2026, 11, 22, 8, 5)),
        ("2026.11.22", (2026, 11, 22)),
        ("2026年11月22日 8时5分9秒", (2026, 11, 22, 8, 5, 9)),
        ("2026年11月22日8点05分", (2026, 11, 22, 8, 5)),
        ("20261122", (2026, 11, 22)),
        ("20261122 080509", (2026, 11, 22, 8, 5, 9)),
        ("2026-11-22T08:05:09.123", (2026, 11, 22, 8, 5, 9)),
        ("2026-11-22T00:05:09Z", (2026, 11, 22, 8, 5, 9)),
        ("2026-11-21T19:05:09-05:00", (2026, 11, 22, 8, 5, 9)),
        ("2026-11-22 08:05:09 +0800", (2026, 11, 22, 8, 5, 9)),
        ("２０２６－１１－２２", (2026, 11, 22)),
        ("'2026-11-22", (2026, 11, 22)),
        ("46348.336910", (2026, 11, 22, 8, 5, 9)),
        ("46348", (2026, 11, 22)),
        ("1795305909", (2026, 11, 22, 8, 5, 9)),
        ("1795305909000", (2026, 11, 22, 8, 5, 9)),
    ],
)
def test_time_in_its_usual_spellings(cell: str, expected: tuple[int, ...]) -> None:
    assert values.read_time(cell) == datetime(*expected, tzinfo=SHANGHAI)  # type: ignore[arg-type,misc] # parts


@pytest.mark.parametrize(
    "cell",
    ["昨天", "2026-13-01", "2026-02-30", "1998-01-01", "2100-01-01", "22/11/2026", "12345678901"],
)
def test_time_that_is_none_is_refused(cell: str) -> None:
    assert code_of(values.read_time, cell) == "time_unreadable"


def test_time_of_zeros_is_empty() -> None:
    assert values.read_time("0000-00-00 00:00:00") is None


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("￥1,280.00", 128_000),
        ("¥ 12.5", 1_250),
        ("1.2万", 1_200_000),
        ("129元", 12_900),
        ("0元", 0),
        ("201.12", 20_112),
        ("１２９．００", 12_900),
        ("0.005", 0),
    ],
)
def test_amount_in_fen(cell: str, fen: int) -> None:
    assert values.read_fen(cell) == fen


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("十元", "amount_unreadable"),
        ("1.2.3", "amount_unreadable"),
        ("-5", "amount_out_of_range"),
        ("99999999999999", "amount_out_of_range"),
    ],
)
def test_amount_that_is_none_is_refused(cell: str, code: str) -> None:
    assert code_of(values.read_fen, cell) == code


@pytest.mark.parametrize(("cell", "count"), [("3", 3), ("3.0", 3), ("3件", 3), ("'2", 2)])
def test_count(cell: str, count: int) -> None:
    assert values.read_count(cell) == count


@pytest.mark.parametrize("cell", ["三", "1.5", "-1", "1234567890"])
def test_count_that_is_none_is_refused(cell: str) -> None:
    assert code_of(values.read_count, cell) == "count_unreadable"


@pytest.mark.parametrize(
    ("cell", "stars"),
    [("5", 5), ("4.0", 4), ("五星", 5), ("两星", 2), ("3星", 3), ("★★☆☆☆", 2), ("0", None)],
)
def test_stars(cell: str, stars: int | None) -> None:
    assert values.read_stars(cell) == stars


@pytest.mark.parametrize("cell", ["6", "4.5", "好", "★★★★★★", "-1"])
def test_stars_that_are_none_are_refused(cell: str) -> None:
    assert code_of(values.read_stars, cell) == "stars_unreadable"


@pytest.mark.parametrize(
    ("cell", "level"),
    [
        ("好评", Level.GOOD),
        ("正面", Level.GOOD),
        ("Good", Level.GOOD),
        ("中评", Level.NEUTRAL),
        ("中性评价", Level.NEUTRAL),
        ("差评", Level.BAD),
        ("NEGATIVE", Level.BAD),
        (" bad ", Level.BAD),
    ],
)
def test_level_in_words(cell: str, level: Level) -> None:
    assert values.read_level(cell) == level


def test_level_in_unknown_words_is_refused() -> None:
    assert code_of(values.read_level, "还行吧") == "level_unreadable"


@pytest.mark.parametrize(
    ("cell", "flag"), [("true", True), ("是", True), ("否", False), ("0", False)]
)
def test_flag(cell: str, flag: bool) -> None:
    assert values.read_flag(cell) is flag


@pytest.mark.parametrize(
    ("cell", "device"),
    [
        ("手机订单", "mobile"),
        ("是", "mobile"),
        ("手淘APP", "mobile"),
        ("否", "web"),
        ("ＰＣ", "web"),
        ("非手机订单", "web"),
        ("", ""),
        ("门店", ""),
    ],
)
def test_a_device_is_read_where_its_words_say_so(cell, device):
    assert values.read_device(cell) == device


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        ("13800138000", "13800138000"),
        ("'13800138000", "13800138000"),
        ('="13800138000"', "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("13800138000.0", "13800138000"),
        ("18877771111-123", "18877771111-123"),
        ("18877771111转1234", "18877771111-1234"),
        ("138****8000", None),
        ("0571-87654321", None),
        ("16173978325", "16173978325"),
        ("161739783251", None),
    ],
)
def test_phone(cell: str, phone: str | None) -> None:
    assert values.read_phone(cell) == phone


def test_phone_that_lost_digits_is_refused() -> None:
    assert code_of(values.read_phone, "1.38E+10") == "id_ruined"


@pytest.mark.parametrize(
    "text",
    [
        "此用户未填写评价内容",
        "此用户没有填写评价。",
        "此用户未及时填写评价内容",
        "此用户未及时填写评价内容，系统默认好评！",
        "该用户觉得商品不错",
        "评价方未及时做出评价,系统默认好评!",
        "系统默认好评",
    ],
)
def test_default_text_is_recognised(text: str) -> None:
    assert values.is_default_text(text)


@pytest.mark.parametrize(
    "text", ["", "好评", "用户手册没有填写", "该用户觉得商品不错，但是漏水，退货还不理人", "未填写"]
)
def test_text_of_a_buyer_is_no_default(text: str) -> None:
    assert not values.is_default_text(text)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (" 好&hellip;&hellip; ", "好……"),
        ("第一行\r\n第二行\r第三行", "第一行\n第二行\n第三行"),
        ("半个\ud83d", "半个\ufffd"),
        ("整个\ud83d\ude00", "整个😀"),
        ("好\0吃", "好吃"),
        ("\ufeff好", "好"),
    ],
)
def test_free_text_is_cleaned(cell: str, text: str) -> None:
    assert values.clean_text(cell) == text


@pytest.mark.parametrize(
    ("cell", "hour"),
    [
        ("2026/11/18 下午 3:20", 15),
        ("2026-11-18 上午9:20", 9),
        ("2026-11-18 12:20 AM", 0),
        ("2026-11-18 12:20 pm", 12),
        ("2026-11-18 下午 15:20", 15),
        ("2026年11月18日 星期三 3:20", 3),
        ("2026-11-18 周三 03时20分", 3),
    ],
)
def test_hours_of_half_a_day_and_weekdays_are_understood(cell: str, hour: int) -> None:
    assert values.read_time(cell) == datetime(2026, 11, 18, hour, 20, tzinfo=SHANGHAI)


@pytest.mark.parametrize("cell", ["12\ufffd4", "#REF!", "#VALUE!"])
def test_spoilt_id_is_refused_by_name(cell: str) -> None:
    assert code_of(values.read_id, cell) == "id_damaged"


@pytest.mark.parametrize(
    ("cell", "level"),
    [
        ("差评", Level.BAD),
        ("1", Level.BAD),
        ("五星", Level.GOOD),
        ("3分", Level.NEUTRAL),
        ("", None),
    ],
)
def test_rating_is_a_level_or_stars(cell: str, level: Level | None) -> None:
    assert values.read_rating(cell) == level
    assert code_of(values.read_rating, "八星") == "level_unreadable"
