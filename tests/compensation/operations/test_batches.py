"""Gathering, exporting, fetching, recalling: where the file of a batch is at every moment."""

import base64
import csv
import datetime as dt
import hashlib
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from compensation.domain.default_policy import default_policy
from compensation.domain.payout_layout_json import shipped_layouts
from compensation.domain.policy_json import version_to_json
from compensation.models import BatchDownload, BatchLine, Payout, PayoutBatch
from compensation.operations import batch_exports
from compensation.operations.batch_exports import (
    close_batch,
    export_batch,
    fetch_file,
    mark_handed_over,
    recall_batch,
)
from compensation.operations.batches import (
    NewBatch,
    approve_batch,
    discard_batch,
    gather_batch,
    take_out_line,
)
from compensation.operations.errors import OfferRefusedError, WordingBlockedError
from compensation.operations.payees import give_payee, purge_payees
from compensation.operations.payouts import record_by_hand, retry_payout
from compensation.operations.sweeps import sweep_money
from compensation.queries.batches import BatchFilter, batch_view, count_gatherable
from compensation.queries.checks import ledger_findings
from reviews.models import Case
from tests.compensation.batch_fixtures import make_payout
from tests.factories import BudgetFactory, PolicyVersionFactory


def refusal(act, **given):
    with pytest.raises(OfferRefusedError) as refused:
        act(**given)
    return [reason.code for reason in refused.value.reasons]


def test_a_batch_gathers_the_payable_payouts_by_their_due_time(payouts, gather):
    batch = gather()
    lines = list(batch.lines.order_by("position").values_list("position", "amount_fen", "state"))
    assert lines == [(1, 300, "gathered"), (2, 400, "gathered"), (3, 500, "gathered")]
    assert (batch.number, batch.state, batch.remark) == (1, "draft", "售后补偿")


def test_a_payout_is_gathered_by_one_batch_only(payouts, gather):
    gather()
    with pytest.raises(OfferRefusedError) as refused:
        gather()
    assert refused.value.reason.code == "nothing_to_gather"
    assert PayoutBatch.objects.count() == 1


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, (4, 2_100)),
        ({"kind": "refund"}, (1, 900)),
        ({"due_until": dt.date(2026, 11, 21)}, (3, 1_200)),
        ({"due_until": dt.date(2026, 11, 20)}, (0, 0)),
        ({"budget": "nobody"}, (0, 0)),
    ],
)
def test_a_filter_finds_by_kind_due_date_and_budget(payouts, shop, owner, now, wanted, found):
    late = now + dt.timedelta(days=1)
    make_payout(shop, owner, late, 900, kind="refund")
    assert count_gatherable(shop=shop, wanted=BatchFilter(**wanted)) == found


def test_a_filter_finds_by_budget_and_person(payouts, shop, owner, agent):
    budget = payouts[0].offer.budget
    assert count_gatherable(shop=shop, wanted=BatchFilter(budget=budget.public_id)) == (3, 1_200)
    assert count_gatherable(shop=shop, wanted=BatchFilter(person=owner.public_id)) == (3, 1_200)
    assert count_gatherable(shop=shop, wanted=BatchFilter(person=agent.public_id)) == (0, 0)


def test_coupons_are_delivered_and_never_gathered(shop, owner, now, gather):
    make_payout(shop, owner, now, 300, kind="coupon")
    with pytest.raises(OfferRefusedError):
        gather()


@pytest.mark.parametrize("who", ["agent", "elsewhere"])
def test_only_a_lead_or_owner_of_the_shop_gathers(payouts, shop, agent, who, now):
    member = agent
    if who == "elsewhere":
        member.role, member.shop_id = "lead", None
    new = NewBatch(BatchFilter(), shipped_layouts()["small_payment"])
    assert refusal(gather_batch, shop=shop, member=member, new=new, now=now) == [
        "not_yours_to_decide"
    ]


def test_a_remark_that_speaks_of_the_review_is_refused(payouts, shop, lead, owner, now):
    layout = shipped_layouts()["small_payment"]
    new = NewBatch(BatchFilter(), layout, remark="改好评返现5元")
    with pytest.raises(WordingBlockedError):
        gather_batch(shop=shop, member=lead, new=new, now=now)
    answered = NewBatch(BatchFilter(), layout, remark="改好评返现5元", override_word="店主负责")
    assert gather_batch(shop=shop, member=owner, new=answered, now=now).remark == "改好评返现5元"


