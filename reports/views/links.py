"""Addresses from figures and marks of a chart to the cases behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from reports.domain.rows import CauseMark, ProductRef
from reports.domain.spans import Span
from reports.domain.weeks import IsoWeek
from reports.queries.narrowing import NO_PRODUCT_REF, Narrowing
from reviews.models import Shop


def span_query(span: Span | IsoWeek) -> dict[str, str]:
    """The weeks as parameters of an address."""
    if isinstance(span, IsoWeek):
        return {"week": str(span)}
    if span.first == span.last:
        return {"week": str(span.last)}
    return {"from": str(span.first), "to": str(span.last)}


@dataclass(frozen=True, slots=True)
class Links:
    """Where the figures of one page lead: the same weeks and part, narrowed by what is given."""

    shop: Shop
    span: Span
    narrowing: Narrowing

    def cases(
        self,
        *,
        cause: CauseMark | None = None,
        product: ProductRef | None = None,
        span: Span | IsoWeek | None = None,
        **more: str,
    ) -> str:
        """The cases counted under this cause, product, unit or fact."""
        return self._to("cases", cause, product, span, more)

    def cause(self, cause: CauseMark) -> str:
        """The cases of a cause."""
        return self.cases(cause=cause)

    def cause_in(self, cause: CauseMark, week: IsoWeek) -> str:
        """The cases of a cause in one week."""
        return self.cases(cause=cause, span=week)

    def cell(self, cause: CauseMark, product: ProductRef) -> str:
        """The cases of a cause and a product."""
        return self.cases(cause=cause, product=product)

    def fact(self, fact: str) -> str:
        """The cases with a fact; all for none."""
        return self.cases(fact=fact)

    def act(
        self,
        *,
        cause: CauseMark | None = None,
        product: ProductRef | None = None,
        span: Span | IsoWeek | None = None,
    ) -> str:
        """The form for a corrective action against that cell."""
        return self._to("actions", cause, product, span, {})

    def _to(
        self,
        page: str,
        cause: CauseMark | None,
        product: ProductRef | None,
        span: Span | IsoWeek | None,
        more: Mapping[str, str],
    ) -> str:
        asked = span_query(span or self.span) | {
            "cause": cause.code if cause else self.narrowing.cause,
            "product": (product.ref or NO_PRODUCT_REF) if product else self.narrowing.product,
            **more,
        }
        kept = {name: value for name, value in asked.items() if value}
        return f"{reverse(f'reports:{page}', kwargs={'shop': self.shop.code})}?{urlencode(kept)}"
