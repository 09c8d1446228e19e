"""What an import would make of rows, told by reading alone: nothing is written, nothing locked."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, Protocol

from reviews.domain.levels import Level, ReviewState
from reviews.intake.changes import StoredReview, Verdict, compare, completed, opens_case
from reviews.intake.columns import FileKind
from reviews.intake.rows import DoNotContactRow, OrderRow, RefundRow, ReviewRow, Row
from reviews.models import Buyer, Product, Review, Shop
from reviews.operations.buyers import key_index_of
from reviews.operations.contact_list_intake import new_contacts
from reviews.operations.order_changes import contact_of, order_changes
from reviews.operations.order_intake import distinct_rows
from reviews.operations.products import product_id
from reviews.operations.refund_intake import refund_changes
from reviews.operations.seen_keys import SeenKeys
from reviews.operations.tally import Tally

#: Stands for a row that the import would make first: told apart from every stored one.
_TO_BE_MADE = -1
_TIMES = ("rated_at", "append_at", "replied_at")


@dataclass(slots=True)
class Judged:
    """A batch: the counts, and where it is told, each row's verdict by its number."""

    tally: Tally
    verdicts: dict[int, Verdict] = field(default_factory=dict)


class Judge(Protocol):
    """Judges the batches of one file in their order; it remembers what came before."""

    def judge(self, rows: Sequence[Row]) -> Judged: ...


def judge_for(kind: FileKind, *, shop: Shop) -> Judge:
    """A judge that has seen nothing of the file yet."""
    match kind:
        case FileKind.REVIEWS:
            return _ReviewJudge(shop)
        case FileKind.ORDERS:
            return _OrderJudge(shop)
        case FileKind.REFUNDS:
            return _RefundJudge(shop)
        case FileKind.DO_NOT_CONTACT:
            return _ContactJudge(shop)


_Times = tuple[dt.datetime, dt.datetime | None, dt.datetime | None]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the desk knows of a review, or would know by then; ``times`` are `_TIMES`."""

    review: StoredReview
    times: _Times


class _ReviewJudge:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._met: dict[str, _Known] = {}

    def judge(self, rows: Sequence[Row]) -> Judged:
        reviews = [row for row in rows if isinstance(row, ReviewRow)]
        stored = _stored_reviews(self._shop, {row.key for row in reviews} - self._met.keys())
        verdicts, cases = {}, 0
        for row in reviews:
            verdict, opens = self._one(row, stored.get(row.key))
            verdicts[row.row_number] = verdict
            cases += opens
        counts = Counter(verdict.value for verdict in verdicts.values())
        return Judged(Tally(**counts, cases_opened=cases), verdicts)

    def _one(self, row: ReviewRow, stored: _Known | None) -> tuple[Verdict, bool]:
        met = self._met.get(row.key)
        known = met or stored
        before = known.review if known else None
        whole = completed(row, before) if before else row
        verdict = compare(whole, before, repeated=met is not None)
        tells = verdict in {Verdict.NEW, Verdict.CHANGED}
        has_case = before is not None and before.has_case
        opens = tells and not has_case and opens_case(whole)
        if tells or known is None:
            known = _as_known(whole, known, has_case=has_case or opens)
        self._met[row.key] = known
        return verdict, opens


def _as_known(row: ReviewRow, before: _Known | None, *, has_case: bool) -> _Known:
    """What the desk would know after the row.

    A change never takes the time of the rating back, nor the other times where the row has none.
    """
    times: _Times = (row.rated_at, row.append_at, row.replied_at)
    if before:
        rated_at, append_at, replied_at = before.times
        latest = max(rated_at, row.rated_at)
        times = (latest, row.append_at or append_at, row.replied_at or replied_at)
    review = StoredReview(
        pk=_TO_BE_MADE,
        content_hash=row.content_hash,
        content_at=_latest(times),
        level=row.level,
        stars=row.stars,
        text=row.text,
        append_text=row.append_text,
        reply=row.reply,
        state=row.state,
        has_case=has_case,
        snapshots=0,
    )
    return _Known(review, times)


def _latest(times: _Times) -> dt.datetime:
    return max(moment for moment in times if moment)


def _stored_reviews(shop: Shop, keys: set[str]) -> dict[str, _Known]:
    found = Review.objects.filter(shop=shop, key__among=keys).values(
        "key",
        "pk",
        "content_hash",
        "level",
        "stars",
        "content",
        "append_content",
        "reply",
        "state",
        "case__pk",
        *_TIMES,
    )
    return {
        row["key"]: _Known(_as_stored(row), (row["rated_at"], row["append_at"], row["replied_at"]))
        for row in found
    }


def _as_stored(row: Mapping[str, Any]) -> StoredReview:
    return StoredReview(
        pk=row["pk"],
        content_hash=row["content_hash"],
        content_at=_latest((row["rated_at"], row["append_at"], row["replied_at"])),
        level=Level(row["level"]),
        stars=row["stars"],
        text=row["content"],
        append_text=row["append_content"],
        reply=row["reply"],
        state=ReviewState(row["state"]),
        has_case=row["case__pk"] is not None,
        snapshots=0,
    )


class _OrderJudge:
    """An order whose lines lie in two batches counts as changed by each line of the second."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._seen = SeenKeys()
        self._met = SeenKeys()

    def judge(self, rows: Sequence[Row]) -> Judged:
        orders = [row for row in rows if isinstance(row, OrderRow)]
        distinct = distinct_rows(orders, self._seen)
        changes = order_changes(
            distinct,
            shop=self._shop,
            buyers=_buyers(distinct, shop=self._shop),
            products=_products(distinct, shop=self._shop),
        )
        for number in [number for number in changes.fresh if number in self._met]:
            changes.rows.add(changes.fresh.pop(number))
        self._met.update(changes.fresh)
        tally = changes.tally(distinct)
        tally.repeated = len(orders) - len(distinct)
        verdicts = dict.fromkeys((row.row_number for row in orders), Verdict.REPEATED)
        verdicts |= dict.fromkeys((row.row_number for row in distinct), Verdict.UNCHANGED)
        verdicts |= dict.fromkeys(changes.rows, Verdict.CHANGED)
        verdicts |= dict.fromkeys(changes.fresh.values(), Verdict.NEW)
        return Judged(tally, verdicts)


