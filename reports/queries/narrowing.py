"""The part of a shop that a page is about: one cause, one product, or all."""

from dataclasses import dataclass

from django.db.models import Q

from reports.domain.rows import NO_CAUSE_CODE

#: Asks for cases whose product nobody knows; the desk's own ids are longer.
NO_PRODUCT_REF = "none"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A cause by its code, a product by the desk's id; empty for all."""

    cause: str = ""
    product: str = ""

    def __bool__(self) -> bool:
        return bool(self.cause or self.product)

    def condition(self) -> Q:
        """On rows with a ``cause`` and a ``product``."""
        wanted = Q()
        if self.cause == NO_CAUSE_CODE:
            wanted &= Q(cause__isnull=True)
        elif self.cause:
            wanted &= Q(cause__code=self.cause)
        return wanted & self.of_product()

    def of_product(self, field: str = "product") -> Q:
        """On rows with a product in ``field``."""
        if self.product == NO_PRODUCT_REF:
            return Q(**{f"{field}__isnull": True})
        return Q(**{f"{field}__public_id": self.product}) if self.product else Q()


WHOLE_SHOP = Narrowing()
