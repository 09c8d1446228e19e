"""Ways to reach somebody, found in free text: numbers, mail addresses, ids of messengers, cards.

What buyers and staff write to one another is shown to people who must not reach the buyer. Found is
what is meant to be dialled, added or paid to, tricks of writing included: full width, blanks and
dashes between the digits, 一三八 for 138, keycaps. Left alone is what ops need in order to act:
prices, sizes, dates, models, numbers of orders and parcels.

Every expression takes a text once from left to right; what may repeat is bounded or can't overlap
with what follows, so that no text makes it slow.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

#: One sign for one sign, so that places in the text stay what they are.
_FULL_WIDTH = {0xFF01 + sign: 0x21 + sign for sign in range(94)} | {0x3000: " "}
_SPOKEN = str.maketrans(
    "零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖⓪①②③④⑤⑥⑦⑧⑨❶❷❸❹❺❻❼❽❾",
    "00123456789" + "1123456789" + "0123456789" + "123456789",
)
#: What stands between the digits of one number, the rest of a keycap included.
_GAP = "[ \t()\\-‐‑–—―_.·,、/|~\ufe0f\u20e3]"
_DIGITS = re.compile("[0-9]+")
_RUN = re.compile(f"[0-9](?:{_GAP}{{0,3}}[0-9]){{6,}}")
_SPOKEN_SIGNS = "零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖⓪①-⑨❶-❾"
_HAS_SPOKEN = re.compile(f"[0-9{_SPOKEN_SIGNS}](?:{_GAP}{{0,3}}[0-9{_SPOKEN_SIGNS}]){{4}}")
_IS_WIDE = re.compile("[！-～　]")
#: Without one of these there is nothing to look for; most texts have none.
_WORTH_A_LOOK = re.compile(
    f"@|[0-9A-Za-z{_SPOKEN_SIGNS}](?:{_GAP}{{0,3}}[0-9A-Za-z_{_SPOKEN_SIGNS}]){{4}}"
)
_SAID = r"[\s:是为=,.~()\-]{0,4}"
_MESSENGER = re.compile(
    r"(?:[微威薇维]信|v信|wechat|weixin|[加➕+][微薇威v]x?|(?<![a-z0-9])(?:vx|wx|v(?=[:+])))"
    rf"(?:号码?|id|账号)?{_SAID}(?P<id>[a-z0-9][a-z0-9_\-]{{4,19}})",
    re.IGNORECASE | re.ASCII,
)
_QQ = re.compile(
    r"(?:(?<![a-z])qq|扣扣|抠抠|企鹅|球球|(?<![a-z0-9])q(?=[:号]))"
    rf"(?:号码?|群|联系)?{_SAID}(?P<id>[0-9](?:{_GAP}?[0-9]){{4,10}})(?![0-9])",
    re.IGNORECASE | re.ASCII,
)
_CALLED = re.compile(
    r"(?:电话|手机|座机|固话|热线|联系方式|致电|拨打|打给?我|(?<![a-z])(?:tel|phone|call))"
    rf"(?:号码?)?{_SAID}(?P<id>[0-9](?:[ \-]?[0-9]){{6,12}})(?![0-9]|[ .]?[0-9]*[元块件])",
    re.IGNORECASE | re.ASCII,
)
_ACCOUNT = re.compile(
    r"(?:卡号|银行卡|[账帐][号户]|支付宝|身份证)"
    rf"(?:号码?)?{_SAID}(?P<id>[0-9](?:[ \-]?[0-9]){{9,18}}x?)",
    re.IGNORECASE | re.ASCII,
)
_MAIL_NAME = re.compile(r"[A-Za-z0-9._%+\-]{1,64} ?\Z", re.ASCII)
_MAIL_HOST = re.compile(r" ?[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4}", re.ASCII)
_EXTENSION = re.compile(r"(?:-|转| ?分机 ?)([0-9]{1,6})(?![0-9])", re.ASCII)
_OF_AN_ORDER = re.compile(
    r"(?:订单|单号|运单|快递|物流|编号|条码|order|tracking)[^0-9]{0,6}\Z", re.IGNORECASE
)
_ORDER_WORD_BEFORE = 14

#: How people cut a mobile number; single digits and pairs are taken as well.
_MOBILE_SHAPES = frozenset(
    {
        *((3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (4, 4, 3), (4, 3, 4), (5, 6), (6, 5), (5, 3, 3)),
        *((3, 2, 2, 4), (3, 4, 2, 2), (3, 2, 2, 2, 2), (3, 2, 3, 3)),
    }
)
_LANDLINE_SHAPES = frozenset({(3, 7), (3, 8), (4, 7), (4, 8), (3, 4, 4), (4, 4, 4), (4, 3, 4)})
_AREA = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})[2-9]")
_PIECES_AT_LEAST, _PAIR = 6, 2
_MOBILE, _HOTLINE, _OLD_ID, _ID = 11, 10, 15, 18
_CARD = range(16, 20)
_PROVINCES = frozenset({*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47)}) | {
    *range(50, 55),
    *range(61, 66),
    71,
    81,
    82,
}
_MOST_DIGITS, _MOST_PIECES = 19, 5


@dataclass(frozen=True, slots=True)
class Contact:
    """Where it stands in the text; of its letters and digits so many may be shown at each end."""

    start: int
    end: int
    front: int = 0
    back: int = 0


def find_contacts(text: str) -> Iterator[Contact]:
    """All ways to reach somebody that the text names; they may overlap."""
    narrow = text.translate(_FULL_WIDTH) if _IS_WIDE.search(text) else text
    if not _WORTH_A_LOOK.search(narrow):
        return
    yield from _mails(narrow)
    yield from _found(narrow)
    if not narrow.isascii() and _HAS_SPOKEN.search(narrow):
        yield from _found(narrow.translate(_SPOKEN))


def _found(narrow: str) -> Iterator[Contact]:
    yield from _named(narrow)
    for run in _RUN.finditer(narrow):
        yield from _numbers(narrow, run.start(), run.end())


def _mails(narrow: str) -> Iterator[Contact]:
    """Around each @: a name before, a host with a dot behind."""
    at = narrow.find("@")
    while at >= 0:
        name = _MAIL_NAME.search(narrow, max(at - 65, 0), at)
        host = _MAIL_HOST.match(narrow, at + 1)
        if name and host:
            yield Contact(name.start(), host.end(), front=1)
        at = narrow.find("@", at + 1)


def _named(narrow: str) -> Iterator[Contact]:
    """What a word before it says to be an id, a number or an account."""
    for named in _MESSENGER.finditer(narrow):
        yield Contact(*named.span("id"), front=1, back=1)
    for named in _QQ.finditer(narrow):
        yield Contact(*named.span("id"), front=1, back=1)
    for pattern, shown in ((_CALLED, 2), (_ACCOUNT, 4)):
        for named in pattern.finditer(narrow):
            digits = named["id"].replace(" ", "").replace("-", "")
            # A mobile number is found as such, with its own ends shown.
            if not _is_day(digits) and not _is_mobile(digits, (len(digits),)):
                yield Contact(*named.span("id"), back=shown)


def _is_day(digits: str) -> bool:
    """``20261118``: bare digits that a calendar has."""
    return len(digits) == len("20261118") and _has_date(digits)


def _has_date(digits: str) -> bool:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return 1900 <= day.year < 2100


def _numbers(narrow: str, first: int, last: int) -> Iterator[Contact]:
    """The numbers among digits that stand close together."""
    groups = [group.span() for group in _DIGITS.finditer(narrow, first, last)]
    place = 0
    while place < len(groups):
        taken, contact = _number_at(narrow, groups, place)
        if contact:
            yield contact
            extension = _EXTENSION.match(narrow, contact.end)
            if extension and contact.front:
                yield Contact(*extension.span(1))
        place += taken


def _number_at(
    narrow: str, groups: list[tuple[int, int]], place: int
) -> tuple[int, Contact | None]:
    """How many groups to go on by, and the number they are, the shortest that is one.

    Between its groups stands the same sign everywhere, or else they are prices or sizes.
    """
    start, end = groups[place]
    digits, gap = "", ""
    shape: tuple[int, ...] = ()
    for taken, (first, last) in enumerate(groups[place : place + _MOBILE], start=1):
        between = narrow[end:first]
        if taken > 2 and between != gap:
            break
        digits, shape, gap, end = digits + narrow[first:last], (*shape, last - first), between, last
        if len(digits) > _MOST_DIGITS or (taken > _MOST_PIECES and not digits.startswith("1")):
            break
        if narrow[end : end + 1] in {"x", "X"} and len(digits) == _ID - 1:
            digits, end = f"{digits}X", end + 1
        shown = _shown(digits, shape)
        if shown and not _is_of_an_order(narrow, start, digits):
            return taken, Contact(start, end, *shown)
    return 1, None


def _is_of_an_order(narrow: str, start: int, digits: str) -> bool:
    """Numbers of orders and parcels: named so, or with letters right before the digits.

    A mobile number is one wherever it stands.
    """
    if len(digits) in {_MOBILE, _MOBILE + 2} and not digits.startswith("0"):
        return False
    before = narrow[max(start - _ORDER_WORD_BEFORE, 0) : start]
    glued = before[-1:].isascii() and before[-1:].isalpha()
    return glued or _OF_AN_ORDER.search(before) is not None


def _shown(digits: str, shape: tuple[int, ...]) -> tuple[int, int] | None:
    """What may be shown at the ends of a number; None where it is none to reach anybody."""
    if _is_mobile(digits, shape):
        return (5 if digits.startswith("86") else 3), 4
    if _AREA.match(digits) and (shape in _LANDLINE_SHAPES or _is_whole_landline(shape)):
        return (3 if digits[1] in "12" else 4), 2
    if len(digits) == _HOTLINE and digits[:3] in {"400", "800"} and len(shape) <= 4:
        return 3, 2
    if _is_resident_id(digits, shape) or _is_card(digits, shape):
        return 2, 2
    return None


def _is_mobile(digits: str, shape: tuple[int, ...]) -> bool:
    if len(digits) == _MOBILE + 2 and digits.startswith("86") and len(shape) == 1:
        return _is_mobile(digits[2:], (_MOBILE,))
    if len(digits) != _MOBILE or digits[0] != "1" or digits[1] in "012":
        return False
    is_spelled = len(shape) >= _PIECES_AT_LEAST and max(shape) <= _PAIR
    return len(shape) == 1 or shape in _MOBILE_SHAPES or is_spelled


def _is_whole_landline(shape: tuple[int, ...]) -> bool:
    return len(shape) == 1 and 10 <= shape[0] <= 12


def _is_resident_id(digits: str, shape: tuple[int, ...]) -> bool:
    """Province, birthday and a number; of the old kind the year has two digits."""
    if int(digits[:2]) not in _PROVINCES:
        return False
    if len(digits) == _ID:
        return shape in {(18,), (17,), (6, 8, 4), (6, 8, 3)} and _has_date(digits[6:14])
    return len(digits) == _OLD_ID and len(shape) == 1 and _has_date(f"19{digits[6:12]}")


def _is_card(digits: str, shape: tuple[int, ...]) -> bool:
    """UnionPay's prefix, or cut in fours as cards are; and the check digit fits."""
    if len(digits) not in _CARD or not digits.isdigit():
        return False
    in_fours = len(shape) >= 4 and set(shape[:-1]) == {4} and shape[-1] <= 4
    if not in_fours and not (digits.startswith("62") and len(shape) == 1):
        return False
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0
