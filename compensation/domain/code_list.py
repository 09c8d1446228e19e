"""Codes as people paste them: one a line, perhaps with a last day; every fault is named."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from reviews.domain.reason import Reason

LONGEST_CODE = 64
MOST_CODES = 20_000
_DATE = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
_BREAKS = re.compile(r"[\t,;，；]| {2,}")
_ROUNDED = re.compile(r"^\d(?:\.\d+)?E\+?\d{1,3}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code to put in stock; ``expires_on`` is its last good day."""

    line: int
    code: str
    expires_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class CodeFault:
    """A line that was not taken, and why."""

    line: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class CodeList:
    """What was read."""

    codes: tuple[NewCode, ...]
    faults: tuple[CodeFault, ...]


def read_codes(lines: Iterable[str], *, today: dt.date) -> CodeList:
    """Codes and faults in the order of the lines; blank lines and a heading are passed over."""
    codes: dict[str, NewCode] = {}
    faults = []
    for number, line in enumerate(lines, start=1):
        cells = [cell.strip().strip("'\"=") for cell in _BREAKS.split(line.strip())]
        if not cells[0] or _is_heading(number, cells[0]):
            continue
        read = _read(number, cells, today)
        if isinstance(read, CodeFault):
            faults.append(read)
        elif read.code in codes:
            faults.append(CodeFault(number, _twice(codes[read.code])))
        else:
            codes[read.code] = read
    return CodeList(tuple(codes.values()), tuple(faults))


def _twice(first: NewCode) -> Reason:
    return Reason("code_twice_in_list", {"code": mask_code(first.code), "line": first.line})


def mask_code(code: str) -> str:
    """The last four signs of a code that is longer than them, so that two can be told apart."""
    shown = code[-4:] if len(code) > 6 else code[-1:]
    return f"****{shown}"


def _read(number: int, cells: list[str], today: dt.date) -> NewCode | CodeFault:
    code = unicodedata.normalize("NFKC", cells[0]).strip()
    if len(code) > LONGEST_CODE:
        return CodeFault(number, Reason("code_too_long", {"most": LONGEST_CODE}))
    if _ROUNDED.match(code):
        return CodeFault(number, Reason("code_rounded", {"code": code}))
    if len(cells) == 1 or not cells[1]:
        return NewCode(number, code)
    last = _day(cells[1])
    if last is None:
        return CodeFault(number, Reason("code_day_unreadable", {"day": cells[1][:20]}))
    if last < today:
        return CodeFault(number, Reason("code_is_over", {"code": mask_code(code)}))
    return NewCode(number, code, last)


def _day(text: str) -> dt.date | None:
    found = _DATE.match(unicodedata.normalize("NFKC", text.split()[0]))
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _is_heading(number: int, cell: str) -> bool:
    return number == 1 and cell.casefold() in {"code", "券码", "兑换码", "卡密", "编码", "优惠券码"}
