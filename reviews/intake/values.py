"""Cells as values: what people and spreadsheets write, understood or refused by name.

Every parser takes a cell and gives None for an empty one; what can't be understood raises
BadCell with a reason's code. Nothing is guessed.
"""

import html
import re
import unicodedata
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from reviews.domain.levels import HIGHEST_STARS, LOWEST_STARS, Level, level_of_stars
from reviews.intake.failures import BadCell

DESK_ZONE = ZoneInfo("Asia/Shanghai")
_EMPTY = frozenset({"", "-", "--", "—", "无", "null", "none", "nan", "n/a", "#n/a"})
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_RUINED = re.compile(r"[+-]?\d(?:\.\d+)?[eE]\+?\d+")
_WHOLE_FLOAT = re.compile(r"\d+\.0+")
_TEXT_FORMULA = re.compile(r'="?([^"]*)"?')
_LONGEST_ID = 64
#: What stands where a character could not be read, and where a formula failed.
_SPOILT = "\ufffd"
_SHEET_ERRORS = frozenset({"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})

_TIME = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?: ?(?:星期|周)[一二三四五六日天])?"
    r"(?:[T ]*(上午|下午|am|pm)? ?(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2})秒?|分)?"
    r"(?:\.\d{1,9})?(?: ?(am|pm))?)?"
    r" ?(Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
#: As most exports write it: a fifth of the time.
_USUAL_TIME = re.compile(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII)
_USUAL_LENGTH = len("2026-11-18 10:00:00")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?: ?(\d{2}):?(\d{2})(?::?(\d{2}))?)?")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
#: Day 0 of a spreadsheet's calendar, its invented 29 February 1900 allowed for.
_SERIAL_ZERO = datetime(1899, 12, 30, tzinfo=DESK_ZONE)
_FIRST_YEAR, _LAST_YEAR = 2000, 2100

_AMOUNT = re.compile(r"-?\d+(?:\.\d+)?")
_AMOUNT_DRESS = str.maketrans("", "", "¥￥$, \t")
_HIGHEST_FEN = 10**12

_STARS = re.compile(r"(\d)(?:\.0+)?(?:星|分|颗星| ?stars?)?")
_STAR_WORDS = dict(zip("一二三四五", range(1, 6), strict=True)) | {"两": 2}
_LEVELS = {
    "好评": Level.GOOD,
    "好": Level.GOOD,
    "非常满意": Level.GOOD,
    "很满意": Level.GOOD,
    "正面": Level.GOOD,
    "正面评价": Level.GOOD,
    "满意": Level.GOOD,
    "good": Level.GOOD,
    "positive": Level.GOOD,
    "中评": Level.NEUTRAL,
    "中": Level.NEUTRAL,
    "中性": Level.NEUTRAL,
    "中性评价": Level.NEUTRAL,
    "一般": Level.NEUTRAL,
    "neutral": Level.NEUTRAL,
    "差评": Level.BAD,
    "差": Level.BAD,
    "很不满意": Level.BAD,
    "非常不满意": Level.BAD,
    "负面": Level.BAD,
    "负面评价": Level.BAD,
    "不满意": Level.BAD,
    "bad": Level.BAD,
    "negative": Level.BAD,
    "未评价": Level.UNRATED,
    "unrated": Level.UNRATED,
}
_TRUE = frozenset({"true", "1", "yes", "y", "是", "需要", "有"})
_ON_A_PHONE = (
    "手机",
    "无线",
    "移动",
    "app",
    "小程序",
    "微信",
    "wap",
    "h5",
    "mobile",
    "ios",
    "android",
)
_ON_A_COMPUTER = frozenset(
    {"否", "no", "n", "false", "0", "pc", "pc端", "电脑", "电脑端", "网页", "web"}
)

_PHONE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})(?:-(\d{1,6}))?")
_DEFAULT_TEXT = re.compile(
    r"[\[【(]?(?:此|该|本)?(?:用户|买家|顾客|评价方|会员)"
    r"(?:没有|没|未)(?:及时|有|能|按时)?(?:主动)?(?:填写|做出|作出|写|给出|发表)"
    r"(?:文字|任何)?(?:评价|评论)?(?:内容)?[。.!,]?(?:系统|默认)?.{0,6}[\])】]?"
    r"|(?:系统)?默认好评[!。]?|(?:买家|评价方)未及时做出评价,系统默认好评[!。]?"
    r"|(?:此|该)用户觉得商品(?:很好|不错|较好|一般|很差|非常好)[^,。]{0,10}"
)


