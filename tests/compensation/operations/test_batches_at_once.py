"""Many people at one batch, one result, one stock of codes, on real connections."""

import datetime as dt
from collections import Counter

import pytest
from django.db import connection

from compensation.domain.payout_layout_json import shipped_layouts
from compensation.models import (
    BatchLine,
    Budget,
    LedgerEntry,
    Offer,
    Payout,
    PayoutBatch,
    ResultFile,
    StockCode,
)
from compensation.operations.batch_exports import export_batch, recall_batch
from compensation.operations.batches import NewBatch, gather_batch
from compensation.operations.booking import book_result, settle_line
from compensation.operations.checks import check_ledger
from compensation.operations.codes import add_codes, hand_out
from compensation.operations.payouts import record_by_hand
from compensation.operations.results import read_result
from compensation.queries.batches import BatchFilter
from reviews.models import Member, Shop
from tests.compensation.batch_fixtures import answer_file, answer_rows, make_payout
from tests.compensation.operations.test_interleavings import (
    WRITERS,
    _published,
    at_once,
    in_a_thread,
)
from tests.factories import BudgetFactory, CodeStockFactory, OfferFactory

__all__ = ["_published", "at_once", "in_a_thread"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("_published")]
LINES = 6


@pytest.fixture
def batch(shop, owner, lead, now):
    """An exported batch of six payouts of two yuan."""
    BudgetFactory.create(shop=shop, cap_fen=5_000)
    for _payout in range(LINES):
        make_payout(shop, owner, now, 200)
    new = NewBatch(BatchFilter(), shipped_layouts()["small_payment"])
    drafted = gather_batch(shop=shop, member=lead, new=new, now=now)
    return export_batch(batch=drafted, member=lead, now=now)


def member(pk):
    return Member.objects.select_related("shop", "user").get(pk=pk)


def standing(shop, now):
    sums = list(Budget.objects.values_list("reserved_fen", "spent_fen"))
    paid = LedgerEntry.objects.filter(event="pay").count()
    check = check_ledger(shop=Shop.objects.get(pk=shop.pk), now=now)
    return (sums, paid, check.is_balanced, Counter(Payout.objects.values_list("state", flat=True)))


ALL_PAID = ([(0, 200 * LINES)], 2 * LINES, True, {"paid": LINES})


def test_ten_people_book_one_result_and_it_pays_once(
    at_once, in_a_thread, batch, shop, lead, now, tmp_path
):
    path = answer_file(tmp_path / "a.xlsx", answer_rows(batch))
    result = read_result(batch=batch, path=path, file_name="a", member=lead, now=now)

    def act():
        found = ResultFile.objects.select_related("batch__shop").get(pk=result.pk)
        return book_result(result=found, member=member(lead.pk), now=now)

    booked = at_once([act] * 10)
    numbers = [number for number in booked.elements() if isinstance(number, int)]
    assert sum(numbers) == LINES
    assert set(booked) - set(numbers) <= {"result_move_refused"}
    assert in_a_thread(lambda: standing(shop, now)) == ALL_PAID
    assert in_a_thread(lambda: PayoutBatch.objects.get().state) == "answered"


def test_two_people_bring_the_same_file_in_and_one_reading_is_kept(
    at_once, in_a_thread, batch, lead, now, tmp_path
):
    path = answer_file(tmp_path / "a.xlsx", answer_rows(batch))

    def act():
        found = PayoutBatch.objects.select_related("shop").get(pk=batch.pk)
        read_result(batch=found, path=path, file_name="a", member=member(lead.pk), now=now)
        return "read"

    assert at_once([act] * 6) == {"read": 1, "result_read_before": 5}
    assert in_a_thread(ResultFile.objects.count) == 1


