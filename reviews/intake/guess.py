"""What a column means by its values, where its heading does not say; a person is asked."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from reviews.domain.reason import Parameter, Reason
from reviews.intake import values
from reviews.intake.failures import BadCell


class Meaning(StrEnum):
    EMPTY = "empty"
    LEVEL = "level"
    STARS = "stars"
    PHONE = "phone"
    RUNNING_NUMBER = "running_number"
    TIME = "time"
    IDENTIFIER = "identifier"
    AMOUNT = "amount"
    PICTURES = "pictures"
    PROVINCE = "province"
    ADDRESS = "address"
    TEXT = "text"
    NICK = "nick"


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest meaning of a column; ``reason`` tells what its values look like."""

    meaning: Meaning
    reason: Reason


#: So many of a column's values must fit for it to be a guess at all.
_MOST = 0.9
HALF = 0.5
#: Fewer values than this tell nothing about how numbers spread.
FEW = 5
_TEXT_LENGTH, _ADDRESS_LENGTH = 8, 9
_WIDEST = timedelta(days=3 * 366)

_ELEVEN = re.compile(r"1\d{10}")
_MASKED_PHONE = re.compile(r"1[3-9]\d[*xX]{4}\d{4}")
#: Prefixes of Chinese mobile numbers in use: of all numbers 1xx some three in five.
_MOBILE = re.compile(r"1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])\d{8}")
_SEPARATED = re.compile(r"[-/.年:]")
_LONG_NUMBER = re.compile(r"[A-Za-z]{0,4}\d{8,32}")
_MONEY = re.compile(r"[¥￥]\s*[\d,.]+|[\d,]+\.\d{1,2}|[\d,.]+\s*元")
_LINK = re.compile(r"(?:https?:)?//\S+|\S+\.(?:jpe?g|png|webp)\S*", re.IGNORECASE)
_STREET = re.compile(r"[路街道号村镇乡栋幢室弄巷]")
_PROVINCE = re.compile(
    "(?:中国)?(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|"
    "湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门)"
)
_NICK = re.compile(r"(?=.*[^\W\d_])[^\s,，。！？!?]{1,20}")


def guess(column: Sequence[str]) -> Guess | None:
    """The meaning most of the values share; None where they share none."""
    filled = [text for text in map(_bare, column) if not values.is_empty(text)]
    if not filled:
        return Guess(Meaning.EMPTY, Reason("guess_empty"))
    for meaning, fits in _TESTS:
        fitting = sum(map(fits, filled))
        if fitting >= _MOST * len(filled):
            return _told(meaning, filled, fitting)
    return None


def _bare(cell: str) -> str:
    return values.narrow(cell).strip("='\"\t ")


def _told(meaning: Meaning, filled: Sequence[str], fitting: int) -> Guess | None:
    if meaning is Meaning.PHONE:
        return _phones_or_ids(filled)
    if meaning is Meaning.TIME and not _spread_like_times(filled):
        return None
    counts = {"fits": fitting, "filled": len(filled)}
    if meaning is Meaning.IDENTIFIER:
        return Guess(meaning, Reason("guess_identifier", counts | {"distinct": len(set(filled))}))
    return Guess(meaning, Reason(_SENTENCES[meaning], counts))


#: Literal codes, so that each is seen to have its sentence.
_SENTENCES = {
    Meaning.LEVEL: "guess_level",
    Meaning.STARS: "guess_stars",
    Meaning.TIME: "guess_time",
    Meaning.AMOUNT: "guess_amount",
    Meaning.PICTURES: "guess_pictures",
    Meaning.PROVINCE: "guess_province",
    Meaning.ADDRESS: "guess_address",
    Meaning.TEXT: "guess_text",
    Meaning.NICK: "guess_nick",
}


def _phones_or_ids(filled: Sequence[str]) -> Guess:
    """Eleven digits that begin with 1 are phones, or ids that happen to have eleven digits.

    Phones have prefixes in use, many different ones, in no order; ids from a counter share their
    first digits or rise from row to row.
    """
    numbers = [text for text in filled if _ELEVEN.fullmatch(text)]
    masked = len(filled) - len(numbers)
    valid = sum(1 for number in numbers if _MOBILE.fullmatch(number)) + masked
    counts = {"fits": valid, "filled": len(filled)}
    if len(set(filled)) < FEW:
        return Guess(Meaning.PHONE, Reason("guess_phone_few", counts))
    prefixes = Counter(text[:3] for text in filled)
    prefix, often = prefixes.most_common(1)[0]
    if often > HALF * len(filled):
        told: dict[str, Parameter] = {"count": often, "filled": len(filled), "prefix": prefix}
        return Guess(Meaning.RUNNING_NUMBER, Reason("guess_number_prefix", told))
    if _steps_one_way(numbers) > _MOST:
        return Guess(Meaning.RUNNING_NUMBER, Reason("guess_number_order", counts))
    if valid < _MOST * len(filled):
        return Guess(Meaning.RUNNING_NUMBER, Reason("guess_number_invalid", counts))
    return Guess(Meaning.PHONE, Reason("guess_phone", counts | {"prefixes": len(prefixes)}))


def _steps_one_way(numbers: Sequence[str]) -> float:
    """The share of steps from row to row that go up, or down, whichever is more."""
    steps = [later > earlier for earlier, later in pairwise(numbers) if later != earlier]
    if len(steps) < FEW:
        return 0.0
    return max(sum(steps), len(steps) - sum(steps)) / len(steps)


def _spread_like_times(filled: Sequence[str]) -> bool:
    """Bare digits are times only where all lie within a few years; five digits may be anything."""
    if sum(1 for text in filled if _SEPARATED.search(text)) >= HALF * len(filled):
        return True
    moments = {moment for text in filled if (moment := _time(text))}
    return len(moments) > 1 and max(moments) - min(moments) < _WIDEST


def _time(text: str) -> datetime | None:
    try:
        return values.read_time(text)
    except BadCell:
        return None


def reads(parse: Callable[[str], object]) -> Callable[[str], bool]:
    def reads(text: str) -> bool:
        try:
            return parse(text) is not None
        except BadCell:
            return False

    return reads


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None


def _is_phone_shaped(text: str) -> bool:
    return bool(_ELEVEN.fullmatch(text) or _MASKED_PHONE.fullmatch(text))


def _is_province(text: str) -> bool:
    return len(text) < _ADDRESS_LENGTH and bool(_PROVINCE.match(text))


def _is_address(text: str) -> bool:
    return len(text) >= _ADDRESS_LENGTH and bool(_PROVINCE.match(text) or _STREET.search(text))


#: In this order: the first that fits most of the values is the guess.
_TESTS: tuple[tuple[Meaning, Callable[[str], bool]], ...] = (
    (Meaning.LEVEL, reads(values.read_level)),
    (Meaning.STARS, reads(values.read_stars)),
    (Meaning.PHONE, _is_phone_shaped),
    (Meaning.TIME, reads(values.read_time)),
    (Meaning.IDENTIFIER, _matches(_LONG_NUMBER)),
    (Meaning.AMOUNT, _matches(_MONEY)),
    (Meaning.PICTURES, _matches(_LINK)),
    (Meaning.PROVINCE, _is_province),
    (Meaning.ADDRESS, _is_address),
    (Meaning.TEXT, lambda text: len(text) >= _TEXT_LENGTH and not text.isascii()),
    (Meaning.NICK, _matches(_NICK)),
)