def clean_text(cell: str) -> str:
    """Free text: entities resolved, half emoji replaced, line ends unified, no marks around it."""
    if not cell:
        return ""
    text = html.unescape(cell) if "&" in cell else cell
    if not text.isascii() and _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\0", "").strip().strip("\ufeff\u200b")


def narrow(cell: str) -> str:
    """A cell that is no free text: full width narrowed, invisible signs and blanks gone."""
    if cell.isascii():
        return cell.strip()
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", cell)).strip()


def is_empty(cell: str) -> bool:
    return cell.strip().lower() in _EMPTY


def read_id(cell: str) -> str | None:
    """An id as text, out of ``="123"``, ``'123``, tabs, blanks and full width.

    Raises BadCell for one that a spreadsheet has turned into a rounded number.
    """
    if cell.isascii() and cell.isdigit() and len(cell) <= _LONGEST_ID:
        return cell  # as nearly all of them are
    text = narrow(cell)
    if text.startswith("="):
        match = _TEXT_FORMULA.fullmatch(text)
        text = match[1] if match else text
    text = text.strip("'\"` \t")
    if is_empty(text):
        return None
    if _RUINED.fullmatch(text):
        raise BadCell("id_ruined", text)
    if _SPOILT in text or text in _SHEET_ERRORS:
        raise BadCell("id_damaged", text)
    if _WHOLE_FLOAT.fullmatch(text):
        text = text.split(".")[0]
    if len(text) > _LONGEST_ID:
        raise BadCell("id_too_long", text)
    return text


@lru_cache(maxsize=4096)
def read_time(cell: str) -> datetime | None:
    """An aware moment from the usual spellings; without offset it is Chinese time.

    Raises BadCell for anything else.
    """
    if len(cell) == _USUAL_LENGTH and _USUAL_TIME.fullmatch(cell):
        with suppress(ValueError):
            return datetime.fromisoformat(cell).replace(tzinfo=DESK_ZONE)
    text = narrow(cell).strip("'")
    if is_empty(text) or text.startswith("0000"):
        return None
    try:
        moment = _moment(text)
    except (ValueError, OverflowError):
        moment = None
    if moment is None or not _FIRST_YEAR <= moment.year < _LAST_YEAR:
        raise BadCell("time_unreadable", cell)
    return moment


def _moment(text: str) -> datetime | None:
    if match := _TIME.fullmatch(text):
        year, month, day, before, hour, minute, second, after, offset = match.groups()
        hour = _of_24(hour, before or after)
        return _with_offset(_from_parts(year, month, day, hour, minute, second), offset)
    if _SERIAL.fullmatch(text):
        return _SERIAL_ZERO + timedelta(seconds=round(float(text) * 86_400))
    if match := _COMPACT.fullmatch(text):
        return _from_parts(*match.groups())
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), tz=DESK_ZONE)
    return None


def _of_24(hour: str | None, half: str | None) -> str | None:
    """The hour of a day in two halves: 下午 3 is 15, 12 AM is 0."""
    if hour is None or half is None:
        return hour
    if not 1 <= int(hour) <= 12:  # an hour that needs no half
        return hour
    return str(int(hour) % 12 + (12 if half.lower() in {"下午", "pm"} else 0))


def _from_parts(year: str, month: str, day: str, *clock: str | None) -> datetime:
    hour, minute, second = (int(part or 0) for part in clock)
    return datetime(int(year), int(month), int(day), hour, minute, second, tzinfo=DESK_ZONE)


def _with_offset(moment: datetime, offset: str | None) -> datetime:
    if not offset:
        return moment
    digits = "+0000" if offset == "Z" else offset.replace(":", "")
    ahead = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:]))
    utc = moment.replace(tzinfo=UTC) - (ahead if digits[0] == "+" else -ahead)
    return utc.astimezone(DESK_ZONE)


