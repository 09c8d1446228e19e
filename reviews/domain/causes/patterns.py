"""The small pattern language of the lexicon's data files.

A pattern is a line of elements in their order in the text. An element is ``word|word|@group``;
before it may stand ``~8`` (at most eight characters after the element before it, within one
clause) or ``~8,`` (within one sentence); ``+word`` follows at once. ``!x|y`` forbids a word in
the clause, ``!!x|y`` in the whole text, ``&x|y`` asks for one anywhere in the text, ``=0.7`` sets
the weight, ``.veto`` lets the pattern take away hits of its cause in its words.
"""

from dataclasses import dataclass, field

DEFAULT_GAP = 5
DEFAULT_WEIGHT = 0.85


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a pattern: the words that fill it and how far it may lie from the last."""

    words: frozenset[str]
    gap: int = DEFAULT_GAP
    crosses_commas: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A line of the pattern language; ``line`` is kept to explain a hit."""

    line: str
    elements: tuple[Element, ...]
    without: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    weight: float = DEFAULT_WEIGHT
    is_veto: bool = False


class PatternError(ValueError):
    """A line of a data file is not in the pattern language."""


@dataclass(slots=True)
class _Draft:
    elements: list[Element] = field(default_factory=list)
    without: set[str] = field(default_factory=set)
    never: set[str] = field(default_factory=set)
    needs: set[str] = field(default_factory=set)
    weight: float = DEFAULT_WEIGHT
    is_veto: bool = False
    gap: int = DEFAULT_GAP
    crosses_commas: bool = False


def parse_pattern(line: str, *, groups: dict[str, frozenset[str]]) -> Pattern:
    """Read one line; raises PatternError for an unknown group or a line without elements."""
    draft = _Draft()
    for piece in line.split():
        _take(piece, draft, groups)
    if not draft.elements:
        raise PatternError(f"no element in pattern: {line}")
    return Pattern(
        line=line,
        elements=tuple(draft.elements),
        without=frozenset(draft.without),
        never=frozenset(draft.never),
        needs=frozenset(draft.needs),
        weight=draft.weight,
        is_veto=draft.is_veto,
    )


def _take(piece: str, draft: _Draft, groups: dict[str, frozenset[str]]) -> None:
    mark, rest = piece[0], piece[1:]
    if mark == "~":
        draft.crosses_commas = rest.endswith(",")
        draft.gap = int(rest.rstrip(","))
    elif mark == "=":
        draft.weight = float(rest)
    elif piece.startswith("!!"):
        draft.never |= _words(piece[2:], groups)
    elif mark == "!":
        draft.without |= _words(rest, groups)
    elif mark == "&":
        draft.needs |= _words(rest, groups)
    elif piece == ".veto":
        draft.is_veto = True
    else:
        follows = mark == "+"
        draft.elements.append(
            Element(
                words=_words(rest if follows else piece, groups),
                gap=1 if follows else draft.gap,
                crosses_commas=draft.crosses_commas,
            ),
        )
        draft.gap, draft.crosses_commas = DEFAULT_GAP, False


def _words(alternatives: str, groups: dict[str, frozenset[str]]) -> frozenset[str]:
    words: set[str] = set()
    for alternative in alternatives.split("|"):
        if not alternative.startswith("@"):
            words.add(alternative)
        elif alternative[1:] in groups:
            words |= groups[alternative[1:]]
        else:
            raise PatternError(f"unknown group {alternative}")
    return frozenset(words - {""})