def test_two_results_of_the_same_lines_booked_at_once_pay_once(
    at_once, in_a_thread, batch, shop, lead, owner, now, tmp_path
):
    rows = answer_rows(batch)
    results = []
    for name, some in (("a", rows), ("b", rows[::-1])):
        path = answer_file(tmp_path / f"{name}.xlsx", some)
        given = {"path": path, "file_name": name, "member": lead, "now": now}
        results.append(read_result(batch=batch, **given).pk)

    def booking(pk, by):
        def act():
            found = ResultFile.objects.select_related("batch__shop").get(pk=pk)
            return book_result(result=found, member=member(by), now=now)

        return act

    booked = at_once([booking(results[0], lead.pk), booking(results[1], owner.pk)])
    assert sum(booked.elements()) == LINES
    assert in_a_thread(lambda: standing(shop, now)) == ALL_PAID
    states = in_a_thread(lambda: set(ResultFile.objects.values_list("state", flat=True)))
    assert states == {"booked"}


def test_eight_leads_gather_and_no_payout_is_in_two_batches(
    at_once, in_a_thread, shop, owner, lead, now
):
    BudgetFactory.create(shop=shop, cap_fen=5_000)
    for _payout in range(LINES):
        make_payout(shop, owner, now, 200)

    def act():
        new = NewBatch(BatchFilter(), shipped_layouts()["small_payment"])
        gather_batch(shop=Shop.objects.get(pk=shop.pk), member=member(lead.pk), new=new, now=now)
        return "gathered"

    assert at_once([act] * 8) == {"gathered": 1, "nothing_to_gather": 7}
    assert in_a_thread(BatchLine.objects.count) == LINES


def test_exporting_races_with_paying_by_hand_and_each_payout_goes_one_way(
    at_once, in_a_thread, shop, owner, lead, now
):
    BudgetFactory.create(shop=shop, cap_fen=5_000)
    payouts = [make_payout(shop, owner, now, 200) for _payout in range(LINES)]
    new = NewBatch(BatchFilter(), shipped_layouts()["small_payment"])
    draft = gather_batch(shop=shop, member=lead, new=new, now=now)

    def exporting():
        found = PayoutBatch.objects.select_related("shop").get(pk=draft.pk)
        export_batch(batch=found, member=member(lead.pk), now=now)
        return "exported"

    def paying(pk):
        def act():
            related = Payout.objects.select_related("offer__case", "offer__promise", "shop")
            found = related.get(pk=pk)
            record_by_hand(payout=found, member=member(lead.pk), reference="7", now=now)
            return "by hand"

        return act

    at_once([exporting, exporting, *(paying(payout.pk) for payout in payouts)])
    sent, dropped, states, check = in_a_thread(
        lambda: (
            BatchLine.objects.filter(state="sent").count(),
            BatchLine.objects.filter(state__in=["dropped", "gathered"]).count(),
            Counter(Payout.objects.values_list("state", flat=True)),
            check_ledger(shop=shop, now=now).is_balanced,
        ),
    )
    assert (sent, sent + dropped, check) == (states["paying"], LINES, True)
    assert states["paying"] + states["paid"] == LINES


def test_a_recall_races_with_the_booking_and_one_of_them_has_it(
    at_once, in_a_thread, batch, shop, lead, owner, now, tmp_path
):
    path = answer_file(tmp_path / "a.xlsx", answer_rows(batch))
    result = read_result(batch=batch, path=path, file_name="a", member=lead, now=now)

    def booking():
        found = ResultFile.objects.select_related("batch__shop").get(pk=result.pk)
        return book_result(result=found, member=member(lead.pk), now=now)

    def recalling():
        found = PayoutBatch.objects.select_related("shop").get(pk=batch.pk)
        recall_batch(batch=found, member=member(owner.pk), word="没有上传", now=now)
        return "recalled"

    at_once([booking, recalling])
    lines, states, check = in_a_thread(
        lambda: (
            Counter(BatchLine.objects.values_list("state", flat=True)),
            Counter(Payout.objects.values_list("state", flat=True)),
            check_ledger(shop=shop, now=now).is_balanced,
        ),
    )
    assert check
    assert (dict(lines), dict(states)) in [
        ({"paid": LINES}, {"paid": LINES}),
        ({"recalled": LINES}, {"payable": LINES}),
    ]


