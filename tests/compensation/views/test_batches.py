"""A batch from gathering to its closed end, as a lead walks it in a browser."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from compensation.models import BatchDownload, Payout, PayoutBatch, PayoutPreset, ResultFile
from compensation.operations.payees import give_payee
from tests.compensation.batch_fixtures import answer_file, answer_rows


def url(shop, name, *args):
    return reverse(f"compensation:{name}", args=[shop.code, *args])


def text(answer):
    return answer.content.decode()


def test_a_lead_walks_a_batch_to_its_end(sit, shop, lead, payouts, tmp_path):
    desk = sit(lead)
    assert "3 payable payouts, ¥12.00 together." in text(desk.get(url(shop, "batch_new")))
    typed = {"preset": "small-payment"}
    gathered = desk.post(url(shop, "batch_new"), typed, follow=True)
    assert "Not exported: nothing has left the desk." in text(gathered)
    batch = PayoutBatch.objects.get()
    page = url(shop, "batch", batch.public_id)

    desk.post(url(shop, "batch_act", batch.public_id), {"act": "export"})
    assert "nobody fetched the file" in text(desk.get(page))

    file = url(shop, "batch_file", batch.public_id, "xlsx")
    sheet = desk.post(file, {"reason": "上传"})
    assert sheet["Content-Disposition"] == 'attachment; filename="payouts-hu-0001.xlsx"'
    assert load_workbook(BytesIO(sheet.content)).active.max_row == 4
    assert "Fetched 1 times" in text(desk.get(page))

    desk.post(url(shop, "batch_act", batch.public_id), {"act": "handed_over"})
    path = answer_file(tmp_path / "结果.xlsx", answer_rows(batch))
    with path.open("rb") as answer:
        looked = desk.post(
            url(shop, "result_upload", batch.public_id), {"file": answer}, follow=True
        )
    assert "Book 3 rows" in text(looked)
    result = ResultFile.objects.get()
    booked = desk.post(url(shop, "result_act", result.public_id), {"act": "book"}, follow=True)
    assert "Booked" in text(booked)
    assert set(Payout.objects.values_list("state", flat=True)) == {"paid"}

    desk.post(url(shop, "batch_act", batch.public_id), {"act": "close"})
    batch.refresh_from_db()
    assert batch.state == "closed"


def test_choosing_a_filter_counts_without_drawing_the_page(sit, shop, lead, payouts):
    answer = sit(lead).get(url(shop, "batch_new"), {"kind": "refund"}, HTTP_HX_REQUEST="true")
    assert "No payable payout fits this filter." in text(answer)
    assert "<html" not in text(answer)


def test_nothing_to_gather_is_said(sit, shop, lead):
    answer = sit(lead).post(url(shop, "batch_new"), {"preset": "small-payment"})
    assert "No payable payout fits this filter." in text(answer)
    assert not PayoutBatch.objects.exists()


def test_an_unknown_form_is_refused(sit, shop, lead, payouts):
    sit(lead).post(url(shop, "batch_new"), {"preset": "nobody"})
    assert not PayoutBatch.objects.exists()


def test_a_blocked_remark_is_the_owners_to_answer_for(sit, shop, owner, payouts):
    typed = {"preset": "small-payment", "remark": "改好评返现5元"}
    answer = sit(owner).post(url(shop, "batch_new"), typed)
    assert "override_word" in text(answer)
    sit(owner).post(url(shop, "batch_new"), {**typed, "override_word": "店主负责"})
    assert PayoutBatch.objects.get().remark == "改好评返现5元"


def test_a_file_is_not_given_to_a_get_nor_without_a_reason(sit, shop, lead, exported):
    desk, file = sit(lead), url(shop, "batch_file", exported.public_id, "csv")
    assert desk.get(file).status_code == 302
    assert desk.post(file, {"reason": ""}).status_code == 302
    assert not BatchDownload.objects.exists()
    assert desk.post(file, {"reason": "上传"})["Content-Type"] == "text/csv"
    assert desk.post(url(shop, "batch_file", exported.public_id, "pdf")).status_code == 404


def test_payees_are_asked_for_and_shown_masked(sit, shop, lead, payouts, gather):
    batch = gather("alipay_transfer")
    desk, page = sit(lead), url(shop, "batch", batch.public_id)
    assert "The payee&#x27;s account is missing." in text(desk.get(page))
    typed = {"account": "13812342100", "name": "张三丰", "batch": batch.public_id}
    given = desk.post(url(shop, "payee", payouts[0].public_id), typed, follow=True)
    assert "138****2100" in text(given)
    assert "13812342100" not in text(given)


def test_an_agent_notes_a_payee_from_the_case(sit, shop, agent, payouts):
    typed = {"account": "a@b.c", "name": "张三"}
    answer = sit(agent).post(url(shop, "payee", payouts[0].public_id), typed)
    case = payouts[0].offer.case.public_id
    assert answer["Location"] == reverse("reviews:case", args=[shop.code, case])


def test_a_case_card_shows_the_payee_masked(sit, shop, agent, payouts, now):
    give_payee(payout=payouts[0], member=agent, account="13812342100", name="张三丰", now=now)
    case = payouts[0].offer.case.public_id
    panel = text(sit(agent).get(url(shop, "offer_panel", case)))
    assert "张** 138****2100" in panel
    assert "13812342100" not in panel


def test_a_line_is_taken_out_of_a_draft(sit, shop, lead, payouts, gather):
    batch = gather()
    line = batch.lines.get(position=1)
    sit(lead).post(url(shop, "batch_line", batch.public_id, line.pk), {"act": "take_out"})
    assert batch.lines.count() == 2


def test_a_line_is_settled_by_hand(sit, shop, lead, exported):
    line = exported.lines.get(position=1)
    typed = {"act": "settle", "reference": "20261118", "word": ""}
    sit(lead).post(url(shop, "batch_line", exported.public_id, line.pk), typed)
    assert Payout.objects.filter(state="paid").count() == 1


def test_recalling_needs_a_word(sit, shop, lead, exported):
    desk, act = sit(lead), url(shop, "batch_act", exported.public_id)
    assert "A word is needed here" in text(desk.post(act, {"act": "recall"}, follow=True))
    desk.post(act, {"act": "recall", "word": "没有上传"})
    exported.refresh_from_db()
    assert exported.state == "recalled"


def test_a_result_that_is_none_says_why(sit, shop, lead, exported, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("日期,备忘\n2026-11-18,x\n", encoding="utf-8")
    with path.open("rb") as file:
        answer = sit(lead).post(
            url(shop, "result_upload", exported.public_id), {"file": file}, follow=True
        )
    assert "The file has no column for the key" in text(answer)


def test_what_is_no_table_says_so(sit, shop, lead, exported, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\x00\x01\x02")
    with path.open("rb") as file:
        answer = sit(lead).post(
            url(shop, "result_upload", exported.public_id), {"file": file}, follow=True
        )
    assert answer.status_code == 200
    assert not ResultFile.objects.exists()


def test_a_results_rows_can_be_asked_for_by_verdict(sit, shop, lead, exported, answer):
    result = answer(exported, p1={"金额": "9"})
    page = sit(lead).get(url(shop, "result", result.public_id), {"verdict": "held"})
    assert "The file says ¥9.00, the desk ¥3.00." in text(page)
    assert len(page.context["page"]) == 1


def test_progress_ends_when_all_is_booked(sit, shop, lead, exported, answer):
    result = answer(exported)
    desk, progress = sit(lead), url(shop, "result_progress", result.public_id)
    ResultFile.objects.update(state="booking", booked_by=lead, booking_at=exported.exported_at)
    assert desk.get(progress).status_code == 200
    ResultFile.objects.update(state="booked")
    assert desk.get(progress).status_code == 286


def test_a_result_can_be_left(sit, shop, lead, exported, answer):
    result = answer(exported)
    sit(lead).post(url(shop, "result_act", result.public_id), {"act": "discard"})
    assert ResultFile.objects.get().state == "discarded"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, 1),
        ({"state": "exported"}, 1),
        ({"state": "draft"}, 0),
        ({"since": "2026-11-18", "until": "2026-11-18"}, 1),
        ({"since": "2026-11-19"}, 0),
        ({"until": "2026-11-17"}, 0),
        ({"since": "gestern", "state": "none"}, 1),
    ],
)
def test_the_list_is_filtered_and_its_workbook_alike(sit, shop, lead, exported, asked, found):
    desk = sit(lead)
    assert len(desk.get(url(shop, "batches"), asked).context["page"]) == found
    sheet = load_workbook(BytesIO(desk.get(url(shop, "batches_workbook"), asked).content)).active
    assert sheet.max_row == 1 + found


def test_the_list_asks_the_same_queries_for_one_batch_and_three(
    sit, shop, lead, payouts, gather, django_assert_num_queries
):
    from compensation.operations.batches import discard_batch  # noqa: PLC0415  # made free again

    desk = sit(lead)
    for size in (1, 3):
        while PayoutBatch.objects.count() < size:
            discard_batch(batch=gather(), member=lead, now=payouts[0].created_at)
        with django_assert_num_queries(6):
            desk.get(url(shop, "batches"))


def test_a_shop_makes_a_form_its_own(sit, shop, lead):
    desk, page = sit(lead), url(shop, "preset", "small-payment")
    form = desk.get(page).context["form"]
    typed = {name: form[name].value() for name in form.fields} | {
        "most_fen": "200",
        "most_lines": 50,
    }
    headings = [("订单号", "order"), ("金额", "amount"), ("留言", "remark_and_key")]
    for at, (heading, field) in enumerate(headings):
        typed |= {f"column-{at}-heading": heading, f"column-{at}-field": field}
    assert desk.post(page, typed).status_code == 302
    own = PayoutPreset.objects.get()
    assert [column["heading"] for column in own.layout["columns"]] == ["订单号", "金额", "留言"]
    assert (own.layout["most_fen"], own.layout["most_lines"]) == (20_000, 50)
    listed = text(desk.get(url(shop, "presets")))
    assert listed.count("平台小额打款") == 1
    desk.post(url(shop, "preset", own.public_id), {"act": "delete"})
    assert not PayoutPreset.objects.exists()


def test_a_form_without_a_key_is_refused(sit, shop, lead):
    desk, page = sit(lead), url(shop, "preset", "by-hand")
    form = desk.get(page).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    typed |= {"most_fen": "0", "column-0-heading": "金额", "column-0-field": "amount"}
    answer = text(desk.post(page, typed))
    assert "A column must hold the key" in answer
    assert "A column must hold the order&#x27;s number" in answer
    assert not PayoutPreset.objects.exists()
