"""The page's answer: looked at first, matched by key alone, booked once whoever repeats it."""

import datetime as dt

import pytest
from django.db import transaction

from compensation.models import BatchLine, Budget, LedgerEntry, Payout, ResultFile, ResultRow
from compensation.operations import booking
from compensation.operations.batch_exports import close_batch, export_batch, recall_batch
from compensation.operations.booking import book_result, book_rows, settle_line
from compensation.operations.errors import OfferRefusedError
from compensation.operations.payees import purge_payees
from compensation.operations.payouts import retry_payout
from compensation.operations.results import discard_result, read_result
from compensation.operations.sweeps import sweep_money
from compensation.queries.checks import ledger_findings
from reviews.intake.failures import UnreadableFile
from tests.compensation.batch_fixtures import answer_file, answer_rows, make_payout
from tests.factories import BudgetFactory, MemberFactory, ShopFactory


def refusal(act, **given):
    with pytest.raises(OfferRefusedError) as refused:
        act(**given)
    return [reason.code for reason in refused.value.reasons]


def verdicts(result):
    rows = ResultRow.objects.filter(result=result).order_by("number")
    return [(row.verdict, row.because.get("code")) for row in rows]


def standing(shop):
    """What moved: (reserved, spent) of the budget, entries of the ledger, states of the payouts."""
    sums = Budget.objects.filter(shop=shop).values_list("reserved_fen", "spent_fen").get()
    states = list(Payout.objects.filter(shop=shop).order_by("id").values_list("state", flat=True))
    return (sums, LedgerEntry.objects.filter(shop=shop, event="pay").count(), states)


WAITING = ((1_200, 0), 0, ["paying"] * 3)


def test_looking_at_a_result_moves_nothing(exported, answer, shop):
    result = answer(exported)
    assert verdicts(result) == [("pay", None)] * 3
    assert (result.state, standing(shop)) == ("checked", WAITING)


def test_booking_pays_every_line_and_the_ledger_balances(exported, answer, lead, now, shop):
    result = answer(exported)
    assert book_result(result=result, member=lead, now=now) == 3
    assert standing(shop) == ((0, 1_200), 6, ["paid"] * 3)
    exported.refresh_from_db()
    assert (exported.state, result.state) == ("answered", "booked")
    references = {payout.provider_reference for payout in Payout.objects.all()}
    assert references == set(BatchLine.objects.values_list("reference", flat=True))
    assert ledger_findings(shop=shop) == []
    close_batch(batch=exported, member=lead, now=now)


def test_the_file_of_an_answered_batch_goes_though_nobody_closed_it(exported, answer, lead, now):
    assert purge_payees(now=now + dt.timedelta(days=31)) == 0
    book_result(result=answer(exported), member=lead, now=now)
    assert purge_payees(now=now + dt.timedelta(days=31)) == 2
    assert set(exported.files.values_list("content", flat=True)) == {""}


def test_booking_twice_pays_once(exported, answer, lead, now, shop):
    book_result(result=answer(exported), member=lead, now=now)
    before = standing(shop)
    result = answer(exported, rows=answer_rows(exported)[::-1])
    assert verdicts(result) == [("already", "result_booked_already")] * 3
    assert book_result(result=result, member=lead, now=now) == 0
    assert standing(shop) == before
    assert refusal(book_result, result=result, member=lead, now=now) == ["result_move_refused"]


def test_the_same_file_is_read_once(exported, tmp_path, lead, owner, now):
    path = answer_file(tmp_path / "a.xlsx", answer_rows(exported))
    given = {"batch": exported, "path": path, "file_name": "a.xlsx", "now": now}
    first = read_result(member=lead, **given)
    with pytest.raises(OfferRefusedError) as refused:
        read_result(member=owner, **given)
    assert (refused.value.reason.code, refused.value.reason.params["member"]) == (
        "result_read_before",
        lead.display_name,
    )
    discard_result(result=first, member=lead, now=now)
    assert read_result(member=owner, **given).state == "checked"


def test_a_part_of_the_answer_leaves_the_rest_waiting(exported, answer, lead, now, shop):
    rows = answer_rows(exported)
    book_result(result=answer(exported, rows=rows[:1]), member=lead, now=now)
    exported.refresh_from_db()
    assert (exported.state, standing(shop)) == (
        "partly",
        ((900, 300), 2, ["paid", "paying", "paying"]),
    )
    book_result(result=answer(exported, rows=rows[1:]), member=lead, now=now)
    exported.refresh_from_db()
    assert (exported.state, standing(shop)) == ("answered", ((0, 1_200), 6, ["paid"] * 3))


