"""Which reader a shop has: the built-in one, or that blended with what the shop has taught."""

from collections.abc import Callable
from dataclasses import dataclass

from reviews.domain.causes import VERSION, CauseReading, read_causes
from reviews.models import Shop


@dataclass(frozen=True, slots=True)
class ShopReader:
    """Reads a text and its stars; ``version`` and ``source`` are stored with each finding."""

    version: str
    source: str
    read: Callable[[str, int | None], CauseReading]


def _read_built_in(text: str, stars: int | None) -> CauseReading:
    return read_causes(text, stars=stars)


def reader_of(shop: Shop) -> ShopReader:
    """The reader in use in this shop."""
    return ShopReader(version=VERSION, source="reader", read=_read_built_in)
