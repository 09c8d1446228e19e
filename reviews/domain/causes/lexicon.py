"""The lexicon compiled once: every literal in one automaton, every pattern as a rule."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import ahocorasick

from reviews.domain.causes.data import lexicon_file
from reviews.domain.causes.patterns import Pattern, parse_pattern
from reviews.domain.causes.tree import CAUSES, NONE_STATED, SUSPECTED_ABUSE

_WORD_WEIGHT, _WEAK_WEIGHT = 0.85, 0.55
READ_CODES = tuple(code for code in CAUSES if code not in {NONE_STATED, SUSPECTED_ABUSE})


@dataclass(frozen=True, slots=True)
class Step:
    """An element of a compiled pattern: the group of its words, and its distance."""

    group: int
    gap: int
    crosses_commas: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern of a cause with its words replaced by group numbers.

    ``without`` is a group number, -1 for none; ``required`` and ``never`` are bits of the groups
    a text must, or must not, have.
    """

    cause: str
    line: str
    steps: tuple[Step, ...]
    without: int
    required: int
    never: int
    weight: float
    is_veto: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """What one literal means: its number and length, the causes it shows alone, whether it masks.

    ``groups`` has the bit of every group the literal is in, ``begins`` the numbers of the rules it
    can begin.
    """

    number: int
    length: int
    groups: int
    begins: frozenset[int]
    shows: tuple[tuple[str, float], ...]
    is_mask: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The compiled lexicon; the automaton's values are entries, numbered as in ``words``."""

    automaton: Any
    words: tuple[str, ...]
    rules: tuple[Rule, ...]
    groups: tuple[frozenset[int], ...]
    praise: int
    bad: int


class _Compiler:
    def __init__(self) -> None:
        shared = lexicon_file("shared.toml")
        self.masks = set(shared["masks"].split())
        self.groups = {name: frozenset(v.split()) for name, v in shared["groups"].items()}
        self.number_of: dict[frozenset[str], int] = {}
        self.shows: dict[str, dict[str, float]] = defaultdict(dict)
        self.rules: list[Rule] = []

    def number(self, words: frozenset[str]) -> int:
        if not words:
            return -1
        return self.number_of.setdefault(words, len(self.number_of))

    def add(self, code: str) -> None:
        stored = lexicon_file(f"{code}.toml")
        for key, weight in (("words", _WORD_WEIGHT), ("weak", _WEAK_WEIGHT)):
            for word in str(stored.get(key, "")).split():
                self.shows[word].setdefault(code, weight)
        for line in str(stored.get("patterns", "")).strip().splitlines():
            self.add_rule(code, parse_pattern(line, groups=self.groups))

    def add_rule(self, code: str, pattern: Pattern) -> None:
        steps = tuple(
            Step(self.number(element.words), element.gap, element.crosses_commas)
            for element in pattern.elements
        )
        required = [step.group for step in steps]
        if pattern.needs:
            required.append(self.number(pattern.needs))
        rule = Rule(
            cause=code,
            line=pattern.line,
            steps=steps,
            without=self.number(pattern.without),
            required=_bits(required),
            never=_bits([self.number(pattern.never)] if pattern.never else []),
            weight=pattern.weight,
            is_veto=pattern.is_veto,
        )
        self.rules.append(rule)

    def lexicon(self) -> Lexicon:
        praise, bad = (self.number(self.groups[name]) for name in ("praise", "bad"))
        groups_of: dict[str, list[int]] = defaultdict(list)
        for words, number in self.number_of.items():
            for word in words:
                groups_of[word].append(number)
        literals = sorted({*groups_of, *self.shows, *self.masks})
        beginning = defaultdict(list)
        for at, rule in enumerate(self.rules):
            beginning[rule.steps[0].group].append(at)
        automaton = ahocorasick.Automaton()
        for number, word in enumerate(literals):
            entry = Entry(
                number=number,
                length=len(word),
                groups=_bits(groups_of.get(word, [])),
                begins=frozenset(at for g in groups_of.get(word, []) for at in beginning[g]),
                shows=tuple(self.shows.get(word, {}).items()),
                is_mask=word in self.masks,
            )
            automaton.add_word(word, entry)
        automaton.make_automaton()
        number_of = {word: number for number, word in enumerate(literals)}
        return Lexicon(
            automaton=automaton,
            words=tuple(literals),
            rules=tuple(self.rules),
            groups=tuple(frozenset(number_of[w] for w in words) for words in self.number_of),
            praise=praise,
            bad=bad,
        )


def _bits(numbers: Iterable[int]) -> int:
    bits = 0
    for number in numbers:
        bits |= 1 << number
    return bits


@cache
def lexicon() -> Lexicon:
    """The built-in lexicon, compiled at the first call (about a tenth of a second)."""
    compiler = _Compiler()
    for code in READ_CODES:
        compiler.add(code)
    return compiler.lexicon()
