"""Which reader a shop has: the built-in one, or that blended with what the shop has taught."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from reviews.domain.causes import VERSION, CauseReading, read_causes
from reviews.domain.causes.blend import BlendedReader
from reviews.domain.causes.facts import ReviewFacts
from reviews.domain.causes.learned import LearnedModel
from reviews.models import CauseModel, Shop

#: Models of that many shops stay in memory, some megabytes each.
_KEPT_MODELS = 16


@dataclass(frozen=True, slots=True)
class ShopReader:
    """Reads a text and the facts beside it; each finding is stored with version and source."""

    version: str
    source: str
    read: Callable[[str, ReviewFacts], CauseReading]


def built_in_reader() -> ShopReader:
    """The reader every shop starts with."""
    return ShopReader(version=VERSION, source="reader", read=_read_built_in)


def _read_built_in(text: str, facts: ReviewFacts) -> CauseReading:
    return read_causes(text, stars=facts.stars)


def reader_of(shop: Shop) -> ShopReader:
    """The reader in use in this shop."""
    made = ("pk", "number", "made_at", "labels")
    applied = shop.cause_models.filter(is_applied=True).values_list(*made).first()
    if applied is None:
        return built_in_reader()
    model_id, number, made_at, labels = applied
    blended = BlendedReader(_model(model_id, made_at, labels), number=number)
    return ShopReader(version=blended.version, source="learner", read=blended.read)


@lru_cache(maxsize=_KEPT_MODELS)
def _model(model_id: int, made_at: dt.datetime, labels: int) -> LearnedModel:
    """A stored model never changes; a restored backup may give its key to another one."""
    stored = CauseModel.objects.filter(made_at=made_at, labels=labels)
    return LearnedModel.from_bytes(bytes(stored.values_list("weights", flat=True).get(pk=model_id)))
