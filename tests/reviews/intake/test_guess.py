"""A column's meaning is guessed from its values, and said to be a guess."""

import random

import pytest

from reviews.intake.columns import FileKind, fields_of, presets
from reviews.intake.guess import Meaning, guess
from reviews.intake.proposals import doubt, field_for
from reviews.reasons import known_codes
from reviews.reasons.intake import FIELDS, LAYOUTS

CHANCE = random.Random(5)
PREFIXES = ("133", "138", "139", "150", "159", "177", "186", "188", "189", "199")
PHONES = [f"{CHANCE.choice(PREFIXES)}{CHANCE.randrange(10**8):08d}" for _ in range(100)]
#: As JD counts its comments: eleven digits, and the first ones hardly move.
COUNTED = [f"{16_812_000_000 + 7_919 * n}" for n in range(100)]
ANYTHING = [f"1{CHANCE.randrange(10**10):010d}" for _ in range(100)]
SPREAD_IN_ORDER = [f"{13_000_000_000 + n * 69_000_000}" for n in range(100)]


def seen(*cells: str) -> Meaning | None:
    found = guess(cells)
    return found.meaning if found else None


def test_numbers_with_many_prefixes_in_use_are_phones_and_the_sentence_says_how_many() -> None:
    strange = [*PHONES[:97], "10012345678", "12012345678", "16012345678"]
    found = guess(strange)
    assert found is not None
    assert found.meaning is Meaning.PHONE
    assert found.reason.code == "guess_phone"
    assert found.reason.params["fits"] == 97
    assert found.reason.params["filled"] == 100


@pytest.mark.parametrize(
    ("column", "code"),
    [
        (COUNTED, "guess_number_prefix"),
        (SPREAD_IN_ORDER, "guess_number_order"),
        (ANYTHING, "guess_number_invalid"),
    ],
)
def test_ids_of_eleven_digits_are_not_taken_for_phones(column: list[str], code: str) -> None:
    found = guess(column)
    assert found is not None
    assert (found.meaning, found.reason.code) == (Meaning.RUNNING_NUMBER, code)


def test_too_few_numbers_to_tell_are_said_to_be_too_few() -> None:
    found = guess(PHONES[:4])
    assert found is not None
    assert found.reason.code == "guess_phone_few"


def test_masked_numbers_are_phones() -> None:
    masked = [f"{number[:3]}****{number[7:]}" for number in PHONES]
    assert seen(*masked) is Meaning.PHONE


@pytest.mark.parametrize(
    ("cells", "meaning"),
    [
        (("好评", "差评", "中评"), Meaning.LEVEL),
        (("5", "4", "1"), Meaning.STARS),
        (("★★★", "★"), Meaning.STARS),
        (("2026-11-18 20:00", "2026/11/19"), Meaning.TIME),
        (("46344.5", "46345.25"), Meaning.TIME),
        (("1763500000", "1763600000"), Meaning.TIME),
        (('="2026111800000001"', "'2026111800000002"), Meaning.IDENTIFIER),
        (("JD2026111801", "JD2026111802"), Meaning.IDENTIFIER),
        (("12.50", "￥9", "3元"), Meaning.AMOUNT),
        (("https://img.example/1.jpg", "//img.example/2.png"), Meaning.PICTURES),
        (("浙江省", "上海", "新疆维吾尔自治区"), Meaning.PROVINCE),
        (("浙江省杭州市西湖区文三路 1 号", "幸福小区三栋二单元 501 室"), Meaning.ADDRESS),
        (("壶用了两次就漏水了", "客服不理人，再也不来了"), Meaning.TEXT),
        (("tb_小红", "z***3", "老王"), Meaning.NICK),
        (("", "-", "无"), Meaning.EMPTY),
    ],
)
def test_meaning_is_seen_by_the_values(cells: tuple[str, ...], meaning: Meaning) -> None:
    assert seen(*cells) is meaning


