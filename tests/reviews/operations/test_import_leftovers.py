"""Uploaded files that outlive their import are deleted by the sweep."""

import datetime as dt
import os

from reviews.models import ImportRun, Shop
from reviews.operations.import_files import stored_file
from reviews.operations.imports import sweep_imports
from tests.reviews.operations.importing import REVIEW, REVIEW_HEADER, queue, table


def waiting_import(shop: Shop, number: str, *, now: dt.datetime) -> ImportRun:
    content = table(REVIEW_HEADER, REVIEW | {"评价ID": number})
    return queue(shop, "reviews", content, now=now)


def test_sweep_deletes_files_that_nobody_needs(shop: Shop, now: dt.datetime) -> None:
    waiting, ended = (waiting_import(shop, number, now=now) for number in "12")
    ImportRun.objects.filter(pk=ended.pk).update(state="failed", finished_at=now)
    folder = stored_file(waiting).parent
    for name, days in (("lost", 1.01), ("arriving", 0.99)):
        (folder / name).touch()
        at = (now - dt.timedelta(days=days)).timestamp()
        os.utime(folder / name, (at, at))
    sweep_imports(now=now)
    assert {path.name for path in folder.iterdir()} == {waiting.public_id, "arriving"}


def test_sweep_without_any_file_deletes_nothing(shop: Shop, now: dt.datetime) -> None:
    assert sweep_imports(now=now) == []
