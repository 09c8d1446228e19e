from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from reviews.models import Case, ImportMapping, ImportRun, Review
from reviews.operations.import_checks import run_check
from reviews.operations.imports import run_import
from tests.factories import MemberFactory
from tests.reviews.operations.test_full_disk import disk_with

HEAD = "订单编号,商品ID,商品名称,评价等级,评价内容,评价时间,买家昵称"
GOOD_ROW = "2026111800000001,7000001,2L 养生壶,差评,壶底漏水,2026-11-17 20:00:00,tb_张三"
BAD_ROW = "2026111800000002,7000001,2L 养生壶,差评,漏水,不是时间,tb_李四"


@pytest.fixture
def woken(monkeypatch):
    """What a worker was woken for, in order."""
    calls = []
    for name in ("check_import", "run_import"):
        monkeypatch.setattr(
            f"reviews.views.imports.{name}.delay",
            lambda *, run_id, name=name: calls.append((name, run_id)),
        )
    return calls


def address(shop, name="imports", *args):
    return reverse(f"reviews:{name}", args=(shop.code, *args))


def csv(*rows, head=HEAD):
    text = "\n".join([head, *rows])
    return SimpleUploadedFile("评价.csv", text.encode("gb18030"))


def upload(browser, shop, *rows, kind="", head=HEAD):
    browser.post(address(shop), {"kind": kind, "file": csv(*rows, head=head)})
    return ImportRun.objects.order_by("-pk").first()


def looked(browser, shop, now, *rows, **given):
    """An upload that a worker has looked through."""
    return run_check(run_id=upload(browser, shop, *rows, **given).pk, now=now)


def page_of(browser, shop, run):
    return browser.get(address(shop, "import", run.public_id))


def test_an_upload_is_looked_through_first(sit, lead, shop, woken, now):
    run = upload(sit(lead), shop, GOOD_ROW)
    assert (run.state, run.file_name, run.created_by) == ("checking", "评价.csv", lead)
    assert woken == [("check_import", run.pk)]


def test_progress_polls_until_the_file_is_looked_through_then_asks_for_the_page(
    sit, lead, shop, woken, now
):
    browser = sit(lead)
    run = upload(browser, shop, GOOD_ROW)
    where = address(shop, "import_progress", run.public_id)
    assert browser.get(where).status_code == 200
    assert "every 1s" in page_of(browser, shop, run).content.decode()
    run_check(run_id=run.pk, now=now)
    seen = browser.get(where)
    assert (seen.status_code, seen["HX-Refresh"]) == (286, "true")
    assert "every 1s" not in page_of(browser, shop, run).content.decode()


def test_preview_shows_what_would_come_of_it_and_writes_nothing(sit, lead, shop, woken, now):
    browser = sit(lead)
    run = looked(browser, shop, now, GOOD_ROW, BAD_ROW)
    shown = page_of(browser, shop, run)
    page = shown.content.decode()
    assert shown.context["import"].preview.counts["new"] == 1
    for words in ("壶底漏水", "t***三", "GB18030", "Review time is no date we can read: 不是时间."):
        assert words in page
    assert "tb_张三" not in page
    assert Review.objects.count() == 0


def test_one_click_starts_the_import_as_it_was_seen(sit, lead, shop, woken, now):
    browser = sit(lead)
    run = looked(browser, shop, now, GOOD_ROW, BAD_ROW)
    browser.post(address(shop, "import_start", run.public_id), {"look": run.tries})
    run.refresh_from_db()
    assert (run.state, woken[-1]) == ("queued", ("run_import", run.pk))
    run_import(run_id=run.pk, now=now)
    ended = browser.get(address(shop, "import_progress", run.public_id))
    assert (ended.status_code, ended.context["import"].percent) == (286, 100)
    assert Case.objects.count() == 1


def test_look_that_is_out_of_date_starts_nothing_and_says_so(sit, lead, shop, woken, now):
    browser = sit(lead)
    run = looked(browser, shop, now, GOOD_ROW)
    answer = browser.post(
        address(shop, "import_start", run.public_id), {"look": run.tries - 1}, follow=True
    )
    assert "Somebody changed this import meanwhile." in answer.content.decode()
    run.refresh_from_db()
    assert run.state == "checked"