@pytest.mark.parametrize(
    ("cells", "verdict"),
    [
        ({"金额": "3.01"}, ("held", "result_amount_differs")),
        ({"金额": "三元"}, ("held", "yuan_unreadable")),
        ({"金额": "-3"}, ("held", "result_amount_differs")),
        ({"金额": "0"}, ("held", "result_amount_differs")),
        ({"金额": "3.001"}, ("held", "yuan_below_a_fen")),
        ({"金额": "99999999999"}, ("held", "yuan_too_large")),
        ({"状态": "处理中"}, ("held", "result_outcome_unknown")),
        ({"状态": ""}, ("held", "result_outcome_unknown")),
        ({"商户流水号": ""}, ("unreadable", "result_key_missing")),
        ({"商户流水号": "1.23E+17"}, ("unreadable", "result_key_rounded")),
        ({"商户流水号": "13800138000"}, ("unreadable", "result_key_unreadable")),
        ({"商户流水号": "aaaaaaaaaaaaaaaa"}, ("unknown", "result_key_unknown")),
    ],
)
def test_what_does_not_fit_is_named_and_moves_nothing(
    exported, answer, lead, now, shop, cells, verdict
):
    result = answer(exported, p1=cells)
    assert verdicts(result) == [verdict, ("pay", None), ("pay", None)]
    book_result(result=result, member=lead, now=now)
    assert standing(shop) == ((300, 900), 4, ["paying", "paid", "paid"])
    assert ledger_findings(shop=shop) == []


@pytest.mark.parametrize(
    "key",
    ["\t{key}", '="{key}"', "'{key}", "售后补偿 {key}", "（{key}）", " {KEY} "],
)
def test_a_key_is_found_in_what_spreadsheets_make_of_it(exported, answer, key):
    own = exported.lines.get(position=1).key
    cell = key.format(key=own, KEY=own.upper())
    assert verdicts(answer(exported, p1={"商户流水号": cell}))[0] == ("pay", None)


def test_full_width_signs_and_title_rows_are_read(exported, tmp_path, lead, now):
    rows = answer_rows(exported, p1={"金额": "￥３.００", "状态": " 付款成功 "})
    path = answer_file(tmp_path / "a.xlsx", rows, title="支付宝批量付款结果")
    given = {"path": path, "file_name": "a.xlsx", "member": lead, "now": now}
    assert verdicts(read_result(batch=exported, **given)) == [("pay", None)] * 3


def test_a_text_file_in_the_platforms_encoding_is_read(exported, tmp_path, lead, now):
    rows = answer_rows(exported)
    lines = [",".join(rows[0]), *(",".join(map(str, row.values())) for row in rows)]
    path = tmp_path / "a.csv"
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    given = {"path": path, "file_name": "a.csv", "member": lead, "now": now}
    assert verdicts(read_result(batch=exported, **given)) == [("pay", None)] * 3


def test_one_key_twice_counts_once_and_a_contradiction_not_at_all(
    exported, answer, shop, lead, now
):
    rows = answer_rows(exported)
    twice = [rows[0], rows[0], rows[1], rows[1] | {"状态": "失败"}]
    result = answer(exported, rows=twice)
    assert verdicts(result) == [
        ("pay", None),
        ("already", "result_says_it_twice"),
        ("held", "result_contradicts_itself"),
        ("held", "result_contradicts_itself"),
    ]
    book_result(result=result, member=lead, now=now)
    assert standing(shop) == ((900, 300), 2, ["paid", "paying", "paying"])


def test_a_file_without_the_needed_columns_names_them(exported, answer):
    rows = [{"日期": "2026-11-18", "备忘": "x"}]
    with pytest.raises(OfferRefusedError) as refused:
        answer(exported, rows=rows)
    codes = [(reason.code, reason.params["column"]) for reason in refused.value.reasons]
    assert codes == [("result_column_missing", name) for name in ("key", "outcome", "amount")]


def test_what_is_no_table_is_refused_by_the_readers(exported, tmp_path, lead, now):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\x00\x01\x02 nothing")
    with pytest.raises(UnreadableFile):
        read_result(batch=exported, path=path, file_name="a", member=lead, now=now)
    assert not ResultFile.objects.exists()


def test_the_result_of_another_batch_names_it(exported, shop, owner, lead, gather, answer, now):
    make_payout(shop, owner, now, 200)
    other = export_batch(batch=gather(), member=lead, now=now)
    with pytest.raises(OfferRefusedError) as refused:
        answer(other, rows=answer_rows(exported))
    codes = [(reason.code, dict(reason.params)) for reason in refused.value.reasons]
    assert codes == [
        ("result_not_of_this_batch", {"rows": 3}),
        ("result_of_another_batch", {"number": 1}),
    ]
    mixed = answer(other, rows=[*answer_rows(exported), *answer_rows(other)])
    assert verdicts(mixed)[:3] == [("unknown", "result_of_another_batch")] * 3
    book_result(result=mixed, member=lead, now=now)
    assert standing(shop)[2] == ["paying", "paying", "paying", "paid"]


