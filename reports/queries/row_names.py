"""The names in a row: causes, products and rules, each read once however many rows name it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from compensation.models import PolicyVersion
from reports.domain.rows import NO_PRODUCT, CauseMark, ProductRef
from reviews.domain.masking import mask_free_text
from reviews.models import Cause, Product, Shop


class CauseFound(NamedTuple):
    """A cause of a review by its key, with the places of the words that show it."""

    cause_id: int
    is_main: bool
    evidence: list[tuple[int, int]]


class RowNames:
    """The names of a shop's rows, in the language that was active at the first row."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._causes: dict[int, CauseMark] = {}
        self._products: dict[int, ProductRef] = {}
        self._rules: dict[int, tuple[str, ...]] = {}
        self._masked: dict[str, str] = {}

    def mark(self, found: CauseFound, *, text: str) -> CauseMark:
        """The cause as a row has it; its words are cut out of ``text`` and masked."""
        if not self._causes:
            causes = Cause.objects.filter(shop=self._shop)
            self._causes = {cause.pk: cause_mark(cause) for cause in causes}
        words = [self._mask(text[start:end]) for start, end in found.evidence]
        shown = tuple(dict.fromkeys(word for word in words if word))
        return replace(self._causes[found.cause_id], main=found.is_main, evidence=shown)

    def _mask(self, words: str) -> str:
        """Words that show a cause are few and come again in many rows."""
        if (masked := self._masked.get(words)) is None:
            masked = self._masked[words] = mask_free_text(words)
        return masked

    def read_products(self, keys: Iterable[int | None]) -> None:
        """Make the products of some rows known."""
        if unknown := {key for key in keys if key is not None} - self._products.keys():
            read = Product.objects.filter(pk__in=unknown)
            self._products |= {product.pk: product_ref(product) for product in read}

    def product(self, key: int | None, *, sku: str) -> ProductRef:
        """A known product with the variant of a row."""
        if key is None:
            return NO_PRODUCT
        return replace(self._products[key], sku=sku) if sku else self._products[key]

    def read_rules(self, versions: set[int]) -> None:
        """Make the rules of some versions known."""
        if unknown := versions - self._rules.keys():
            read = PolicyVersion.objects.filter(pk__in=unknown)
            self._rules |= {version.pk: tuple(_rule_names(version)) for version in read}

    def rule(self, version: int, position: int | None) -> str:
        """A rule's name with its version: two versions may name different rules alike."""
        names = self._rules[version]
        return "" if position is None or position >= len(names) else names[position]


def _rule_names(version: PolicyVersion) -> Iterable[str]:
    for position, rule in enumerate(version.rules.get("rules", []), start=1):
        yield f"{rule.get('name') or f'#{position}'} (v{version.number})"


def product_ref(product: Product | None, *, sku: str = "") -> ProductRef:
    """A stored product as reports name it."""
    if product is None:
        return NO_PRODUCT
    return ProductRef(
        code=product.item_id,
        title=product.title,
        sku=sku,
        line=product.line,
        ref=product.public_id,
    )


def cause_mark(cause: Cause) -> CauseMark:
    """A stored cause as a main one, named in the active language."""
    return CauseMark(code=cause.code, name=cause.label, unit=cause.unit, main=True)
