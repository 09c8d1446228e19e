"""Folding of width, case, traditional characters and common slips, one character for one."""

from functools import cache
from typing import Any

import ahocorasick

from reviews.domain.causes.data import lexicon_file

#: Reviews are a few hundred characters long; what lies beyond this is not read.
READ_AT_MOST = 10_000
_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B)}
_CONTROL = dict.fromkeys([*range(0x09), *range(0x0B, 0x20), 0x7F, 0x3000, 0xFEFF, 0xFFFD], " ")


@cache
def _tables() -> tuple[dict[int, str], tuple[tuple[str, str], ...], Any]:
    stored = lexicon_file("folding.toml")
    characters: dict[int, str] = dict(_FULL_WIDTH)
    characters.update(_CONTROL)
    characters.update({ord(pair[0]): pair[1] for pair in str(stored["traditional"]).split()})
    slips = [tuple(pair.split("=")) for pair in str(stored["typos"]).split()]
    pairs = tuple((wrong, right) for wrong, right in slips if wrong != right)
    wrong = ahocorasick.Automaton()
    for slip, _ in pairs:
        wrong.add_word(slip, slip)
    wrong.make_automaton()
    return characters, pairs, wrong


def fold(text: str) -> str:
    """The text as the lexicon spells it; never longer, and every offset stays the same."""
    characters, slips, any_slip = _tables()
    folded = text[:READ_AT_MOST].translate(characters)
    if next(any_slip.iter(folded), None) is None:
        return folded
    for wrong, right in slips:
        if wrong in folded:
            folded = folded.replace(wrong, right)
    return folded
