"""A full disk: said in words, nothing half written, and the same file goes in afterwards.

The kernel refuses to let any file grow beyond a bound, as it does where a disk or a quota ends.
"""

import datetime as dt
import errno
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytest_django import Settings

from reviews.domain.reason import Reason
from reviews.intake.disk import room_needed
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers import inspect
from reviews.models import ImportRun, Review, Shop
from reviews.operations.import_checks import run_check, start_check
from reviews.operations.imports import run_import
from tests.reviews.intake.readers.workbooks import HEADER, MAIN, book_parts, packed, saved
from tests.reviews.operations.importing import REVIEW, REVIEW_HEADER, queue, table

FULL = Reason("disk_full")
MANY = [REVIEW | {"评价ID": str(number)} for number in range(100)]


@contextmanager
def disk_with(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_upload_that_finds_no_room_is_refused_and_leaves_nothing(
    shop: Shop, now: dt.datetime, media: Path
) -> None:
    content = table(REVIEW_HEADER, *MANY)
    with disk_with(4096), pytest.raises(UnreadableFile) as caught:
        queue(shop, "reviews", content, now=now)
    assert caught.value.reason.code == "disk_full"
    assert list((media / "imports").iterdir()) == []
    assert not ImportRun.objects.exists()


def test_import_that_finds_no_room_fails_in_words_and_goes_in_again(
    shop: Shop, now: dt.datetime
) -> None:
    content = table(REVIEW_HEADER, *MANY)
    queued = queue(shop, "reviews", content, now=now)
    with disk_with(4096):
        failed = run_import(run_id=queued.pk, now=now)
    assert failed is not None
    assert (failed.state, failed.error["code"], failed.next_row) == ("failed", "disk_full", 0)
    assert not Review.objects.exists()
    again = run_import(run_id=queue(shop, "reviews", content, now=now).pk, now=now)
    assert again is not None
    assert (again.state, again.new) == ("done", len(MANY))


def shared_book(tmp_path: Path) -> Path:
    """A workbook whose texts lie apart from its cells."""
    texts = [*HEADER, *(f"壶漏水 {number}" * 9 for number in range(500))]
    shared = "".join(f"<si><t>{text}</t></si>" for text in texts)
    cells = "".join(f'<c t="s"><v>{number}</v></c>' for number in range(3))
    row = '<c t="s"><v>3</v></c><c t="s"><v>4</v></c>'
    data = f"<sheetData><row>{cells}</row><row>{row}</row></sheetData>"
    sheet = f'<worksheet xmlns="{MAIN}">{data}</worksheet>'
    parts = book_parts(sheet) | {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>'}
    return saved(tmp_path, packed(parts))


def test_workbook_is_not_called_broken_where_the_disk_is_full(tmp_path: Path) -> None:
    book = shared_book(tmp_path)
    with disk_with(4096), pytest.raises(UnreadableFile) as caught:
        inspect(book)
    assert caught.value.reason == FULL
    assert inspect(book).rows == 1


def test_look_that_finds_no_room_says_so(shop: Shop, now: dt.datetime, tmp_path: Path) -> None:
    with shared_book(tmp_path).open("rb") as file:
        run = start_check(
            shop=shop, kind="reviews", file=file, file_name="a.xlsx", member=None, now=now
        )
    with disk_with(4096):
        looked = run_check(run_id=run.pk, now=now)
    assert looked is not None
    assert "disk_full" in str(looked.error) + str(looked.preview)


def test_other_failures_of_a_disk_are_not_called_full() -> None:
    with pytest.raises(OSError, match="gone"), room_needed():
        raise OSError(errno.EIO, "gone")
