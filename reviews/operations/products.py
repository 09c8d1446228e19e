"""Products as reviews and orders name them."""

import hashlib
from collections.abc import Iterable, Mapping

from reviews.models import Product, Shop
from reviews.operations.bulk_insert import insert_rows
from reviews.operations.many_rows import update_rows

_TITLE_LENGTH = 200


def product_id(item_id: str, title: str) -> str:
    """Under what a product is known: the platform's id, or else its title; "" for none."""
    if item_id or not title:
        return item_id
    return "title-" + hashlib.blake2b(title.encode(), digest_size=12).hexdigest()


def note_products(*, shop: Shop, named: Iterable[tuple[str, str]]) -> Mapping[str, Product]:
    """Store products from pairs of item id and title; returns them by `product_id`.

    The first title stays, except where there was none; runs within the caller's transaction.
    """
    titles: dict[str, str] = {}
    for item_id, title in named:
        key = product_id(item_id, title)
        if key:
            titles[key] = titles.get(key) or title[:_TITLE_LENGTH]
    known = {p.item_id: p for p in Product.objects.filter(shop=shop, item_id__among=titles)}
    fresh = [
        Product(shop=shop, item_id=key, title=title)
        for key, title in titles.items()
        if key not in known
    ]
    insert_rows(fresh)
    untitled = [p for p in known.values() if not p.title and titles[p.item_id]]
    for product in untitled:
        product.title = titles[product.item_id]
    update_rows(untitled, ["title"])
    return known | {product.item_id: product for product in fresh}
