"""Where a complaint's words do not count: denied, only supposed, asked, or praised."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Self

_HARD = "。！？!?;；\n\r…"
_BREAK = re.compile(
    r"[。！？!?;；\n\r…]|[，,~～\s]|\.(?!\d)|但是|但|不过|可是|然而|只不过|只是|就是(?!说)|除了"
)
_FILLER = (
    r"(?:是|算|觉得|怎么|那么|太|很|特别|大|有|什么|啥|任何|一点|一丝|丝毫|出现|发现|明显|会|至于|存在"
    r"|感觉|感觉到|闻到|看到|遇到|必|用|担心|怕|见|过|半点|多少|多|发生)"
)
_DENIED = re.compile(rf"(?:不|没|没有|无|未|毫无|并无|别|勿|零|拒绝|杜绝|非){_FILLER}{{0,4}}$")
#: Every denial begins with one of these, and there is none in most places asked about.
_DENIALS = frozenset("不没无未毫并别勿零拒杜非")
_NOT_DENIED = re.compile(
    r"(?:不得不|不能不|不仅|不但|不光|不只|不止|是不是|会不会|有没有|要不|差不多|动不动|好不|不知"
    rf"|从来?没有?|从未|有史以来没有?|不一般|不是一般|巴不得|说不定|不就|不都|不敢说){_FILLER}{{0,3}}$"
)
_SUPPOSED = re.compile(
    r"(?:如果|要是|假如|万一|若是|但愿|以防|防止|避免|以免|省得|免得|就怕|生怕|担心|害怕|希望不|希望别|不怕).{0,5}$"
)
_DOUBTED = re.compile(r"(?:会不会|是否|会否|有没有).{0,3}$")
_ASKED = re.compile(r"会不会|有没有|是否|会.{0,6}吗|有.{0,6}吗")
_RHETORICAL = re.compile(r"难道|不是|就不能|凭什么|怎么|为什么|谁|哪")
_WINDOW = 8
_SUPPOSED_SHARE = 0.3
_ASKED_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Clauses:
    """Where clauses (soft) and sentences (hard) end in a folded text."""

    text: str
    soft: list[int]
    hard: list[int]

    @classmethod
    def of(cls, text: str) -> Self:
        soft: list[int] = []
        hard: list[int] = []
        for found in _BREAK.finditer(text):
            soft.append(found.start())
            if found[0] in _HARD:
                hard.append(found.start())
        return cls(text, soft, hard)

    def joined(self, end: int, start: int, *, crosses_commas: bool) -> bool:
        """Whether nothing separates what ends at ``end`` from what begins at ``start``."""
        breaks = self.hard if crosses_commas else self.soft
        return bisect_left(breaks, end) == bisect_left(breaks, start)

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Begin and end of the clause (or clauses) that hold ``start`` to ``end``."""
        before = bisect_left(self.soft, start + 1) - 1
        after = bisect_left(self.soft, end)
        first = self.soft[before] if before >= 0 else 0
        last = self.soft[after] if after < len(self.soft) else len(self.text)
        return first, last


def is_denied(text: str, *, start: int, floor: int) -> bool:
    """Whether a denial stands right before ``start``, looking back no further than ``floor``."""
    before = text[max(floor, start - _WINDOW) : start]
    if _DENIALS.isdisjoint(before) or not _DENIED.search(before):
        return False
    return not _NOT_DENIED.search(before)


def share_that_counts(clauses: Clauses, *, start: int, end: int) -> float:
    """1 for a plain statement, less where it is only supposed or asked."""
    first, last = clauses.clause(start, end)
    text = clauses.text
    if _SUPPOSED.search(text[max(first, start - _WINDOW) : start]):
        return _SUPPOSED_SHARE
    if _DOUBTED.search(text[max(first, start - _WINDOW) : start]):
        return _ASKED_SHARE
    if text[last : last + 1] in {"?", "？"}:
        clause = text[first:last]
        if _ASKED.search(clause) and not _RHETORICAL.search(clause):
            return _ASKED_SHARE
    return 1.0