def test_the_workbook_holds_orders_amounts_and_keys(exported, lead, now):
    rows = sheet(exported, lead, now)
    lines = list(exported.lines.order_by("position").select_related("payout__offer__order"))
    assert rows[0] == ("订单编号", "打款金额（元）", "打款原因", "备注")
    assert rows[1:] == [
        (line.payout.offer.order.number, line.amount_fen / 100, "补偿", f"售后补偿 {line.key}")
        for line in lines
    ]


def sheet(batch, member, now):
    content = fetch(batch, "xlsx", member, now)
    return list(load_workbook(BytesIO(content)).active.iter_rows(values_only=True))


def fetch(batch, file_type, member, now):
    file = batch.files.select_related("batch").get(file_type=file_type)
    return fetch_file(file=file, member=member, reason="上传打款", ip="127.0.0.1", now=now)


def with_payees(payouts, agent, now):
    for at, payout in enumerate(payouts):
        given = {"account": f"buyer{at}@example.com", "name": "张三丰"}
        give_payee(payout=payout, member=agent, **given, now=now)


def test_alipays_file_has_total_and_count_in_its_head(payouts, gather, agent, lead, now):
    with_payees(payouts, agent, now)
    batch = export_batch(batch=gather("alipay_batch"), member=lead, now=now)
    text = fetch(batch, "csv", lead, now).decode("gb18030")
    rows = list(csv.reader(StringIO(text)))
    assert rows[0] == ["批次号", "付款日期", "付款人email", "账户名称", "总金额（元）", "总笔数"]
    assert rows[1] == [f"20261118{batch.pk:08d}", "20261118", "", "", "12.00", "3"]
    assert rows[2] == ["商户流水号", "收款人email", "收款人姓名", "付款金额（元）", "付款理由"]
    first = batch.lines.get(position=1)
    assert rows[3] == [first.key, "buyer0@example.com", "张三丰", "3.00", "售后补偿"]


def test_a_list_for_hands_repeats_total_and_count_in_its_foot(payouts, gather, lead, now):
    batch = export_batch(batch=gather("by_hand"), member=lead, now=now)
    rows = sheet(batch, lead, now)
    assert rows[-2][:3] == ("合计", "笔数", "总金额（元）")
    assert rows[-1][1:3] == (3, 12)


def test_a_transfer_without_payee_does_not_go_out(payouts, gather, lead, now):
    batch = gather("alipay_transfer")
    assert refusal(export_batch, batch=batch, member=lead, now=now) == ["batch_has_problems"]
    view = batch_view(batch=batch, member=lead, now=now)
    assert (view.stopped, [reason.code for reason in view.lines[0].problems]) == (
        3,
        ["line_without_account", "line_without_name"],
    )
    assert set(Payout.objects.values_list("state", flat=True)) == {"payable"}


def test_payees_are_encrypted_and_shown_masked(payouts, agent, now):
    give_payee(payout=payouts[0], member=agent, account="13812342100", name="张三丰", now=now)
    payee = payouts[0].payee
    assert (payee.account_masked, payee.name_masked) == ("138****2100", "张**")
    stored = type(payee).objects.extra(select={"raw": "account"}).values_list("raw", flat=True)
    assert "13812342100" not in stored.get()


@pytest.mark.parametrize(("account", "name"), [("", "张三"), ("a@b.c", " ")])
def test_a_payee_needs_account_and_name(payouts, agent, now, account, name):
    given = {"account": account, "name": name, "now": now}
    assert refusal(give_payee, payout=payouts[0], member=agent, **given) == ["payee_incomplete"]


def test_a_payment_on_its_way_gets_no_other_payee(exported, payouts, agent, now):
    given = {"account": "a@b.c", "name": "张三", "now": now}
    assert refusal(give_payee, payout=payouts[0], member=agent, **given) == ["payee_too_late"]


def test_payees_and_files_go_when_the_case_is_long_closed(exported, payouts, agent, owner, now):
    recall_batch(batch=exported, member=owner, word="没有上传", now=now)
    give_payee(payout=payouts[0], member=agent, account="a@b.c", name="张三", now=now)
    record_by_hand(payout=fresh(payouts[0]), member=owner, reference="7", now=now)
    Case.objects.filter(pk=payouts[0].offer.case_id).update(
        status="closed", close_reason="solved", closed_at=now
    )
    assert purge_payees(now=now + dt.timedelta(days=29)) == 0
    later = now + dt.timedelta(days=31)
    assert purge_payees(now=later) == 3  # the payee and two files
    payee = payouts[0].payee
    payee.refresh_from_db()
    assert (payee.account, payee.name, payee.purged_at) == ("", "", later)
    file = exported.files.first()
    assert (file.content, len(file.sha256)) == ("", 64)
    given = {"file": file, "member": owner, "reason": "核对", "ip": None, "now": later}
    assert refusal(fetch_file, **given) == ["file_is_purged"]


