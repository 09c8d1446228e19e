"""Rejected rows come back mended, and settle the import they belong to."""

import csv
import datetime as dt
import io
from collections.abc import Callable

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reviews.models import ImportRun, Review, Shop
from reviews.operations.import_rejects import cells_of, write_rejects_of
from reviews.operations.imports import run_import
from tests.factories import ShopFactory
from tests.reviews.operations.importing import REVIEW, REVIEW_HEADER, counts, queue, take

pytestmark = pytest.mark.django_db
TIME = REVIEW_HEADER.index("评价时间") + 1
GOOD_TIME = "2026-11-17 21:00"


@pytest.fixture
def first(shop: Shop, now: dt.datetime) -> ImportRun:
    """An import of which rows 3, 4 and 5 did not go in."""
    wrong = [REVIEW | {"评价ID": str(n), "评价时间": "昨天"} for n in (2, 3, 4)]
    return take(shop, "reviews", REVIEW, *wrong, now=now)


def mended(run: ImportRun, change: Callable[[Worksheet], None]) -> bytes:
    """The reject workbook as it is downloaded, changed and saved by a person."""
    file = io.BytesIO()
    write_rejects_of(run=run, file=file)
    book = load_workbook(file)
    change(book.worksheets[0])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def mend(*rows: int) -> Callable[[Worksheet], None]:
    """Type a time into these rows of the workbook."""

    def change(sheet: Worksheet) -> None:
        for row in rows:
            sheet.cell(row, TIME, GOOD_TIME)

    return change


def bring(shop: Shop, content: bytes, *, now: dt.datetime) -> ImportRun:
    run = run_import(run_id=queue(shop, "reviews", content, now=now).pk, now=now)
    assert run is not None
    return run


def settled(run: ImportRun) -> list[tuple[int, bool, str]]:
    """Row number, whether it was mended, and the reason it stands under."""
    return [
        (reject.row_number, reject.resolved_at is not None, reject.reason["code"])
        for reject in run.rejects.order_by("row_number")
    ]


def test_mended_rows_go_in_as_the_missing_part_of_their_import(
    first: ImportRun, shop: Shop, now: dt.datetime
) -> None:
    part = bring(shop, mended(first, mend(2, 3)), now=now)
    assert (part.parent, counts(part)) == (first, (2, 0, 0, 0, 1, 2))
    assert settled(first) == [
        (3, True, "time_unreadable"),
        (4, True, "time_unreadable"),
        (5, False, "time_unreadable"),
    ]
    assert (Review.objects.count(), part.rejects.count()) == (3, 0)


def test_row_that_is_still_wrong_stays_with_what_was_typed(
    first: ImportRun, shop: Shop, now: dt.datetime
) -> None:
    def half(sheet: Worksheet) -> None:
        mend(2, 3, 4)(sheet)
        sheet.cell(4, REVIEW_HEADER.index("订单号") + 1, "1.23E+17")

    bring(shop, mended(first, half), now=now)
    assert settled(first)[2] == (5, False, "id_ruined")
    left = first.rejects.get(resolved_at__isnull=True)
    cells = dict(zip(REVIEW_HEADER, cells_of(left), strict=True))
    assert (cells["评价时间"], cells["订单号"]) == (GOOD_TIME, "1.23E+17")
    next_book = io.BytesIO()
    assert write_rejects_of(run=first, file=next_book) == 1


def test_workbook_brought_in_twice_changes_nothing_more(
    first: ImportRun, shop: Shop, now: dt.datetime
) -> None:
    content = mended(first, mend(2, 3))
    bring(shop, content, now=now)
    before = settled(first)
    again = bring(shop, content, now=now + dt.timedelta(hours=1))
    assert counts(again) == (0, 0, 2, 0, 1, 0)
    assert settled(first) == before
    assert {r.resolved_at for r in first.rejects.exclude(resolved_at=None)} == {now}


def test_older_copy_does_not_take_a_mended_row_back(
    first: ImportRun, shop: Shop, now: dt.datetime
) -> None:
    untouched = mended(first, mend())
    bring(shop, mended(first, mend(2, 3, 4)), now=now)
    old = bring(shop, untouched, now=now)
    assert (old.rejected, [mended for _, mended, _ in settled(first)]) == (3, [True] * 3)