def read_fen(cell: str) -> int | None:
    """Money in fen out of ``￥1,280.00``, ``1.2万``, ``129元``.

    Raises BadCell for a negative amount or anything that is none.
    """
    text = narrow(cell).translate(_AMOUNT_DRESS).strip("'").removesuffix("元")
    if is_empty(text):
        return None
    ten_thousands = text.endswith("万")
    text = text.removesuffix("万")
    if not _AMOUNT.fullmatch(text):
        raise BadCell("amount_unreadable", cell)
    fen = Decimal(text) * (1_000_000 if ten_thousands else 100)
    if fen < 0 or fen > _HIGHEST_FEN:
        raise BadCell("amount_out_of_range", cell)
    return int(fen.to_integral_value())


def read_count(cell: str) -> int | None:
    """A whole number of things.

    Raises BadCell for anything else.
    """
    text = narrow(cell).strip("'").removesuffix("件")
    if is_empty(text):
        return None
    if _WHOLE_FLOAT.fullmatch(text):
        text = text.split(".")[0]
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise BadCell("count_unreadable", cell)
    return int(text)


def read_stars(cell: str) -> int | None:
    """Stars 1 to 5 out of ``5``, ``5.0``, ``五星``, ``★★★``; 0 is no rating.

    Raises BadCell for anything else.
    """
    text = narrow(cell).lower()
    if is_empty(text):
        return None
    filled = text.count("★")
    if filled and not text.strip("★☆"):
        return filled if filled <= HIGHEST_STARS else _bad_stars(cell)
    if len(text) <= 2 and text[0] in _STAR_WORDS:
        return _STAR_WORDS[text[0]]
    match = _STARS.fullmatch(text)
    if not match or int(match[1]) > HIGHEST_STARS:
        return _bad_stars(cell)
    stars = int(match[1])
    return stars if stars >= LOWEST_STARS else None


def _bad_stars(cell: str) -> int:
    raise BadCell("stars_unreadable", cell)


def read_level(cell: str) -> Level | None:
    """A level out of 好评/中评/差评, 正面/中性/负面, good/neutral/bad.

    Raises BadCell for anything else.
    """
    text = narrow(cell).lower()
    if is_empty(text):
        return None
    try:
        return _LEVELS[text]
    except KeyError:
        raise BadCell("level_unreadable", cell) from None


def read_rating(cell: str) -> Level | None:
    """A level, or stars that stand in its column.

    Raises BadCell for anything else.
    """
    try:
        return read_level(cell)
    except BadCell:
        with suppress(BadCell):
            return level_of_stars(read_stars(cell))
        raise


def read_flag(cell: str) -> bool | None:
    text = narrow(cell).lower()
    return None if is_empty(text) else text in _TRUE


def read_device(cell: str) -> str:
    """``mobile`` or ``web``: what an order was placed on; empty where the cell does not say."""
    text = narrow(cell).lower()
    if text in _ON_A_COMPUTER or text.startswith("非"):
        return "web"
    is_mobile = text in _TRUE or any(word in text for word in _ON_A_PHONE)
    return "mobile" if is_mobile else ""


def read_phone(cell: str) -> str | None:
    """A mobile number, with ``-`` and the extension where it is a virtual one.

    None for an empty, masked or fixed-line one: it can't be dialled by the desk.
    """
    text = narrow(cell).strip("'\"").replace("转", "-").replace("_", "-")
    if text.startswith("="):
        text = text.strip('="')
    if _WHOLE_FLOAT.fullmatch(text):
        text = text.split(".")[0]
    if _RUINED.fullmatch(text):
        raise BadCell("id_ruined", cell)
    match = _PHONE.fullmatch(re.sub(r"[\s()]|(?<=\d)-(?=\d{4}(?:-\d{4}|$))", "", text))
    if not match:
        match = _PHONE.fullmatch(text.replace(" ", ""))
    if not match:
        return None
    return f"{match[1]}-{match[2]}" if match[2] else match[1]


def is_default_text(text: str) -> bool:
    """Whether the platform wrote the text because the buyer wrote none."""
    return len(text) <= 40 and bool(_DEFAULT_TEXT.fullmatch(narrow(text)))