def fresh(payout):
    return Payout.objects.select_related("offer__case", "offer__promise", "shop").get(pk=payout.pk)


def test_an_exported_payout_is_paid_by_nobody_else(exported, payouts, lead, now):
    assert set(Payout.objects.values_list("state", flat=True)) == {"paying"}
    given = {"payout": fresh(payouts[0]), "member": lead, "reference": "7", "now": now}
    assert refusal(record_by_hand, **given) == ["payout_not_payable"]
    late = now + dt.timedelta(days=60)
    assert sweep_money(now=late)["freed"] == 0
    assert set(Payout.objects.values_list("state", flat=True)) == {"paying"}


def test_a_payout_paid_by_hand_is_left_out_of_the_file(payouts, gather, lead, now):
    batch = gather()
    record_by_hand(payout=fresh(payouts[0]), member=lead, reference="7", now=now)
    export_batch(batch=batch, member=lead, now=now)
    lines = list(batch.lines.order_by("position").values_list("state", "because__code"))
    assert lines == [("dropped", "line_was_taken"), ("sent", None), ("sent", None)]
    assert [row[1] for row in sheet(batch, lead, now)[1:]] == [4, 5]
    view = batch_view(batch=batch, member=lead, now=now)
    assert (view.count, view.total_fen) == (2, 900)


def test_a_payout_paid_by_hand_while_the_file_is_made_stops_the_export(
    payouts, gather, lead, now, monkeypatch
):
    batch = gather()
    checked = batch_exports._require_clean

    def paid_meanwhile(*given):
        checked(*given)
        record_by_hand(payout=fresh(payouts[0]), member=lead, reference="7", now=now)

    monkeypatch.setattr(batch_exports, "_require_clean", paid_meanwhile)
    assert refusal(export_batch, batch=batch, member=lead, now=now) == ["line_was_taken"]
    assert not batch.files.exists()


def test_a_batch_of_which_all_was_paid_elsewhere_stays_a_draft(payouts, gather, lead, now):
    batch = gather()
    for payout in payouts:
        record_by_hand(payout=fresh(payout), member=lead, reference="7", now=now)
    assert refusal(export_batch, batch=batch, member=lead, now=now) == ["batch_is_empty"]
    assert not batch.files.exists()


def test_a_batch_is_exported_once(exported, lead, now):
    assert refusal(export_batch, batch=exported, member=lead, now=now) == ["batch_move_refused"]
    assert exported.files.count() == 2


def test_every_download_is_logged_with_its_reason(exported, lead, now):
    content = fetch(exported, "xlsx", lead, now)
    file = exported.files.get(file_type="xlsx")
    assert hashlib.sha256(content).hexdigest() == file.sha256
    assert base64.b64encode(content).decode() == file.content
    assert fetch(exported, "xlsx", lead, now) == content
    logged = BatchDownload.objects.values_list("member", "reason", "ip_address")
    assert list(logged) == [(lead.pk, "上传打款", "127.0.0.1")] * 2
    given = {"file": file, "member": lead, "reason": " ", "ip": None, "now": now}
    assert refusal(fetch_file, **given) == ["say_what_for"]


def where(batch, member, now):
    batch.refresh_from_db()
    return batch_view(batch=batch, member=member, now=now).where.code


def test_an_interrupted_batch_can_be_told_from_an_unsent_one(payouts, gather, lead, now):
    batch = gather()
    assert where(batch, lead, now) == "batch_is_a_draft"
    export_batch(batch=batch, member=lead, now=now)
    assert where(batch, lead, now) == "batch_was_never_fetched"
    fetch(batch, "csv", lead, now)
    assert where(batch, lead, now) == "batch_may_be_outside"
    mark_handed_over(batch=batch, member=lead, now=now)
    assert where(batch, lead, now) == "batch_was_handed_over"
    assert refusal(mark_handed_over, batch=batch, member=lead, now=now) == ["batch_move_refused"]


def test_a_file_nobody_fetched_can_be_recalled(exported, lead, now, shop):
    recall_batch(batch=exported, member=lead, word="换成支付宝打", now=now)
    exported.refresh_from_db()
    assert (exported.state, exported.word) == ("recalled", "换成支付宝打")
    assert set(Payout.objects.values_list("state", "lease_until")) == {("payable", None)}
    assert set(BatchLine.objects.values_list("state", flat=True)) == {"recalled"}
    assert ledger_findings(shop=shop) == []