def test_workbook_is_known_again_as_csv_with_columns_moved_and_one_deleted(
    first: ImportRun, shop: Shop, now: dt.datetime
) -> None:
    file = io.BytesIO(mended(first, mend(2, 3, 4)))
    rows = list(load_workbook(file).worksheets[0].iter_rows(values_only=True))
    drop = REVIEW_HEADER.index("商家回复")
    text = io.StringIO()
    csv.writer(text).writerows([[*row[-2:], *row[:drop], *row[drop + 1 : -2]] for row in rows])
    part = bring(shop, text.getvalue().encode("gb18030"), now=now)
    assert (part.parent, part.new) == (first, 3)
    assert all(mended for _, mended, _ in settled(first))


def test_rows_added_by_hand_are_the_new_files_own(
    first: ImportRun, shop: Shop, now: dt.datetime
) -> None:
    def add(sheet: Worksheet) -> None:
        mend(2, 3, 4)(sheet)
        sheet.append(["9", "", "tb新", "差评", "漏水", "昨天"])

    part = bring(shop, mended(first, add), now=now)
    assert (part.new, part.rejected, settled(part)) == (3, 1, [(5, False, "time_unreadable")])
    again = bring(shop, mended(part, mend(2)), now=now)
    assert (again.parent, again.new, settled(part)[0][1]) == (part, 1, True)


def test_columns_said_by_a_person_hold_for_the_mended_rows(shop: Shop, now: dt.datetime) -> None:
    header = ("何时", "说了什么", "", "说了什么")
    queued = queue(shop, "reviews", "何时,说了什么,,说了什么\n昨天,漏水,3,是\n".encode(), now=now)
    columns = {"何时": "rated_at", "说了什么": "text", "#3": "stars"}
    ImportRun.objects.filter(pk=queued.pk).update(asked={"columns": columns})
    first = run_import(run_id=queued.pk, now=now)
    assert first is not None
    assert (first.rejected, first.recognised["header"]) == (1, [*header[:2], "#3", "说了什么 #4"])
    content = mended(first, lambda sheet: sheet.__setitem__("A2", GOOD_TIME))
    part = bring(shop, content, now=now)
    assert (part.parent, part.new, Review.objects.get().stars) == (first, 1, 3)


def test_workbook_of_another_shop_is_a_file_like_any_other(
    first: ImportRun, now: dt.datetime
) -> None:
    part = bring(ShopFactory.create(), mended(first, mend(2, 3, 4)), now=now)
    assert (part.parent, part.new) == (None, 3)
    assert not any(mended for _, mended, _ in settled(first))


def test_number_that_was_typed_over_settles_nothing(
    first: ImportRun, shop: Shop, now: dt.datetime
) -> None:
    def spoil(sheet: Worksheet) -> None:
        mend(2, 3, 4)(sheet)
        for row, text in ((2, "三"), (3, "-1"), (4, "9" * 30)):
            sheet.cell(row, len(REVIEW_HEADER) + 1, text)

    part = bring(shop, mended(first, spoil), now=now)
    assert (part.new, [mended for _, mended, _ in settled(first)]) == (3, [False] * 3)


def test_every_row_keeps_its_cells_sealed(first: ImportRun) -> None:
    assert all("昨天" not in str(reject.cells) for reject in first.rejects.all())


def test_mended_rows_said_to_be_a_full_export_claim_nothing(
    first: ImportRun, shop: Shop, now: dt.datetime
) -> None:
    between = REVIEW | {"评价ID": "9", "评价时间": "2026-11-17 21:30"}
    take(shop, "reviews", between, now=now)

    def change(sheet: Worksheet) -> None:
        sheet.cell(2, TIME, "2026-11-17 21:00")
        sheet.cell(3, TIME, "2026-11-17 22:00")
        sheet.delete_rows(4)

    later = now + dt.timedelta(days=1)
    queued = queue(shop, "reviews", mended(first, change), now=later)
    day = dt.date(2026, 11, 17)
    ImportRun.objects.filter(pk=queued.pk).update(
        is_full_export=True, covers_from=day, covers_until=day
    )
    run = run_import(run_id=queued.pk, now=later)
    assert run is not None
    assert (run.new, run.rejected, run.deleted) == (2, 0, 0)
    assert Review.objects.get(platform_id="9").state == "live"