def test_another_shops_lines_are_unknown_here(exported, owner, now, answer, tmp_path):
    elsewhere = MemberFactory.create(shop=ShopFactory.create(), role="owner")
    given = {"file_name": "a", "now": now}
    path = answer_file(tmp_path / "b.xlsx", answer_rows(exported))
    assert refusal(read_result, batch=exported, path=path, member=elsewhere, **given) == [
        "not_yours_to_decide"
    ]


def test_a_draft_has_no_result(payouts, gather, exported, shop, owner, now, answer):
    make_payout(shop, owner, now, 200)
    draft = gather()
    with pytest.raises(OfferRefusedError):
        answer(draft, rows=answer_rows(exported))


@pytest.mark.parametrize(
    ("said", "state", "code"),
    [
        ("付款方余额不足", "payable", "payment_failed_for_now"),
        ("系统繁忙，请稍后再试", "payable", "payment_failed_for_now"),
        ("收款账号不存在", "failed", "payment_failed_at_page"),
        ("", "failed", "payment_failed_at_page"),
    ],
)
def test_a_failure_goes_back_in_line_or_to_the_lead(
    exported, answer, lead, now, shop, said, state, code
):
    result = answer(exported, p2={"状态": "失败", "失败原因": said})
    assert verdicts(result) == [("pay", None), ("fail", None), ("pay", None)]
    book_result(result=result, member=lead, now=now)
    assert standing(shop) == ((400, 800), 4, ["paid", state, "paid"])
    failed = Payout.objects.order_by("id")[1]
    assert failed.failure["code"] == code
    assert exported.lines.get(position=2).state == "failed"
    assert ledger_findings(shop=shop) == []


def test_a_phone_number_in_a_failure_is_masked(exported, answer):
    said = "账号 13812342100 未实名"
    result = answer(exported, p1={"状态": "失败", "失败原因": said})
    assert result.rows.get(number=2).failure == "账号 138****2100 未实名"


def test_a_failed_payment_goes_again_with_the_next_batch_under_a_new_key(
    exported, answer, gather, lead, now, shop
):
    old = answer_rows(exported, p1={"状态": "失败", "失败原因": "账号不存在"})
    book_result(result=answer(exported, rows=old), member=lead, now=now)
    payout = Payout.objects.select_related("offer").order_by("id")[0]
    retry_payout(payout=payout, member=lead, now=now)
    again = export_batch(batch=gather(), member=lead, now=now)
    assert again.lines.get().key == f"{exported.lines.get(position=1).key}-2"
    with pytest.raises(OfferRefusedError):  # the old answer can't fail the new payment
        answer(again, rows=old)
    book_result(result=answer(again), member=lead, now=now)
    assert standing(shop) == ((0, 1_200), 6, ["paid"] * 3)


def test_three_failures_are_the_leads_whatever_the_page_says(exported, answer, gather, lead, now):
    batch = exported
    for _try in range(3):
        rows = answer_rows(batch)
        rows[0] |= {"状态": "失败", "失败原因": "系统繁忙"}
        book_result(result=answer(batch, rows=rows), member=lead, now=now)
        payout = Payout.objects.order_by("id")[0]
        if payout.state == "payable":
            batch = export_batch(batch=gather(), member=lead, now=now)
    assert (payout.state, payout.failure["code"]) == ("failed", "payment_failed_often")


def test_a_kill_in_the_middle_leaves_whole_rows_and_the_sweep_goes_on(
    exported, answer, lead, now, shop, monkeypatch
):
    result = answer(exported)
    record, calls = booking.record_payment, []

    def dying(**given):
        calls.append(given)
        if len(calls) == 2:
            record(**given)
            raise KeyboardInterrupt  # after the payment was written, before it was committed
        record(**given)

    monkeypatch.setattr(booking, "record_payment", dying)
    with pytest.raises(KeyboardInterrupt):
        book_result(result=result, member=lead, now=now)
    result.refresh_from_db()
    assert (result.state, standing(shop)) == (
        "booking",
        ((900, 300), 2, ["paid", "paying", "paying"]),
    )
    assert ledger_findings(shop=shop) == []
    assert sweep_money(now=now + dt.timedelta(seconds=30))["booked"] == 0  # perhaps alive
    monkeypatch.setattr(booking, "record_payment", record)
    assert sweep_money(now=now + dt.timedelta(minutes=2))["booked"] == 2
    result.refresh_from_db()
    assert (result.state, standing(shop)) == ("booked", ((0, 1_200), 6, ["paid"] * 3))