def test_all_lines_settled_by_hand_at_once_leave_a_fully_answered_batch(
    at_once, in_a_thread, batch, shop, lead, now
):
    def settling(pk):
        def act():
            line = BatchLine.objects.select_related("batch__shop", "payout__offer").get(pk=pk)
            settle_line(line=line, member=member(lead.pk), reference="7", word="", now=now)
            return "settled"

        return act

    lines = list(BatchLine.objects.values_list("pk", flat=True))
    assert at_once([settling(pk) for pk in lines]) == {"settled": LINES}
    assert in_a_thread(lambda: PayoutBatch.objects.get(pk=batch.pk).state) == "answered"
    assert in_a_thread(lambda: standing(shop, now)) == ALL_PAID


def test_fifty_people_are_handed_fifty_different_codes(
    at_once, in_a_thread, shop, agent, lead, now
):
    stock = CodeStockFactory.create(shop=shop, created_by=lead)
    add_codes(stock=stock, member=lead, lines=[f"C-{n:04d}" for n in range(WRITERS - 5)], now=now)
    offers = [
        OfferFactory.create(case__shop=shop, kind="coupon", state="approved").pk
        for _offer in range(WRITERS)
    ]

    def asking(pk):
        def act():
            offer = Offer.objects.get(pk=pk)
            hand_out(offer=offer, stock=stock, member=member(agent.pk), now=now)
            return "handed"

        return act

    assert at_once([asking(pk) for pk in offers]) == {"handed": WRITERS - 5, "stock_is_empty": 5}
    rows = in_a_thread(lambda: list(StockCode.objects.values_list("state", "offer")))
    assert {state for state, _offer in rows} == {"handed"}
    assert len({offer for _state, offer in rows}) == WRITERS - 5


def test_one_offer_asking_fifty_times_is_handed_one_code(
    at_once, in_a_thread, shop, agent, lead, now
):
    stock = CodeStockFactory.create(shop=shop, created_by=lead)
    add_codes(stock=stock, member=lead, lines=[f"C-{n:04d}" for n in range(WRITERS)], now=now)
    offer = OfferFactory.create(case__shop=shop, kind="coupon", state="approved")

    def act():
        found = Offer.objects.get(pk=offer.pk)
        return hand_out(offer=found, stock=stock, member=member(agent.pk), now=now).pk

    assert len(at_once([act] * WRITERS)) == 1
    assert in_a_thread(lambda: StockCode.objects.exclude(state="free").count()) == 1


def test_two_people_paste_the_same_codes_and_each_is_in_once(at_once, in_a_thread, shop, lead, now):
    stock = CodeStockFactory.create(shop=shop, created_by=lead)
    lines = [f"C-{n:04d}" for n in range(100)]

    def act():
        return len(add_codes(stock=stock, member=member(lead.pk), lines=lines, now=now).codes)

    assert at_once([act] * 4) == {100: 1, 0: 3}
    assert in_a_thread(StockCode.objects.count) == 100


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time")
def test_writers_do_not_wait_for_one_another_to_be_handed_a_code(
    at_once, in_a_thread, shop, agent, lead, now
):
    """SKIP LOCKED: while another transaction holds the first code, the second is handed out."""
    from django.db import transaction  # noqa: PLC0415  # only where the database can

    stock = CodeStockFactory.create(shop=shop, created_by=lead)
    add_codes(stock=stock, member=lead, lines=["FIRST", "SECOND"], now=now)
    offer = OfferFactory.create(case__shop=shop, kind="coupon", state="approved")
    with transaction.atomic():
        held = StockCode.objects.select_for_update().order_by("id").first()
        other = in_a_thread(
            lambda: (
                hand_out(
                    offer=Offer.objects.get(pk=offer.pk),
                    stock=stock,
                    member=member(agent.pk),
                    now=now + dt.timedelta(minutes=1),
                ).pk
            )
        )
    assert other != held.pk
