"""Which reader a shop has: the built-in one, or that blended with what the shop has taught."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from reviews.domain.causes import VERSION, CauseReading, read_causes
from reviews.domain.causes.blend import BlendedReader
from reviews.domain.causes.learned import LearnedModel
from reviews.models import CauseModel, Shop

#: Models of that many shops stay in memory, some megabytes each.
_KEPT_MODELS = 16


@dataclass(frozen=True, slots=True)
class ShopReader:
    """Reads a text and its stars; ``version`` and ``source`` are stored with each finding."""

    version: str
    source: str
    read: Callable[[str, int | None], CauseReading]


def built_in_reader() -> ShopReader:
    """The reader every shop starts with."""
    return ShopReader(version=VERSION, source="reader", read=_read_built_in)


def _read_built_in(text: str, stars: int | None) -> CauseReading:
    return read_causes(text, stars=stars)


def reader_of(shop: Shop) -> ShopReader:
    """The reader in use in this shop."""
    applied = shop.cause_models.filter(is_applied=True).values_list("pk", "number").first()
    if applied is None:
        return built_in_reader()
    model_id, number = applied
    blended = BlendedReader(_model(model_id), number=number)
    return ShopReader(version=blended.version, source="learner", read=blended.read)


@lru_cache(maxsize=_KEPT_MODELS)
def _model(model_id: int) -> LearnedModel:
    """A stored model never changes, so that it may be kept by its key."""
    stored = CauseModel.objects.values_list("weights", flat=True).get(pk=model_id)
    return LearnedModel.from_bytes(bytes(stored))
