"""Which reader a shop has: the built-in one, or that blended with what the shop has taught."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from zlib import crc32

from reviews.domain.causes import VERSION, CauseReading, read_causes
from reviews.domain.causes.blend import BlendedReader
from reviews.domain.causes.facts import ReviewFacts
from reviews.domain.causes.learned import LearnedModel
from reviews.domain.causes.lexicon import READ_CODES
from reviews.domain.causes.tree import NONE_STATED
from reviews.models import Cause, CauseModel, Shop

#: Models of that many shops stay in memory, some megabytes each.
_KEPT_MODELS = 16
_BUILT_IN = frozenset({*READ_CODES, NONE_STATED})
#: A dot and six characters: a version has room for twenty.
_MARK = 7


@dataclass(frozen=True, slots=True)
class ShopReader:
    """Reads a text and the facts beside it; each finding is stored with version and source."""

    version: str
    source: str
    codes: frozenset[str]
    read: Callable[[str, ReviewFacts], CauseReading]


def built_in_reader() -> ShopReader:
    """The reader every shop starts with."""
    return ShopReader(version=VERSION, source="reader", codes=_BUILT_IN, read=_read_built_in)


def _read_built_in(text: str, facts: ReviewFacts) -> CauseReading:
    return read_causes(text, stars=facts.stars)


def reader_of(shop: Shop, *, stands_for: Mapping[str, Cause] | None = None) -> ShopReader:
    """The reader in use in this shop.

    With ``stands_for`` (each code in use and the cause that stands for it) the version also names
    the tree: what was read by another one is outdated.
    """
    reader = _untreed(shop)
    if stands_for is None:
        return reader
    return replace(reader, version=reader.version + _tree_mark(reader.codes, stands_for))


def _tree_mark(codes: Collection[str], stands_for: Mapping[str, Cause]) -> str:
    """Empty where each of the reader's codes is in use and stands for itself."""
    changed = [
        f"{code}>{found.code if found else ''}"
        for code in sorted(codes)
        if (found := stands_for.get(code)) is None or found.code != code
    ]
    return f".{crc32(' '.join(changed).encode()):08x}"[:_MARK] if changed else ""


def _untreed(shop: Shop) -> ShopReader:
    made = ("pk", "number", "made_at", "labels")
    applied = shop.cause_models.filter(is_applied=True).values_list(*made).first()
    if applied is None:
        return built_in_reader()
    model_id, number, made_at, labels = applied
    blended = BlendedReader(_model(model_id, made_at, labels), number=number)
    return ShopReader(
        version=blended.version,
        source="learner",
        codes=_BUILT_IN.union(blended.model.labels),
        read=blended.read,
    )


@lru_cache(maxsize=_KEPT_MODELS)
def _model(model_id: int, made_at: dt.datetime, labels: int) -> LearnedModel:
    """A stored model never changes; a restored backup may give its key to another one."""
    stored = CauseModel.objects.filter(made_at=made_at, labels=labels)
    return LearnedModel.from_bytes(bytes(stored.values_list("weights", flat=True).get(pk=model_id)))
