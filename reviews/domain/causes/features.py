"""What the learner sees of a text: its n-grams, those of its complaining clauses, known words."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import add

from reviews.domain.causes.facts import NO_FACTS, ReviewFacts
from reviews.domain.causes.folding import fold
from reviews.domain.causes.lexicon import lexicon
from reviews.domain.causes.matching import Matcher
from reviews.domain.causes.polarity import polarity

LONGEST_GRAM = 3
_CLAUSE_END = re.compile(
    r"[。！？!?;；\n\r…，,~～\s]+"
    r"|(?=但是|但|不过|可是|然而|只不过|只是|就是|除了|唯一|美中不足|可惜|缺点)",
)
_TURN = re.compile(r"但是|但|不过|可是|然而|只不过|只是|就是|除了|唯一|美中不足|可惜|缺点")
_DOUBTFUL = re.compile(
    r"有点|有些|稍微|略|太|不|没|差|少|难|臭|慢|贵|一般|坏|破|烂|失望|垃圾|无|假|硬|酸|干|油|小|短"
    r"|如果|希望|建议",
)
_TURN_MARK = "★"

Block = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Features:
    """Blocks, each weighed by itself: counts of n-grams, of n-grams in complaining clauses, the
    known words and the built-in reader's causes with their weights, and the facts beside the text.
    ``shown`` are the words behind each cause the reader gives; only a lesson asks for them.

    In a ``category`` the words may mean something of their own (hard pears, hard cotton), and so
    they may in praise and in blame, which ``polarity`` tells apart.
    """

    grams: Block
    complaining: Block
    known: Block
    facts: Block = field(default_factory=dict)
    category: str = ""
    polarity: float = 0.0
    shown: Mapping[str, frozenset[str]] = field(default_factory=dict)


def features_of(text: str, facts: ReviewFacts = NO_FACTS) -> Features:
    """The features of one review; the same review always has the same features."""
    return matched_features(Matcher(fold(text), lexicon()), facts)


def matched_features(matcher: Matcher, facts: ReviewFacts = NO_FACTS) -> Features:
    """The features of a review whose words are found already."""
    grams = Counter(_grams(matcher.text))
    return Features(
        grams=grams,
        complaining=Counter(_grams(_complaining_part(matcher.text))),
        known=_known(matcher),
        facts=facts.block(),
        category=facts.category,
        polarity=polarity(grams),
    )


def _grams(text: str) -> list[str]:
    """All pieces, the shortest first; each longer one is the one before it and one character."""
    grams = pieces = list(text)
    for length in range(2, LONGEST_GRAM + 1):
        pieces = list(map(add, pieces, text[length - 1 :]))
        grams = grams + pieces
    return grams


def _complaining_part(text: str) -> str:
    kept = []
    for clause in _CLAUSE_END.split(text):
        turns = _TURN.match(clause) is not None
        if turns or _DOUBTFUL.search(clause):
            kept.append(f"{_TURN_MARK}{clause}" if turns else clause)
    return "|".join(kept)


def _known(matcher: Matcher) -> Block:
    found: dict[str, float] = dict.fromkeys((f"@{word}" for word in matcher.tokens.words()), 0.5)
    for hit in matcher.hits:
        code = f"#{hit.cause}"
        found[code] = found.get(code, 0.0) + hit.weight
    return found