def test_a_fetched_file_is_recalled_by_the_owner_alone(exported, lead, owner, now):
    fetch(exported, "xlsx", lead, now)
    given = {"batch": exported, "word": "没有上传", "now": now}
    assert refusal(recall_batch, member=lead, **given) == ["recall_is_the_owners"]
    assert refusal(recall_batch, member=owner, **given | {"word": ""}) == ["say_a_word"]
    recall_batch(member=owner, **given)
    assert set(Payout.objects.values_list("state", flat=True)) == {"payable"}


def test_a_recalled_file_is_fetched_by_nobody(exported, lead, now):
    recall_batch(batch=exported, member=lead, word="没有上传", now=now)
    file = exported.files.select_related("batch").get(file_type="xlsx")
    given = {"file": file, "member": lead, "reason": "上传打款", "ip": None, "now": now}
    assert refusal(fetch_file, **given) == ["batch_move_refused"]
    assert not BatchDownload.objects.exists()


def test_a_recalled_payout_gets_a_new_key(exported, gather, lead, now):
    old = set(exported.lines.values_list("key", flat=True))
    recall_batch(batch=exported, member=lead, word="没有上传", now=now)
    again = gather()
    assert {line.key for line in again.lines.all()} == {f"{key}-2" for key in old}
    assert again.number == 2


def test_another_payee_makes_an_approval_void(payouts, gather, agent, owner, now):
    batch = gather()
    approve_batch(batch=batch, member=owner, now=now)
    given = {"account": "other@example.com", "name": "李四"}
    give_payee(payout=payouts[0], member=agent, **given, now=now)
    batch.refresh_from_db()
    assert (batch.approved_by, batch.approved_at, batch.edited_by) == (None, None, agent)


def test_taking_a_line_out_makes_an_approval_void(payouts, gather, lead, owner, now):
    batch = gather()
    approve_batch(batch=batch, member=owner, now=now)
    line = batch.lines.select_related("batch").get(position=2)
    take_out_line(line=line, member=lead, now=now)
    batch.refresh_from_db()
    assert batch.approved_by_id is None
    assert list(batch.lines.order_by("position").values_list("position", "amount_fen")) == [
        (1, 300),
        (2, 500),
    ]


@pytest.fixture
def _four_eyes(shop, now):
    rules = version_to_json(default_policy())
    rules["limits"]["four_eyes_above_fen"] = 1_000
    PolicyVersionFactory.create(
        shop=shop,
        state="published",
        published_at=now,
        effective_from=now - dt.timedelta(days=1),
        rules=rules,
    )


@pytest.mark.usefixtures("_four_eyes")
def test_above_the_policys_sum_a_second_person_approves(payouts, gather, lead, owner, now):
    batch = gather()
    given = {"batch": batch, "now": now}
    assert refusal(export_batch, member=lead, **given) == ["batch_wants_four_eyes"]
    assert refusal(approve_batch, member=lead, **given) == ["own_batch"]
    approve_batch(member=owner, **given)
    export_batch(member=lead, **given)
    batch.refresh_from_db()
    assert (batch.state, batch.approved_by) == ("exported", owner)


@pytest.mark.usefixtures("_four_eyes")
def test_a_batch_below_the_sum_needs_nobody(shop, owner, gather, lead, now):
    BudgetFactory.create(shop=shop, cap_fen=5_000)
    make_payout(shop, owner, now, 1_000)
    assert export_batch(batch=gather(), member=lead, now=now).state == "exported"


def test_a_discarded_draft_leaves_its_payouts_to_the_next(payouts, gather, lead, now):
    discard_batch(batch=gather(), member=lead, now=now)
    assert gather().lines.count() == 3


def test_a_batch_is_closed_only_when_all_is_answered(exported, lead, now):
    assert refusal(close_batch, batch=exported, member=lead, now=now) == ["batch_move_refused"]


def test_a_form_takes_no_more_lines_than_the_page(payouts, shop, lead, now):
    layout = shipped_layouts()["small_payment"]
    small = type(layout)(**{**layout_fields(layout), "most_lines": 2})
    batch = gather_batch(shop=shop, member=lead, new=NewBatch(BatchFilter(), small), now=now)
    assert batch.lines.count() == 2
    assert count_gatherable(shop=shop, wanted=BatchFilter()) == (1, 500)


def layout_fields(layout):
    return {name: getattr(layout, name) for name in layout.__slots__}


def test_what_is_outside_in_a_batch_is_not_put_back_in_line_by_hand(exported, lead, now):
    """A stale page's "try again" would have paid it a second time; the money machine found it."""
    payout = exported.lines.first().payout
    with pytest.raises(OfferRefusedError) as refused:
        retry_payout(payout=payout, member=lead, now=now)
    assert refused.value.reason.code == "offer_move_refused"
    assert Payout.objects.filter(state="paying").count() == exported.lines.count()
