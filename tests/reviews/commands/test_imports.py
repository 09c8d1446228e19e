"""The import commands: counts in words, rejects beside the file, one sentence for a failure."""

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override
from openpyxl import load_workbook
from pytest_django import Settings

from reviews.models import Case, ImportRun, Order, Refund, Review, Shop
from tests.reviews.operations.importing import (
    HEADERS,
    ORDER,
    REFUND,
    REVIEW,
    REVIEW_HEADER,
    table,
)

pytestmark = pytest.mark.django_db
AT = "2026-11-18T10:00+08:00"


@pytest.fixture(autouse=True)
def _english(settings: Settings) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    path.write_bytes(table(REVIEW_HEADER, REVIEW, REVIEW, REVIEW | {"评价ID": "2", "评价时间": ""}))
    return path


def said(command: str, *arguments: object) -> list[str]:
    out = StringIO()
    with override("en"):
        call_command(command, *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue().splitlines()


SUMMARY = [
    "export.csv: text gb18030, read as generic_reviews, 3 rows",
    "  new: 1",
    "  changed: 0",
    "  unchanged: 0",
    "  repeated in the file: 1",
    "  rejected: 1",
    "  cases opened: 1",
]


def test_import_reviews_says_what_became_of_the_rows(shop: Shop, file: Path) -> None:
    rejects = file.with_name("export.rejects.xlsx")
    assert said("import_reviews", file, "--shop", "hu", "--at", AT) == [
        *SUMMARY,
        f"The rejected rows with their reasons: {rejects}",
        "Causes read: 1 reviews",
    ]
    assert load_workbook(rejects).worksheets[0].max_row == 2
    review = Review.objects.get()
    assert review.first_seen_at == dt.datetime.fromisoformat(AT)
    assert (review.causes_version != "", Case.objects.count()) == (True, 1)


def test_dry_run_says_the_same_and_writes_nothing(shop: Shop, file: Path, tmp_path: Path) -> None:
    rejects = tmp_path / "r.xlsx"
    arguments = ("--shop", "hu", "--at", AT, "--dry-run", "--rejects", rejects)
    assert said("import_reviews", file, *arguments) == [
        *SUMMARY,
        "This was a trial; nothing was written.",
        f"The rejected rows with their reasons: {rejects}",
    ]
    assert (Review.objects.count(), ImportRun.objects.count(), rejects.exists()) == (0, 0, True)


def test_unwritable_place_for_rejects_is_said(shop: Shop, file: Path, tmp_path: Path) -> None:
    rejects = tmp_path / "none" / "r.xlsx"
    lines = said("import_reviews", file, "--shop", "hu", "--at", AT, "--rejects", rejects)
    assert lines[7] == (f"The rejected rows can't be written to {rejects}. Choose --rejects PATH.")
    assert Review.objects.count() == 1


def test_unused_columns_and_repeated_headers_are_said(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    head = dict(zip(REVIEW_HEADER, REVIEW_HEADER, strict=True)) | {"颜值": "颜值"}
    path.write_bytes(table((*REVIEW_HEADER, "颜值"), REVIEW, head))
    lines = said("import_reviews", path, "--shop", "hu", "--at", AT)
    assert lines[7:9] == ["  header rows repeated: 1", "Columns not used: 颜值"]


@pytest.mark.parametrize(
    ("command", "kind", "row", "table_of"),
    [("import_orders", "orders", ORDER, Order), ("import_refunds", "refunds", REFUND, Refund)],
)
def test_import_of_orders_and_refunds(
    shop: Shop, tmp_path: Path, command: str, kind: str, row: dict[str, str], table_of: type[Order]
) -> None:
    Order.objects.create(shop=shop, number="9001")
    path = tmp_path / "x.csv"
    path.write_bytes(table(HEADERS[kind], row))
    lines = said(command, path, "--shop", "hu")
    assert lines[1:3] in (["  new: 1", "  changed: 0"], ["  new: 0", "  changed: 1"])
    assert table_of.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty. Export it again."),
        (b"PK\x03\x04", "The workbook is damaged or cut off. Export it again."),
        (table(REVIEW_HEADER), "Below its headings the file has no rows."),
    ],
)
@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_unreadable_file_is_one_sentence(
    shop: Shop, tmp_path: Path, content: bytes, sentence: str, options: tuple[str, ...]
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError) as caught:
        said("import_reviews", path, "--shop", "hu", *options)
    assert str(caught.value) == sentence
    assert Review.objects.count() == 0


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_missing_file_is_one_sentence(shop: Shop, options: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match=r"The file none\.csv can't be opened"):
        said("import_reviews", "none.csv", "--shop", "hu", *options)


def test_unknown_shop_is_one_sentence(file: Path, db: None) -> None:
    with pytest.raises(CommandError, match="There is no shop with the code hu"):
        said("import_reviews", file, "--shop", "hu")


def test_file_without_a_single_good_row_fails_but_keeps_the_rejects(
    shop: Shop, tmp_path: Path
) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(table(REVIEW_HEADER, REVIEW | {"评价时间": ""}))
    with pytest.raises(CommandError, match="No row of the file could be taken in"):
        said("import_reviews", path, "--shop", "hu")
    assert (tmp_path / "x.rejects.xlsx").exists()


def test_file_that_is_being_imported_is_said(
    shop: Shop, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reviews.management.importing.run_import", lambda **_given: None)
    with pytest.raises(CommandError, match="is being imported just now"):
        said("import_reviews", file, "--shop", "hu")
