"""A file on its way in, in a real browser: looked through, overruled, imported, mended."""

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import expect

from reviews.models import Case, ImportRun, Order, Review, Shop
from reviews.operations.import_checks import run_check, sweep_checks
from reviews.operations.imports import run_import, sweep_imports
from reviews.operations.shops import add_member, create_shop
from tests.journeys.conftest import AT, Quiet, Sit
from tests.journeys.person import PASSWORD, Person
from tests.journeys.test_walk_by_commands import real_file

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
EARLIER = AT - dt.timedelta(days=1)
HEADS = ("订单号", "商品ID", "商品名称", "评价等级", "说了什么", "评价时间", "买家昵称")
ROWS = 40
WRONG = (7, 21)
Work = Callable[[], None]


@pytest.fixture
def shop(quiet: Quiet) -> Shop:
    with quiet():
        shop = create_shop(code="hu", name="暖家自营店", platform="jd", now=EARLIER)
        add_member(
            shop=shop,
            username="ops",
            role="ops",
            display_name="吴运营",
            password=PASSWORD,
            now=EARLIER,
        )
        return shop


@pytest.fixture
def work(quiet: Quiet) -> Work:
    """What a worker would do now: look through what waits, take in what was started."""

    def done() -> None:
        with quiet():
            now = timezone.now()
            for run_id in sweep_checks(now=now):
                run_check(run_id=run_id, now=now)
            for run_id in sweep_imports(now=now):
                run_import(run_id=run_id, now=now)

    return done


def made_file(path: Path) -> Path:
    """A title row, one heading nobody knows, two rows whose time nobody can read."""
    file = io.StringIO()
    file.write("八月评价\n")
    sheet = csv.writer(file)
    sheet.writerow(HEADS)
    for n in range(ROWS):
        level = ("差评", "中评", "好评", "好评")[n % 4]
        moment = "上周三" if n in WRONG else f"2022-08-{n % 20 + 1:02d} 20:00:00"
        text = f"壶用了 {n} 天就漏水，客服也不理"
        sheet.writerow([f"2022080000{n:04d}", "7001", "2L 养生壶", level, text, moment, f"tb{n}号"])
    path.write_bytes(file.getvalue().encode("gb18030"))
    return path


def bring(person: Person, path: Path, work: Work) -> None:
    """Upload and wait for the preview."""
    person.go("/s/hu/import/")
    person.find("#id_file").set_input_files(path)
    with person.page.expect_navigation(url="**/import/*/"):
        person.find("form.drop button[type=submit]").click()
    look(person, work)


def look(person: Person, work: Work) -> None:
    """A worker looks the file through; the page turns into the preview by itself."""
    expect(person.find("#progress progress")).to_be_visible()
    work()
    expect(person.find("#start")).to_be_visible()


def start(person: Person, work: Work) -> None:
    """One click; the page turns into the result by itself."""
    with person.page.expect_navigation(url="**/import/*/"):
        person.find("#start button[type=submit]").click()
    expect(person.find("#progress progress")).to_be_visible()
    work()
    expect(person.find("#progress h2").first).to_contain_text("已完成")


def tally(person: Person) -> list[int]:
    """New, changed, unchanged, repeated, not taken in and what else the list counts."""
    texts = person.find("#tally dd").all_inner_texts()
    return [int(re.sub(r"\D", "", text.split()[0])) for text in texts]


