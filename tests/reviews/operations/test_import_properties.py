"""Laws of importing, tried on generated files: twice is once, and the order of files is no matter.

Rows carry their own time: a later state of a review states a later time. Not alike in both orders,
by nature: how many states the desk has seen on the way, and whether it calls the last one changed.
"""

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviews.models import Buyer, Case, ImportRun, Product, Review, ReviewEvent, Shop, Snapshot
from reviews.operations import import_batches
from reviews.operations.imports import run_import
from tests.factories import NOW, ShopFactory
from tests.reviews.operations.importing import REVIEW, REVIEW_HEADER, counts, queue, table

LAWS = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
LEVELS = {"b": "差评", "n": "中评", "g": "好评"}
FIRST = dt.datetime(2026, 11, 1, 9, tzinfo=NOW.tzinfo)


@dataclass(frozen=True, slots=True)
class Version:
    """A state of one review; each stage adds to the one before and states a later time."""

    number: int
    stage: int

    def row(self) -> dict[str, str]:
        level = "bng"[self.number % 3]
        row = REVIEW | {
            "评价ID": str(self.number),
            "订单号": f"o{self.number}",
            "买家昵称": f"买家{self.number % 3}",
            "评价结果": LEVELS[level],
            "评价内容": f"第 {self.number} 个漏水" + ("，改过了" if self.stage >= 1 else ""),
            "评价时间": self.at(min(self.stage, 1)),
            "追评内容": "",
            "追评时间": "",
            "商家回复": "",
            "商品ID": f"p{self.number % 2}",
        }
        if self.stage >= 2:
            row |= {"追评内容": "还是漏水，失望", "追评时间": self.at(2)}
        if self.stage >= 3:
            row |= {"追评内容": "还是漏水，再追一句", "追评时间": self.at(3)}
        return row

    def at(self, stage: int) -> str:
        moment = FIRST + dt.timedelta(days=stage, minutes=self.number)
        return moment.strftime("%Y-%m-%d %H:%M:%S")


versions = st.builds(Version, number=st.integers(0, 5), stage=st.integers(0, 3))
files = st.lists(versions, min_size=1, max_size=12)


@pytest.fixture(autouse=True)
def _small_batches(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_batches, "batch_size", lambda: 4)


def take(shop: Shop, file: list[Version], *, hours: int = 0) -> ImportRun:
    content = table(REVIEW_HEADER, *(version.row() for version in file))
    now = NOW + dt.timedelta(hours=hours)
    run = run_import(run_id=queue(shop, "reviews", content, now=now).pk, now=now)
    assert run is not None
    assert (run.state, run.rejected) == ("done", 0)
    return run


def everything(shop: Shop) -> list[object]:
    """All rows of the shop, apart from when the desk last saw them."""
    of_review = {"review__shop": shop}
    return [
        sorted(Review.objects.filter(shop=shop).values_list(*CURRENT, "state", "snapshot_count")),
        sorted(
            Snapshot.objects.filter(**of_review).values_list("review__key", "number", "content")
        ),
        sorted(ReviewEvent.objects.filter(**of_review).values_list("review__key", "kind", "at")),
        sorted(Case.objects.filter(shop=shop).values_list("review__key", "status", "opened_at")),
        sorted(Buyer.objects.filter(shop=shop).values_list("key_index")),
        sorted(Product.objects.filter(shop=shop).values_list("item_id")),
    ]


CURRENT = ("key", "level", "content", "append_content", "content_hash", "rated_at", "buyer__nick")


def current(shop: Shop) -> list[object]:
    """How things stand now, whatever the way there."""
    return [
        sorted(Review.objects.filter(shop=shop).values_list(*CURRENT[:-1])),
        sorted(Case.objects.filter(shop=shop).values_list("review__key", "level")),
        sorted(Buyer.objects.filter(shop=shop).values_list("key_index")),
        sorted(Product.objects.filter(shop=shop).values_list("item_id")),
    ]


@LAWS
@given(file=files)
def test_file_imported_twice_changes_nothing(file: list[Version]) -> None:
    shop = ShopFactory.create(platform="tmall")
    once = take(shop, file)
    after_once = everything(shop)
    twice = take(shop, file, hours=1)
    assert everything(shop) == after_once
    new, changed, unchanged, repeated, _rejected, opened = counts(twice)
    assert (new, changed, opened) == (0, 0, 0)
    assert unchanged + repeated == len(file) == once.total_rows


@LAWS
@given(first=files, second=files)
def test_two_files_end_alike_in_either_order(first: list[Version], second: list[Version]) -> None:
    there, back = ShopFactory.create_batch(2, platform="tmall")
    take(there, first)
    take(there, second, hours=1)
    take(back, second)
    take(back, first, hours=1)
    assert current(there) == current(back)


@LAWS
@given(file=files, cut=st.integers(0, 12))
def test_file_in_two_parts_ends_like_the_whole(file: list[Version], cut: int) -> None:
    whole, parts = ShopFactory.create_batch(2, platform="tmall")
    take(whole, file)
    for hours, part in enumerate((file[:cut], file[cut:])):
        if part:
            take(parts, part, hours=hours)
    assert current(whole) == current(parts)
