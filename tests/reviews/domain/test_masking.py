import pytest

from reviews.domain.masking import mask_free_text, mask_name, mask_nick, mask_phone


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
    ("text", "masked"),
    [
        ("打我13812342100谢谢", "打我138****2100谢谢"),
        ("138 1234 2100 或 138-1234-2100", "138****2100 或 138****2100"),
        ("+86 13812342100", "138****2100"),
        ("１３８１２３４２１００", "138****2100"),
        ("13812342100-8821", "138****2100"),
        ("订单 2026111813812342100 没到", "订单 2026111813812342100 没到"),
        ("用了１３天就坏", "用了１３天就坏"),
    ],
)
def test_mask_free_text(text: str, masked: str) -> None:
    assert mask_free_text(text) == masked