def _buyers(rows: Sequence[OrderRow], *, shop: Shop) -> dict[str, Buyer]:
    indexes = {key_index_of(contact_of(row), platform=shop.platform) for row in rows} - {""}
    known = Buyer.objects.filter(shop=shop, key_index__among=indexes).only("pk", "key_index")
    made = {index: Buyer(pk=pk, key_index=index) for pk, index in _to_be_made(indexes)}
    return made | {buyer.key_index: buyer for buyer in known}


def _products(rows: Sequence[OrderRow], *, shop: Shop) -> dict[str, Product]:
    keys = {product_id(row.item_id, row.item_title) for row in rows} - {""}
    known = Product.objects.filter(shop=shop, item_id__among=keys)
    made = {key: Product(pk=pk, item_id=key) for pk, key in _to_be_made(keys)}
    return made | {product.item_id: product for product in known}


def _to_be_made(keys: set[str]) -> Iterator[tuple[int, str]]:
    """Each key with a number of its own that no stored row has."""
    return zip(count(_TO_BE_MADE, -1), keys, strict=False)


class _RefundJudge:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._seen = SeenKeys()
        self._met = SeenKeys()

    def judge(self, rows: Sequence[Row]) -> Judged:
        refunds = [row for row in rows if isinstance(row, RefundRow)]
        changes = refund_changes(refunds, shop=self._shop, seen=self._seen)
        again = sum(1 for number in changes.fresh if number in self._met)
        self._met.update(changes.fresh)
        tally = replace(
            changes.tally, new=changes.tally.new - again, changed=changes.tally.changed + again
        )
        return Judged(tally)


class _ContactJudge:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._seen = SeenKeys()

    def judge(self, rows: Sequence[Row]) -> Judged:
        contacts = [row for row in rows if isinstance(row, DoNotContactRow)]
        tally, _fresh = new_contacts(contacts, shop=self._shop, seen=self._seen)
        return Judged(tally)
