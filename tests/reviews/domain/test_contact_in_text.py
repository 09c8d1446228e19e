import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.domain.masking import MASK, mask_free_text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("打我13812342100谢谢", "打我138****2100谢谢"),
        ("138 1234 2100 或 138-1234-2100", "138 **** 2100 或 138-****-2100"),
        ("+86 13812342100", "+86 138****2100"),
        ("8613812342100", "86138****2100"),
        ("１３８１２３４２１００", "１３８****２１００"),
        ("13812342100-8821", "138****2100-****"),
        ("13812342100 分机 12", "138****2100 分机 **"),
        ("vx13812342100", "vx1*********0"),
        ("tel13812342100", "tel138****2100"),
        ("共三13812342100", "共三138****2100"),
    ],
)
def test_mobile_numbers_are_masked(text: str, masked: str) -> None:
    assert mask_free_text(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("打一三八一二三四二一零零", "打一三八****二一零零"),
        ("1三8一二34二一零0", "1三8****二一零0"),
        ("幺三捌 壹贰叁肆 贰幺零零", "幺三捌 **** 贰幺零零"),
        ("1.3.8.1.2.3.4.2.1.0.0", "1.3.8.*.*.*.*.2.1.0.0"),
        ("13 81 23 42 10 0", "13 8* ** *2 10 0"),
        ("①③⑧①②③④②①⓪⓪", "①③⑧****②①⓪⓪"),
        ("1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣2️⃣1️⃣0️⃣0️⃣", "1️⃣3️⃣8️⃣*️⃣*️⃣*️⃣*️⃣2️⃣1️⃣0️⃣0️⃣"),
    ],
)
def test_tricks_of_writing_are_seen_through(text: str, masked: str) -> None:
    assert mask_free_text(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("家里0755-26551234", "家里0755-******34"),
        ("075526551234", "0755******34"),
        ("(010)62551234", "(010)******34"),
        ("电话26551234", "电话******34"),
        ("打给我 6255 1234", "打给我 **** **34"),
        ("400-800-1234", "400-***-**34"),
        ("4008001234", "400*****34"),
        ("zhang.san@example.com 谢谢", "z****.***@*******.*** 谢谢"),
        ("zhang＠qq.com", "z****＠**.***"),
        ("加微信 lily_2020 返现", "加微信 l***_***0 返现"),
        ("vx：lily2020", "vx：l******0"),
        ("加v lily2020", "加v l******0"),
        ("wxid_abc12345", "wxi*_*******5"),
        ("QQ 12345678", "QQ 1******8"),
        ("扣扣号：1 2 3 4 5 6 7", "扣扣号：1 * * * * * 7"),
        ("QQ一二三四五六七", "QQ一*****七"),
        ("身份证 110101199003071234", "身份证 ****************34"),
        ("11010119900307123X", "11**************3X"),
        ("110101 19900307 123x", "11**** ******** **3x"),
        ("110101900307123", "11***********23"),
        ("卡号 6222 0212 0200 1234567", "卡号 **** **** **** ***4567"),
        ("6222021001122337", "62************37"),
        ("4111 1111 1111 1111", "41** **** **** **11"),
    ],
)
def test_other_ways_to_reach_a_person_are_masked(text: str, masked: str) -> None:
    assert mask_free_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "壶用了两次就漏水",
        "订单 2026111813812342100 没到",
        "订单编号：110101199003071234",
        "顺丰SF1234567890123 三天没动",
        "快递单号 773123456789012",
        "单号 6222021001122337",
        "型号 JBL-4400-2200-1100",
        "AB075526551234",
        "尺寸 150 200 180 20",
        "腰围 13 14 15 16 17 18",
        "2026-11-18 13:00 到 2026/11/20 买的",
        "手机20231118买的",
        "手机 12999999元",
        "13.5 14.5 15.5 16.5",
        "11012345678",
        "120101202613451234",
        "999999199003071234",
        "9999019003071234",
        "6222021001122338",
        "4111 1111 1111 1112",
        "4111111111111111",
        "用了１３天就坏",
        "微信支付",
        "@小林 @ 客服",
        "5V:12345",
        "三八二十四",
        "02112",
        "1234567 8901234 5678901",
    ],
)
def test_what_ops_need_stays(text: str) -> None:
    assert mask_free_text(text) == text


_SIGNS = (
    st.text(st.sampled_from("0123456789一三八零 -.()@xXvVqQ微信电话卡号转１３＠️⃣aé\n")) | st.text()
)


@given(_SIGNS)
def test_a_mask_keeps_every_place_of_the_text(text: str) -> None:
    masked = mask_free_text(text)
    assert len(masked) == len(text)
    assert all(now in {MASK, was} for was, now in zip(text, masked, strict=True))


@given(
    number=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    gap=st.sampled_from(["", " ", "-", ".", "·", "--"]),
    before=st.text("好坏吗，。！ ab", max_size=5),
    after=st.text("好坏吗，。！ ab", max_size=5),
    spoken=st.booleans(),
)
def test_a_number_is_masked_however_it_is_cut(
    number: str, gap: str, before: str, after: str, *, spoken: bool
) -> None:
    signs = number.translate(
        str.maketrans(string.digits, "零一二三四五六七八九" if spoken else string.digits)
    )
    written = gap.join(signs)
    masked = mask_free_text(f"{before}{written}{after}")
    assert masked.count(MASK) >= 4
    assert written not in masked


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "1-3", "13 ", "a@", "a.", "微信", "电话1", "一", "一 ", "x1", "QQ1 "]
)
def test_no_text_makes_it_slow(piece: str) -> None:
    began = time.process_time()
    mask_free_text(piece * (20_000 // len(piece)))
    assert time.process_time() - began < 3
