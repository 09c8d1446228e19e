from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from reviews.models import Case, ImportRun
from reviews.operations.imports import run_import

HEAD = "订单编号,商品ID,商品名称,评价等级,评价内容,评价时间,买家昵称"
GOOD_ROW = "2026111800000001,7000001,2L 养生壶,差评,壶底漏水,2026-11-17 20:00:00,tb_张三"
BAD_ROW = "2026111800000002,7000001,2L 养生壶,差评,漏水,不是时间,tb_李四"


@pytest.fixture
def woken(monkeypatch):
    """The ids of imports that a worker was woken for."""
    ids = []
    monkeypatch.setattr(
        "reviews.views.imports.run_import.delay", lambda *, run_id: ids.append(run_id)
    )
    return ids


def address(shop, name="imports", *args):
    return reverse(f"reviews:{name}", args=(shop.code, *args))


def csv(*rows):
    text = "\n".join([HEAD, *rows])
    return SimpleUploadedFile("评价.csv", text.encode("gb18030"))


def upload(browser, shop, *rows):
    browser.post(address(shop), {"kind": "reviews", "file": csv(*rows)})
    return ImportRun.objects.get()


def test_an_upload_becomes_a_run_and_wakes_a_worker(sit, lead, shop, woken, now):
    run = upload(sit(lead), shop, GOOD_ROW)
    assert (run.file_name, run.kind, run.created_by) == ("评价.csv", "reviews", lead)
    assert woken == [run.pk]


def test_progress_polls_until_the_run_has_ended(sit, lead, shop, woken, now):
    browser = sit(lead)
    run = upload(browser, shop, GOOD_ROW, BAD_ROW)
    where = address(shop, "import_progress", run.public_id)
    assert browser.get(where).status_code == 200
    assert "every 1s" in browser.get(address(shop, "import", run.public_id)).content.decode()
    run_import(run_id=run.pk, now=now)
    ended = browser.get(where)
    assert (ended.status_code, ended.context["import"].percent) == (286, 100)
    assert "every 1s" not in browser.get(address(shop, "import", run.public_id)).content.decode()
    assert Case.objects.count() == 1


def test_rejected_rows_come_back_with_their_reason(sit, lead, shop, woken, now):
    browser = sit(lead)
    run = upload(browser, shop, GOOD_ROW, BAD_ROW)
    run_import(run_id=run.pk, now=now)
    response = browser.get(address(shop, "import_rejects", run.public_id))
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert (len(rows), rows[0][0], rows[1][0]) == (2, "订单编号", "2026111800000002")
    assert rows[1][-1] != ""


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


@pytest.mark.parametrize("name", ["import", "import_progress", "import_rejects"])
def test_an_import_of_another_shop_is_not_found(sit, lead, shop, name):
    assert sit(lead).get(address(shop, name, "nosuchimport")).status_code == 404


def test_agents_import_nothing(sit, agent, shop):
    assert sit(agent).get(address(shop)).status_code == 403