def test_file_is_looked_through_overruled_imported_and_mended(
    shop: Shop, sit: Sit, quiet: Quiet, work: Work, tmp_path: Path
) -> None:
    ops = sit("ops")
    bring(ops, made_file(tmp_path / "八月.csv"), work)
    assert tally(ops) == [38, 0, 0, 0, 2, 19]
    expect(ops.find("#recognised")).to_contain_text("GB18030")
    with quiet():
        assert Review.objects.count() == 0

    # "说了什么" is asked for: it is the text.
    with ops.page.expect_navigation(url="**/import/*/"):
        ops.find("tr").filter(has_text="说了什么").locator('button[name="accept"]').click()
    look(ops, work)
    expect(ops.find("tr").filter(has_text="说了什么").locator("select")).to_have_value("text")
    start(ops, work)
    assert tally(ops) == [38, 0, 0, 0, 2, 19]
    with quiet():
        first = ImportRun.objects.get()
        texts = Review.objects.filter(content__contains="就漏水")
        assert (texts.count(), Case.objects.count()) == (38, 19)

    with ops.page.expect_download() as loaded:
        ops.find('#progress a[href*="rejects"]').click()
    path = tmp_path / "mended.xlsx"
    loaded.value.save_as(path)
    bring(ops, mended(path), work)
    expect(ops.find(".notice--accent a")).to_have_text("八月.csv")
    assert tally(ops)[:5] == [1, 0, 0, 0, 1]
    start(ops, work)

    ops.go(f"/s/hu/import/{first.public_id}/")
    expect(ops.find("#tally")).to_contain_text("1")
    with quiet():
        settled = first.rejects.order_by("row_number")
        assert [reject.resolved_at is not None for reject in settled] == [True, False]
        assert Review.objects.count() == 39


def mended(path: Path) -> Path:
    """The first row gets a time, the second stays as it was."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]][: len(HEADS)] == list(HEADS)
    sheet.cell(2, HEADS.index("评价时间") + 1, "2022-08-24 20:00")
    book.save(path)
    return path


def test_import_is_stopped_in_the_browser(
    shop: Shop, sit: Sit, quiet: Quiet, work: Work, tmp_path: Path
) -> None:
    ops = sit("ops", language="en")
    bring(ops, made_file(tmp_path / "a.csv"), work)
    with ops.page.expect_navigation(url="**/import/*/"):
        ops.find("#start button[type=submit]").click()
    ops.find("#progress button").filter(has_text="Stop").click()
    expect(ops.find(".notice--bad")).to_contain_text("cancelled")
    with quiet():
        assert ImportRun.objects.get().state == "cancelled"
        assert Review.objects.count() == 0


# --- the real files, each counted apart from the importer ---------------------------------------


def records(path: Path, encoding: str) -> Iterator[list[str]]:
    """The file's records by Python's own reader, without its blank ones."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        yield from (row for row in csv.reader(file) if any(cell.strip() for cell in row))


def folder() -> Path:
    return real_file().parent


def orders_by_hand(path: Path) -> tuple[int, int]:
    """Different order numbers, and rows."""
    rows = list(islice(records(path, "utf-8"), 1, None))
    return len({row[0] for row in rows}), len(rows)


def test_real_orders_go_in_with_their_counts(
    shop: Shop, sit: Sit, quiet: Quiet, work: Work
) -> None:
    path = folder() / "tmall_orders_2020_02.csv"
    if not path.exists():
        pytest.skip(f"the real export is not there: {path}")
    distinct, rows = orders_by_hand(path)
    ops = sit("ops")
    bring(ops, path, work)
    assert tally(ops) == [distinct, 0, 0, rows - distinct, 0]
    start(ops, work)
    assert tally(ops) == [distinct, 0, 0, rows - distinct, 0]
    with quiet():
        assert Order.objects.count() == distinct


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("jd_lipstick_repeated_headers.csv", (3, 1, 0)),
        ("jd_diapers_malformed.csv", (2, 1, 5, 6)),
    ],
)
def test_real_reviews_go_in_with_their_counts(
    shop: Shop, sit: Sit, quiet: Quiet, work: Work, name: str, identity: tuple[int, ...]
) -> None:
    """Without an id of its own a review is what stands in the columns ``identity``."""
    path = folder() / name
    if not path.exists():
        pytest.skip(f"the real export is not there: {path}")
    head, *rows = records(path, "utf-8-sig")
    data = [row for row in rows if row != head]
    whole = [row for row in data if len(row) == len(head)]
    distinct = len({tuple(row[place].strip() for place in identity) for row in whole})
    counted = [distinct, 0, 0, len(whole) - distinct, len(data) - len(whole)]
    ops = sit("ops")
    bring(ops, path, work)
    assert tally(ops)[:5] == counted
    start(ops, work)
    assert tally(ops)[:5] == counted
    with quiet():
        run = ImportRun.objects.get()
        assert run.recognised["repeated_headers"] == len(rows) - len(data)
        assert (Review.objects.count(), run.rejects.count()) == (distinct, counted[4])
