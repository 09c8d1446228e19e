"""The import commands: counts in words, rejects beside the file, one sentence for a failure."""

import datetime as dt
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override
from openpyxl import load_workbook
from pytest_django import Settings

from reviews.management import importing
from reviews.models import Case, ImportMapping, ImportRun, Order, Refund, Review, Shop
from reviews.operations.import_preview import preview_file
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
    lines = said("import_reviews", file, *arguments)
    assert lines[: len(SUMMARY)] == SUMMARY
    for line in (
        "Columns:",
        "  评价结果 -> Review level [level]  (差评)",
        "  买家昵称 -> Buyer's nick [buyer_nick]  (t***一)",
        "  1 x Review time is empty. Rows: 4",
        "First rows:",
        "  2: New | Bad | 2026-11-17 20:00 | 壶用了两次就漏水 | 2L 养生壶 | 9001 | t***一",
        "  4: Not taken in",
    ):
        assert line in lines
    assert lines[-2:] == [
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


def test_everything_found_by_looking_can_be_overruled(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("评价\n何时;说了什么;色\n2026-11-17;漏水;蓝\n", encoding="utf-8")
    reading = ("--encoding", "utf-8-sig", "--delimiter", "semicolon", "--header-row", "2")
    columns = ("--map", "何时=rated_at", "--map", "说了什么=text", "--map", "色=")
    arguments = ("--shop", "hu", "--at", AT, *reading, *columns)
    trial = said("import_reviews", path, *arguments, "--dry-run")
    assert "  色 -> not used  (蓝***)" in trial
    assert said("import_reviews", path, *arguments, "--save-mapping")[1] == "  new: 1"
    assert ImportMapping.objects.get().fields == {"何时": "rated_at", "说了什么": "text", "色": ""}
    path.write_text("何时,说了什么,色\n2026-11-18,又漏水,红\n", encoding="utf-8")
    assert said("import_reviews", path, "--shop", "hu", "--at", AT)[1] == "  new: 1"


def test_missing_column_is_named_with_what_may_be_it(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("何时,评价内容\n2026-11-17 20:00,漏水\n", encoding="utf-8")
    out = StringIO()
    with override("en"), pytest.raises(CommandError, match="Say with --map"):
        call_command("import_reviews", str(path), shop="hu", dry_run=True, stdout=out)
    said_lines = out.getvalue().splitlines()
    assert "No column for: Review time" in said_lines
    proposal = "  何时 -> not used; is it Review time [rated_at]?  (2026-11-17 20:00)"
    assert proposal in said_lines


def test_full_export_of_some_days(shop: Shop, file: Path) -> None:
    said("import_reviews", file, "--shop", "hu", "--full-export", "2026-11-01..2026-11-18")
    run = ImportRun.objects.get()
    days = (dt.date(2026, 11, 1), dt.date(2026, 11, 18))
    assert (run.is_full_export, run.covers_from, run.covers_until) == (True, *days)


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        (("--map", "评价内容=content"), "There is no field content; known are: review_id,"),
        (("--map", "内容啊=text"), "There is no column 内容啊; the file has: 评价ID,"),
        (("--map", "评价内容"), "评价内容 is not HEADING=FIELD."),
        (("--full-export", "2026-11-18"), "2026-11-18 is no span such as"),
        (("--full-export", "2026-11-18..2026-11-01"), "is no span such as"),
        (("--header-row", "40"), "Row 40 can't be the headings"),
        (("--encoding", "latin-1"), "invalid choice"),
    ],
)
def test_slip_in_an_option_is_one_sentence(
    shop: Shop, file: Path, option: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        said("import_reviews", file, "--shop", "hu", *option)
    assert Review.objects.count() == 0


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


def test_trial_of_a_long_file_says_how_far_it_was_counted(
    shop: Shop, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "preview_file", partial(preview_file, most=1))
    told = said("import_reviews", file, "--shop", "hu", "--at", AT, "--dry-run")
    sentence = "Counted over the first 1 of 3 rows; the others are judged when they go in."
    assert sentence in told