def test_full_export_needs_its_days(sit, lead, shop, woken, now):
    browser = sit(lead)
    run = looked(browser, shop, now, GOOD_ROW)
    where = address(shop, "import_start", run.public_id)
    asked = {"look": run.tries, "is_full_export": "on"}
    for days, sentence in (
        ({}, "A full export needs its first and its last day."),
        (
            {"covers_from": "2026-11-18", "covers_until": "2026-11-01"},
            "The first day lies after the last one.",
        ),
    ):
        refused = browser.post(where, asked | days)
        assert (refused.status_code, sentence in refused.content.decode()) == (422, True)
    browser.post(where, asked | {"covers_from": "2026-11-01", "covers_until": "2026-11-18"})
    run.refresh_from_db()
    assert (run.state, run.is_full_export) == ("queued", True)


def test_how_the_file_is_read_can_be_overruled_and_is_remembered(sit, lead, shop, woken, now):
    browser = sit(lead)
    run = looked(browser, shop, now, GOOD_ROW, head=HEAD.replace("评价内容", "说了什么"))
    read_as = address(shop, "import_read_as", run.public_id)
    fields = {"look": run.tries, "kind": "reviews", "encoding": "gb18030", "keep": "on"}
    browser.post(read_as, fields | {"column-4": "text", "column-2": "-"})
    run.refresh_from_db()
    columns = {"说了什么": "text", "商品名称": ""}
    assert (run.state, run.asked) == ("checking", {"encoding": "gb18030", "columns": columns})
    assert ImportMapping.objects.get().fields == columns
    assert woken[-1] == ("check_import", run.pk)
    run_check(run_id=run.pk, now=now)
    page = page_of(browser, shop, run).content.decode()
    assert ("as you said" in page, "left out" in page) == (True, True)


def test_question_about_a_column_is_answered_with_one_click(sit, lead, shop, woken, now):
    browser = sit(lead)
    rows = [f"2026-11-{day:02d} 20:00,壶用了两次就漏水了,否" for day in range(10, 18)]
    run = looked(browser, shop, now, *rows, kind="reviews", head="何时,说了什么,是否")
    assert "Yes, it is: Review time" in page_of(browser, shop, run).content.decode()
    for answer in ({"accept": "0"}, {"accept": "1"}, {"decline": "2"}):
        run.refresh_from_db()
        given = {"look": run.tries, "kind": "reviews"} | answer
        browser.post(address(shop, "import_read_as", run.public_id), given)
        run_check(run_id=run.pk, now=now)
    run.refresh_from_db()
    assert run.asked == {"columns": {"何时": "rated_at", "说了什么": "text", "是否": ""}}
    assert run.preview["tally"]["new"] == 8


def test_two_columns_cannot_be_one_field(sit, lead, shop, woken, now):
    browser = sit(lead)
    run = looked(browser, shop, now, GOOD_ROW)
    fields = {"look": run.tries, "kind": "reviews", "column-0": "reply", "column-1": "reply"}
    refused = browser.post(address(shop, "import_read_as", run.public_id), fields)
    assert refused.status_code == 422
    assert "Two columns can&#x27;t both be: Shop&#x27;s reply." in refused.content.decode()


def test_other_kind_forgets_what_was_said_of_columns(sit, lead, shop, woken, now):
    browser = sit(lead)
    run = looked(browser, shop, now, GOOD_ROW)
    fields = {"look": run.tries, "kind": "orders", "column-4": "reply", "preset": ""}
    browser.post(address(shop, "import_read_as", run.public_id), fields)
    run.refresh_from_db()
    assert (run.kind, run.asked) == ("orders", {})


def test_import_is_given_up_before_it_starts(sit, lead, shop, woken, now):
    browser = sit(lead)
    run = looked(browser, shop, now, GOOD_ROW)
    page = browser.post(address(shop, "import_cancel", run.public_id), follow=True)
    assert "Given up before anything was taken in." in page.content.decode()


def test_second_person_with_the_same_file_is_led_to_the_first(sit, lead, shop, woken, now):
    first = looked(sit(lead), shop, now, GOOD_ROW)
    other = MemberFactory.create(shop=shop, role="ops")
    page = sit(other).post(address(shop), {"kind": "", "file": csv(GOOD_ROW)}, follow=True)
    assert page.redirect_chain[0][0] == address(shop, "import", first.public_id)
    assert "周主管 brought it." in page.content.decode()
    assert ImportRun.objects.count() == 1


