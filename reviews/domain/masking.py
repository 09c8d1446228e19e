"""The one place where contact data are masked."""

import re
from urllib.parse import parse_qsl, urlencode

from reviews.domain.contact_in_text import find_contacts

MASK = "*"
_LONG_NUMBER = re.compile(r"(?<!\d)(\d{2})\d{3,}(\d{2})(?!\d)")
#: What dates, amounts and ratings are written with.
_SIGNS = re.compile(r"[\d\W年月日号时点分秒星期周上下午一二三四五六七八九十两元万千个件颗级eE]*")
_LATIN = re.compile(r"[A-Za-z]")
_FAMILY_NAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_LONGEST_NAME, _LONGEST_SHOWN = 4, 40


def mask_phone(phone: str) -> str:
    """``13812342100`` becomes ``138****2100``; shorter numbers keep their last two digits."""
    digits = phone.strip()
    if len(digits) >= 11:
        return f"{digits[:3]}****{digits[7:11]}"
    return MASK * max(len(digits) - 2, 1) + digits[-2:]


def mask_nick(nick: str) -> str:
    """First and last character stay: ``张三丰`` becomes ``张***丰``; one masked already is kept."""
    nick = nick.strip()
    if "*" in nick or not nick:
        return nick
    if len(nick) <= 2:
        return nick[0] + MASK * 3
    return f"{nick[0]}***{nick[-1]}"


def mask_name(name: str) -> str:
    """The family name stays: ``张三丰`` becomes ``张**``."""
    name = name.strip()
    return name[:1] + MASK * max(len(name) - 1, 1) if name else ""


def mask_free_text(text: str) -> str:
    """Mask every way to reach somebody that a note or a review names; see `contact_in_text`.

    As long as the text, sign by sign: evidence is kept by its place.
    """
    hidden: set[int] = set()
    for contact in find_contacts(text):
        places = [at for at in range(contact.start, contact.end) if text[at].isalnum()]
        hidden.update(places[contact.front : len(places) - contact.back])
    if not hidden:
        return text
    return "".join(MASK if at in hidden else sign for at, sign in enumerate(text))


def mask_query(query: str) -> str:
    """The filters behind an address's "?", no way to reach somebody among them."""
    said = parse_qsl(query)
    return urlencode([(name, mask_free_text(value)) for name, value in said], safe=MASK)


def mask_misplaced(cell: str) -> str:
    """A cell that is not what its column holds: enough to know it again, and nobody in it.

    A row that has slipped by a column has a name, a number or an address where a date belongs.
    What dates and amounts are written with is shown, long numbers aside; of words a few at most.
    """
    text = mask_free_text(cell).strip()
    shown = _LONG_NUMBER.sub(r"\1***\2", text)
    if _SIGNS.fullmatch(text):
        return shown[:_LONGEST_SHOWN]
    if _LATIN.search(text):
        return mask_nick(shown[:_LONGEST_SHOWN])
    if len(text) > _LONGEST_NAME:
        return f"{shown[:_LONGEST_NAME]}…"
    return mask_name(text) if text[0] in _FAMILY_NAMES else text
