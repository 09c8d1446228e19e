"""The lexicon compiled once: every literal in one automaton, every pattern by its first element."""

from collections import defaultdict
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
    """A pattern of a cause with its words replaced by group numbers; -1 where it asks nothing."""

    cause: str
    line: str
    steps: tuple[Step, ...]
    without: int
    never: int
    needs: int
    weight: float
    is_veto: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """What one literal means: groups it fills, causes it shows by itself, whether it masks."""

    groups: tuple[int, ...]
    shows: tuple[tuple[str, float], ...]
    is_mask: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The compiled lexicon; the automaton's values are ``(length, Entry)``."""

    automaton: Any
    rules_by_group: dict[int, tuple[Rule, ...]]
    praise: int
    bad: int


class _Compiler:
    def __init__(self) -> None:
        shared = lexicon_file("shared.toml")
        self.masks = set(shared["masks"].split())
        self.groups = {name: frozenset(v.split()) for name, v in shared["groups"].items()}
        self.number_of: dict[frozenset[str], int] = {}
        self.shows: dict[str, dict[str, float]] = defaultdict(dict)
        self.rules: dict[int, list[Rule]] = defaultdict(list)

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
        rule = Rule(
            cause=code,
            line=pattern.line,
            steps=steps,
            without=self.number(pattern.without),
            never=self.number(pattern.never),
            needs=self.number(pattern.needs),
            weight=pattern.weight,
            is_veto=pattern.is_veto,
        )
        self.rules[steps[0].group].append(rule)

    def lexicon(self) -> Lexicon:
        groups_of: dict[str, list[int]] = defaultdict(list)
        praise, bad = (self.number(self.groups[name]) for name in ("praise", "bad"))
        for words, number in self.number_of.items():
            for word in words:
                groups_of[word].append(number)
        automaton = ahocorasick.Automaton()
        for word in {*groups_of, *self.shows, *self.masks}:
            entry = Entry(
                groups=tuple(groups_of.get(word, ())),
                shows=tuple(self.shows.get(word, {}).items()),
                is_mask=word in self.masks,
            )
            automaton.add_word(word, (len(word), entry))
        automaton.make_automaton()
        return Lexicon(
            automaton=automaton,
            rules_by_group={group: tuple(rules) for group, rules in self.rules.items()},
            praise=praise,
            bad=bad,
        )


@cache
def lexicon() -> Lexicon:
    """The built-in lexicon, compiled at the first call (about a tenth of a second)."""
    compiler = _Compiler()
    for code in READ_CODES:
        compiler.add(code)
    return compiler.lexicon()