def test_rejected_rows_come_back_with_their_reason_and_mended_ones_are_counted(
    sit, lead, shop, woken, now
):
    browser = sit(lead)
    run = looked(browser, shop, now, GOOD_ROW, BAD_ROW)
    browser.post(address(shop, "import_start", run.public_id), {"look": run.tries})
    run_import(run_id=run.pk, now=now)
    book = load_workbook(downloaded(browser, shop, run))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert (len(rows), rows[0][0], rows[1][0]) == (2, "订单编号", "2026111800000002")
    assert rows[1][-1] == "Review time is no date we can read: 不是时间."
    book.active.cell(2, 6, "2026-11-17 20:00:00")
    saved = BytesIO()
    book.save(saved)
    mended = SimpleUploadedFile("mended.xlsx", saved.getvalue())
    browser.post(address(shop), {"kind": "", "file": mended})
    part = ImportRun.objects.get(file_name="mended.xlsx")
    run_check(run_id=part.pk, now=now)
    assert "go in as its missing part" in page_of(browser, shop, part).content.decode()
    part.refresh_from_db()
    browser.post(address(shop, "import_start", part.public_id), {"look": part.tries})
    run_import(run_id=part.pk, now=now)
    for page in (browser.get(address(shop)), page_of(browser, shop, run)):
        assert "1 since mended" in page.content.decode()
    assert Review.objects.count() == 2


def downloaded(browser, shop, run):
    response = browser.get(address(shop, "import_rejects", run.public_id))
    return BytesIO(b"".join(response.streaming_content))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 not a table"])
def test_a_file_that_is_none_is_refused_with_a_sentence(sit, lead, shop, woken, content):
    file = SimpleUploadedFile("评价.xlsx", content)
    response = sit(lead).post(address(shop), {"kind": "reviews", "file": file})
    assert response.status_code == 422
    assert len(response.context["form"].errors["file"]) == 1
    assert (ImportRun.objects.count(), woken) == (0, [])


def test_an_upload_without_a_file_is_refused(sit, lead, shop, woken):
    response = sit(lead).post(address(shop), {"kind": "reviews"})
    assert list(response.context["form"].errors) == ["file"]


def test_the_first_import_is_asked_for(sit, lead, shop):
    page = sit(lead).get(address(shop)).content.decode()
    assert "Nothing has been imported yet." in page


@pytest.mark.parametrize(
    "name",
    [
        "import",
        "import_progress",
        "import_rejects",
        "import_read_as",
        "import_start",
        "import_cancel",
    ],
)
def test_an_import_of_another_shop_is_not_found(sit, lead, shop, name):
    assert sit(lead).get(address(shop, name, "nosuchimport")).status_code == 404


@pytest.mark.parametrize("name", ["import_read_as", "import_start", "import_cancel"])
def test_looking_at_an_address_changes_nothing(sit, lead, shop, woken, now, name):
    browser = sit(lead)
    run = looked(browser, shop, now, GOOD_ROW)
    assert browser.get(address(shop, name, run.public_id)).status_code == 302
    run.refresh_from_db()
    assert run.state == "checked"


@pytest.mark.parametrize("platform", ["taobao", "tmall", "jd", "pdd", "douyin", "other"])
def test_first_import_is_told_which_export_to_bring(sit, lead, shop, platform):
    type(shop).objects.filter(pk=shop.pk).update(platform=platform)
    page = sit(lead).get(address(shop))
    assert [step.kind for step in page.context["steps"]] == ["reviews", "orders", "refunds"]


def test_agents_import_nothing(sit, agent, shop):
    assert sit(agent).get(address(shop)).status_code == 403


def test_the_rail_shows_where_a_page_below_import_belongs(sit, lead, shop, woken):
    browser = sit(lead)
    run = upload(browser, shop, GOOD_ROW)
    marked = [entry for entry in page_of(browser, shop, run).context["desk"].rail if entry.active]
    assert [entry.url for entry in marked] == [address(shop)]
    elsewhere = browser.get(reverse("reviews:complaints", args=(shop.code,)))
    assert not any(entry.active for entry in elsewhere.context["desk"].rail)


@pytest.mark.parametrize("size", [4096, 0])
def test_large_upload_that_finds_no_room_is_told_so(sit, lead, shop, size):
    browser = sit(lead)
    file = SimpleUploadedFile("评价.csv", b"x" * (3 * 2**20))
    with disk_with(size):
        answer = browser.post(address(shop), {"file": file})
    assert answer.status_code == 422
    assert "full" in answer.context["form"].errors["file"][0]
    assert not ImportRun.objects.exists()