def test_two_results_of_the_same_lines_pay_once(exported, answer, lead, owner, now, shop):
    rows = answer_rows(exported)
    first, second = answer(exported, rows=rows), answer(exported, rows=rows[::-1], member=owner)
    book_result(result=first, member=lead, now=now)
    assert book_result(result=second, member=owner, now=now) == 0
    assert verdicts(second) == [("already", "result_line_settled")] * 3
    assert standing(shop) == ((0, 1_200), 6, ["paid"] * 3)


def test_a_slice_books_what_it_may_and_leaves_the_rest(exported, answer, lead, now):
    result = answer(exported)
    ResultFile.objects.filter(pk=result.pk).update(state="booking", booked_by=lead, booking_at=now)
    assert book_rows(result=result, member=lead, now=now, most=2) == 2
    assert result.state == "booking"
    assert book_rows(result=result, member=lead, now=now, most=2) == 1
    assert result.state == "booked"


def held_line(exported, answer, lead, now):
    book_result(result=answer(exported, p1={"金额": "9"}), member=lead, now=now)
    return BatchLine.objects.select_related(
        "batch__shop", "payout__offer__case", "payout__offer__promise", "payout__shop"
    ).get(batch=exported, position=1)


def test_a_held_line_is_settled_by_a_person_with_its_number(exported, answer, lead, now, shop):
    line = held_line(exported, answer, lead, now)
    settle_line(line=line, member=lead, reference="20261118001", word="", now=now)
    assert standing(shop) == ((0, 1_200), 6, ["paid"] * 3)
    exported.refresh_from_db()
    assert exported.state == "answered"
    given = {"line": line, "member": lead, "reference": "2", "word": "", "now": now}
    assert refusal(settle_line, **given) == ["line_not_waiting"]


def test_a_held_line_that_was_not_paid_is_payable_again(exported, answer, lead, now, shop):
    line = held_line(exported, answer, lead, now)
    given = {"line": line, "member": lead, "reference": "", "now": now}
    assert refusal(settle_line, **given, word=" ") == ["say_a_word"]
    settle_line(**given, word="平台查无此笔")
    assert standing(shop) == ((300, 900), 4, ["payable", "paid", "paid"])


def test_a_batch_is_not_recalled_while_a_read_answer_says_paid(exported, answer, owner, lead, now):
    result = answer(exported, rows=answer_rows(exported)[:1])
    given = {"batch": exported, "member": owner, "word": "撤回", "now": now}
    assert refusal(recall_batch, **given) == ["batch_was_answered"]
    discard_result(result=result, member=lead, now=now)
    recall_batch(**given)


def test_an_answer_to_a_line_settled_otherwise_is_held_and_not_told_as_booked(
    exported, answer, lead, now, shop
):
    result = answer(exported)
    line = BatchLine.objects.filter(batch=exported).select_related("batch", "payout")[0]
    settle_line(line=line, member=lead, reference="", word="平台查无此笔", now=now)
    assert book_result(result=result, member=lead, now=now) == 2
    assert verdicts(result)[0] == ("held", "result_against_booking")
    assert standing(shop) == ((300, 900), 4, ["payable", "paid", "paid"])


def test_an_answered_batch_is_never_recalled(exported, answer, owner, lead, now):
    rows = answer_rows(exported)[:1]
    book_result(result=answer(exported, rows=rows), member=lead, now=now)
    given = {"batch": exported, "member": owner, "word": "撤回", "now": now}
    assert refusal(recall_batch, **given) == ["batch_was_answered"]


def test_a_budget_keeps_step_with_every_row(exported, answer, lead, now, shop):
    result = answer(exported)
    ResultFile.objects.filter(pk=result.pk).update(state="booking", booked_by=lead, booking_at=now)
    sums = []
    for _row in range(3):
        book_rows(result=result, member=lead, now=now, most=1)
        sums.append(standing(shop)[0])
        assert ledger_findings(shop=shop) == []
    assert sums == [(900, 300), (500, 700), (0, 1_200)]


@pytest.mark.django_db
def test_a_result_is_judged_in_a_fixed_number_of_queries(
    shop, owner, lead, now, gather, tmp_path, django_assert_num_queries
):
    BudgetFactory.create(shop=shop, cap_fen=50_000)
    counts = []
    for size in (1, 3):
        for _payout in range(size):
            make_payout(shop, owner, now, 200)
        batch = export_batch(batch=gather(), member=lead, now=now)
        path = answer_file(tmp_path / f"{size}.xlsx", answer_rows(batch))
        given = {"path": path, "file_name": "a", "member": lead, "now": now}
        with transaction.atomic(), django_assert_num_queries(9):
            counts.append(read_result(batch=batch, **given).rows.count())
    assert counts == [1, 3]