@pytest.mark.parametrize(
    "cells",
    [
        ("12", "48", "77"),
        # As dates of a spreadsheet these would lie decades apart.
        ("36600", "45000", "71000"),
        ("46344", "46344"),
        ("好评", "12.50", "老王"),
        ("很好 很好", "不 错"),
    ],
)
def test_values_that_share_nothing_or_may_be_anything_give_no_guess(cells: tuple[str, ...]) -> None:
    assert guess(cells) is None


def test_one_odd_value_in_ten_does_not_spoil_a_guess_and_blanks_do_not_count() -> None:
    dates = [f"2026-11-{day:02d}" for day in range(1, 10)]
    assert seen(*dates, "昨天", "", "-") is Meaning.TIME
    assert seen(*dates[:4], "昨天", "前天") is None


def test_field_that_is_free_is_proposed() -> None:
    reviews = FileKind.REVIEWS
    assert field_for(Meaning.TIME, kind=reviews, taken=()) == "rated_at"
    assert field_for(Meaning.TIME, kind=reviews, taken={"rated_at"}) == "purchased_at"
    assert field_for(Meaning.PHONE, kind=reviews, taken=()) == ""
    assert field_for(Meaning.PHONE, kind=FileKind.ORDERS, taken=()) == "phone"
    assert field_for(Meaning.EMPTY, kind=reviews, taken=()) == ""


@pytest.mark.parametrize(
    ("meaning", "heading", "kind", "field"),
    [
        (Meaning.TIME, "追评的日子", FileKind.REVIEWS, "append_at"),
        (Meaning.TIME, "买家下单那天", FileKind.REVIEWS, "purchased_at"),
        (Meaning.TIME, "买家下单那天", FileKind.ORDERS, "created_at"),
        (Meaning.TEXT, "客服回复了啥", FileKind.REVIEWS, "reply"),
        (Meaning.IDENTIFIER, "宝贝编码号", FileKind.REVIEWS, "item_id"),
        (Meaning.IDENTIFIER, "运单", FileKind.ORDERS, "tracking_number"),
        (Meaning.AMOUNT, "退的钱", FileKind.REFUNDS, "amount"),
        (Meaning.NICK, "谁收", FileKind.ORDERS, "receiver_name"),
        (Meaning.NICK, "颜色尺码", FileKind.REVIEWS, "sku"),
        (Meaning.TEXT, "说了什么", FileKind.REVIEWS, "text"),
    ],
)
def test_word_of_a_strange_heading_tells_which_of_several_fields_it_is(
    meaning: Meaning, heading: str, kind: FileKind, field: str
) -> None:
    assert field_for(meaning, kind=kind, taken=(), heading=heading) == field


def test_heading_that_its_values_contradict_is_doubted() -> None:
    counted = doubt("phone", COUNTED)
    assert counted is not None
    assert counted.code == "guess_number_prefix"
    words = doubt("rated_at", ["好", "坏", "好", "坏", "2026-11-18"])
    assert words is not None
    assert words.params == {"field": "rated_at", "fits": 1, "filled": 5}


@pytest.mark.parametrize(
    ("field", "column"),
    [
        ("phone", PHONES),
        ("rated_at", ["2026-11-18"] * 5),
        ("rated_at", ["昨天"] * 4),
        ("text", ["1"] * 9),
    ],
)
def test_heading_that_its_values_bear_out_is_not_doubted(field: str, column: list[str]) -> None:
    assert doubt(field, column) is None


def test_every_guess_has_its_sentence_and_every_field_its_name() -> None:
    assert {f"guess_{name}" for name in ("phone", "time", "identifier")} <= known_codes()
    unnamed = {field for kind in FileKind for field in fields_of(kind)} - FIELDS.keys()
    assert unnamed == set()


def test_every_layout_has_a_name_people_read() -> None:
    generic = {f"generic_{kind.value}" for kind in FileKind}
    assert {preset.name for preset in presets()} == generic | LAYOUTS.keys()
