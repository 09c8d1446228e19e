"""Finds in a folded text the words and patterns of the lexicon, as weighted hits."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice

from reviews.domain.causes.lexicon import Entry, Lexicon, Rule
from reviews.domain.causes.scope import Clauses, is_denied, share_that_counts

#: Words that fill one element of a pattern from one starting point; more add nothing but time.
_CANDIDATES = 3
#: So many places of a rule or a word are enough; a text of nothing else must not take seconds.
_MOST_PLACES = 12
_PRAISED_SHARE = 0.35
#: Doubt is the complaint itself: a question or a supposition does not weaken it.
_DOUBTING = frozenset({"counterfeit"})


@dataclass(frozen=True, slots=True)
class Hit:
    """Words of a text that show a cause; offsets into the folded text, weight 0 to 1."""

    cause: str
    start: int
    end: int
    weight: float


Span = tuple[int, int]
Shows = tuple[tuple[str, float], ...]


class _Tokens:
    """The lexicon's literals in a text, masked ones left out, with their places."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        found = [(last + 1, entry) for last, entry in lexicon.automaton.iter(text)]
        masks = [(end - entry.length, end) for end, entry in found if entry.is_mask]
        self.present = 0
        self.begun: set[int] = set()
        self.alone: list[tuple[int, int, Entry]] = []
        self._numbers = lexicon.groups
        self._words = lexicon.words
        self._places: dict[int, list[Span]] = {}
        self._found: set[int] = set()
        self._spans: dict[int, list[Span]] = {}
        for end, entry in found:
            start = end - entry.length
            if masks and _is_masked(start, end, masks):
                continue
            if entry.shows:
                self.alone.append((start, end, entry))
            places = self._places.get(entry.number)
            if places is None:
                self.present |= entry.groups
                self.begun |= entry.begins
                self._places[entry.number] = [(start, end)]
            else:
                places.append((start, end))
        self._found.update(self._places)

    def words(self) -> list[str]:
        """The literals found."""
        return [self._words[number] for number in self._places]

    def spans(self, group: int) -> list[Span]:
        """The places of a group's words, in their order."""
        spans = self._spans.get(group)
        if spans is None:
            places = self._places
            found = self._numbers[group] & self._found
            if len(found) == 1:
                (number,) = found
                spans = places[number]
            else:
                spans = sorted(chain.from_iterable([places[number] for number in found]))
            self._spans[group] = spans
        return spans


def _is_masked(start: int, end: int, masks: list[Span]) -> bool:
    """Inside a longer masking word, or ending in the middle of one: 包装差 in 包装差不多."""
    at = bisect_left(masks, end, key=lambda mask: mask[1])
    for mask_start, mask_end in masks[at : at + _CANDIDATES]:
        covers = mask_start <= start and end <= mask_end and mask_end - mask_start > end - start
        if covers or start < mask_start < end < mask_end:
            return True
    return False


class Matcher:
    """One reading of one text."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.clauses = Clauses.of(text)
        self.lexicon = lexicon
        self.tokens = _Tokens(text, lexicon)

    @cached_property
    def hits(self) -> list[Hit]:
        """All weighted hits, vetoes applied, in no particular order."""
        hits: list[Hit] = []
        vetoes: list[Hit] = []
        for start, end, shows in self._words_alone():
            hits += [self._weighed(cause, start, end, weight) for cause, weight in shows]
        for rule in self._possible_rules():
            for start, end in islice(self._spans(rule), _MOST_PLACES):
                hit = self._weighed(rule.cause, start, end, rule.weight)
                (vetoes if rule.is_veto else hits).append(hit)
        return [hit for hit in hits if not self._is_vetoed(hit, vetoes)]

    def _words_alone(self) -> Iterator[tuple[int, int, Shows]]:
        places: Counter[int] = Counter()
        for start, end, entry in self.tokens.alone:
            if places[entry.number] >= _MOST_PLACES:
                continue
            if not self._is_denied(start, self.clauses.clause(start, end)[0]):
                places[entry.number] += 1
                yield start, end, entry.shows

    def _possible_rules(self) -> Iterator[Rule]:
        present = self.tokens.present
        absent = ~present
        rules = self.lexicon.rules
        for at in sorted(self.tokens.begun):
            rule = rules[at]
            if not rule.required & absent and not rule.never & present:
                yield rule

    def _spans(self, rule: Rule) -> Iterator[Span]:
        for start, end in self.tokens.spans(rule.steps[0].group):
            first, _ = self.clauses.clause(start, end)
            if self._is_denied(start, first):
                continue
            last = self._follow(rule, 1, end)
            if last is not None and not self._is_forbidden(rule, start, last):
                yield start, last

    def _follow(self, rule: Rule, at: int, end: int) -> int | None:
        """The end of the pattern whose elements before ``at`` end at ``end``, if it goes on."""
        if at == len(rule.steps):
            return end
        step = rule.steps[at]
        spans = self.tokens.spans(step.group)
        index = bisect_left(spans, (end, 0))
        for start, stop in spans[index : index + _CANDIDATES]:
            if start - end > step.gap:
                break
            if not self.clauses.joined(end, start, crosses_commas=step.crosses_commas):
                break
            if self._is_denied(start, end):
                continue
            last = self._follow(rule, at + 1, stop)
            if last is not None:
                return last
        return None

    def _is_denied(self, start: int, floor: int) -> bool:
        return is_denied(self.text, start=start, floor=floor)

    def _is_forbidden(self, rule: Rule, start: int, end: int) -> bool:
        if rule.without == -1:
            return False
        spans = self.tokens.spans(rule.without)
        first, last = self.clauses.clause(start, end)
        at = bisect_left(spans, (first, 0))
        return at < len(spans) and spans[at][1] <= last

    def _weighed(self, cause: str, start: int, end: int, weight: float) -> Hit:
        if cause not in _DOUBTING:
            weight *= share_that_counts(self.clauses, start=start, end=end)
        return Hit(cause, start, end, weight * self._share_after_praise(start, end))

    def _share_after_praise(self, start: int, end: int) -> float:
        """Less where the clause goes on with praise and holds no word of blame."""
        praise = self.tokens.spans(self.lexicon.praise)
        if not praise:
            return 1.0
        first, last = self.clauses.clause(start, end)
        at = bisect_left(praise, (end, 0))
        praised = at < len(praise) and praise[at][1] <= last
        if not praised or self._is_denied(praise[at][0], first):
            return 1.0
        bad = self.tokens.spans(self.lexicon.bad)
        at = bisect_left(bad, (first, 0))
        return 1.0 if at < len(bad) and bad[at][1] <= last else _PRAISED_SHARE

    def _is_vetoed(self, hit: Hit, vetoes: list[Hit]) -> bool:
        return any(
            veto.cause == hit.cause and veto.start <= hit.start <= veto.end for veto in vetoes
        )
