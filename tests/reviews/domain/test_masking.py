import pytest

from reviews.domain.masking import (
    mask_misplaced,
    mask_name,
    mask_nick,
    mask_phone,
    mask_query,
)


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812342100", "138****2100"),
        (" 13812342100 ", "138****2100"),
        ("13812342100-1234", "138****2100"),
        ("8821", "**21"),
        ("1", "*1"),
    ],
)
def test_mask_phone(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("nick", "masked"),
    [("tb_张三丰", "t***丰"), ("小林", "小***"), ("t***8", "t***8"), ("", ""), (" a ", "a***")],
)
def test_mask_nick(nick: str, masked: str) -> None:
    assert mask_nick(nick) == masked


@pytest.mark.parametrize(("name", "masked"), [("张三丰", "张**"), ("张", "张*"), ("", "")])
def test_mask_name(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("2026年13月45日 下午3点", "2026年13月45日 下午3点"),
        ("1.23E+17", "1.23E+17"),
        ("-5.00元", "-5.00元"),
        ("昨天", "昨天"),
        ("超赞", "超赞"),
        ("13812342100", "138****2100"),
        ("0755-26551234", "0755-******34"),
        ("1" * 60, "11***11"),
        ("?" * 60, "?" * 40),
        ("张三丰", "张**"),
        ("欧阳", "欧阳"),
        ("广东省深圳市南山区科技园南路8号3栋402室", "广东省深…"),
        ("打 13812342100 找我", "打 13…"),
        ("tb买家123", "t***3"),
        ("zhang.san@example.com", "z****.***@*******.***"),
        ("", ""),
    ],
)
def test_misplaced_cell_is_known_again_and_names_nobody(cell: str, shown: str) -> None:
    assert mask_misplaced(cell) == shown


def test_an_address_keeps_its_filters_without_numbers() -> None:
    query = "view=all&q=138+1234+2100&level=&owner=%E5%B0%8F"
    assert mask_query(query) == "view=all&q=138+****+2100&owner=%E5%B0%8F"
