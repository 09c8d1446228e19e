"""Every constraint has a write that tries to break it; a constraint without one fails here."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from reviews import models as desk
from tests import factories as make
from tests.factories import NOW

LATER = NOW + dt.timedelta(hours=1)
CELL_KEYS = {"id", "rollup", "cause", "product"}


def change(row: models.Model, **values: object) -> None:
    """Write past every check in Python."""
    type(row)._default_manager.filter(pk=row.pk).update(**values)


def twice(factory: Callable[..., models.Model], **values: object) -> None:
    factory(**values)
    factory(**values)


def settings_row() -> desk.ShopSettings:
    return make.ShopFactory.create().settings


def snapshot(review: desk.Review, number: int = 1) -> desk.Snapshot:
    return desk.Snapshot.objects.create(
        review=review,
        number=number,
        taken_at=NOW,
        level="bad",
        content_hash="x",
    )


def import_run(**values: object) -> desk.ImportRun:
    shop = values.pop("shop", None) or make.ShopFactory.create()
    return desk.ImportRun.objects.create(
        **{"shop": shop, "kind": "reviews", "due_at": NOW, "as_of": NOW, "created_at": NOW}
        | values,
    )


def two_snapshots_with_one_number() -> None:
    review = make.ReviewFactory.create()
    snapshot(review)
    snapshot(review)


def one_event_twice() -> None:
    taken = snapshot(make.ReviewFactory.create())
    for _attempt in range(2):
        desk.ReviewEvent.objects.create(
            review=taken.review,
            snapshot=taken,
            kind="text_changed",
            at=NOW,
        )


def cause_model(shop: desk.Shop, number: int) -> None:
    desk.CauseModel.objects.create(
        shop=shop,
        number=number,
        made_at=NOW,
        labels=9,
        figures={},
        weights=b"",
        is_applied=True,
    )


def two_applied_models() -> None:
    shop = make.ShopFactory.create()
    cause_model(shop, 1)
    cause_model(shop, 2)


def one_model_number_twice() -> None:
    shop = make.ShopFactory.create()
    cause_model(shop, 1)
    desk.CauseModel.objects.update(is_applied=False)
    cause_model(shop, 1)


def two_main_causes() -> None:
    first = make.ReviewCauseFactory.create()
    other = make.CauseFactory.create(shop=first.review.shop, code="packaging")
    make.ReviewCauseFactory.create(review=first.review, cause=other)


def one_current_cause_twice() -> None:
    first = make.ReviewCauseFactory.create(is_main=False)
    make.ReviewCauseFactory.create(review=first.review, cause=first.cause, is_main=False)


def rows_with(model: type[models.Model], **values: object) -> None:
    for _attempt in range(2):
        model._default_manager.create(**values)


def own_approval() -> None:
    offer = make.OfferFactory.create(approver="lead")
    change(offer, decided_by=offer.proposed_by)


def payout(**values: object) -> None:
    # Imported by name here: the tests of the money room own its factories.
    offer = make.OfferFactory.create()
    apps.get_model("compensation", "Payout").objects.create(
        **{
            "shop": offer.shop,
            "offer": offer,
            "amount_fen": 500,
            "idempotency_key": f"payout-{offer.pk}",
            "due_at": NOW,
            "created_at": NOW,
        }
        | values,
    )


def ledger_row(amount_fen: int, *, times: int = 1) -> None:
    offer = make.OfferFactory.create()
    for _attempt in range(times):
        apps.get_model("compensation", "LedgerEntry").objects.create(
            shop=offer.shop,
            offer=offer,
            posting_key="p",
            event="promise",
            account="promised",
            amount_fen=amount_fen,
            kind="cash",
            at=NOW,
        )


def rows_of(model: str, *, times: int = 1, **values: object) -> None:
    for _attempt in range(times):
        apps.get_model("compensation", model).objects.create(**values)


def payout_preset_twice() -> None:
    shop = make.ShopFactory.create()
    rows_of("PayoutPreset", shop=shop, name="x", layout={}, saved_at=NOW, times=2)


def own_batch() -> None:
    batch = make.PayoutBatchFactory.create()
    change(batch, approved_by=batch.created_by)


def download_without_reason() -> None:
    file = make.BatchFileFactory.create()
    rows_of("BatchDownload", file=file, member=file.batch.created_by, reason="", at=NOW)


def scheduled_report_twice() -> None:
    rows_with(
        apps.get_model("reports", "ReportRun"),
        shop=make.ShopFactory.create(),
        week="2026-W46",
        due_at=NOW,
        created_at=NOW,
        scheduled_for=NOW.date(),
    )


def scheduled_group_report_twice() -> None:
    rows_with(
        apps.get_model("reports", "ReportRun"),
        group=report_group(),
        week="2026-W46",
        due_at=NOW,
        created_at=NOW,
        scheduled_for=NOW.date(),
    )


def report_group() -> models.Model:
    return apps.get_model("reports", "ReportGroup").objects.create(name="两店", created_at=NOW)


def report_of_nobody() -> None:
    apps.get_model("reports", "ReportRun").objects.create(
        week="2026-W46", due_at=NOW, created_at=NOW
    )


def alarm(**values: object) -> None:
    cause = values.pop("cause", None) or make.CauseFactory.create()
    apps.get_model("reports", "Alarm").objects.create(
        **{"shop": cause.shop, "cause": cause, "day": NOW.date(), "cases": 3, "expected": 0.1}
        | {"chance": 0.001, "created_at": NOW}
        | values
    )


def receiver(kind: str = "wecom") -> models.Model:
    return apps.get_model("reports", "Receiver").objects.create(
        shop=make.ShopFactory.create(), kind=kind, name="x", address="https://x", created_at=NOW
    )


def report_run() -> models.Model:
    return apps.get_model("reports", "ReportRun").objects.create(
        shop=make.ShopFactory.create(), week="2026-W46", due_at=NOW, created_at=NOW
    )


def rollup(**values: object) -> models.Model:
    make_rollup = apps.get_model("reports", "WeekRollup").objects.create
    shop = values.pop("shop", None) or make.ShopFactory.create()
    return make_rollup(**{"shop": shop, "monday": NOW.date(), "counted_at": NOW} | values)


def cell(week: models.Model, cases: int = 1) -> None:
    """A cell of no cause and no product, which counts as one key too."""
    row = apps.get_model("reports", "RollupCell")
    counts = [field.name for field in row._meta.fields if field.name not in CELL_KEYS]
    row.objects.create(rollup=week, **(dict.fromkeys(counts, 0) | {"cases": cases}))


def report_without_file() -> None:
    apps.get_model("reports", "ReportRun").objects.create(
        shop=make.ShopFactory.create(),
        week="2026-W46",
        due_at=NOW,
        created_at=NOW,
        state="done",
    )


def reveal_without_reason() -> None:
    case = make.CaseFactory.create()
    member = make.MemberFactory.create(shop=case.shop)
    desk.RevealLog.objects.create(case=case, member=member, field="phone", reason="", at=NOW)


def override_without_word() -> None:
    member = make.MemberFactory.create()
    desk.WordingOverride.objects.create(
        shop=member.shop,
        member=member,
        place="script",
        text="x",
        rules=[],
        word="",
        at=NOW,
    )


def saved_view(**values: object) -> desk.SavedView:
    member = make.MemberFactory.create()
    given = {"shop": member.shop, "member": member, "name": "x", "created_at": NOW} | values
    return desk.SavedView.objects.create(**given)


def saved_view_twice() -> None:
    first = saved_view()
    saved_view(shop=first.shop, member=first.member)


def shift_handover(**values: object) -> desk.ShiftHandover:
    giver = make.MemberFactory.create()
    given = {"shop": giver.shop, "giver": giver, "given_at": NOW} | values
    return desk.ShiftHandover.objects.create(**given)


def handed_to_oneself() -> None:
    handover = shift_handover()
    change(handover, receiver=handover.giver)


def handed_case_twice() -> None:
    handover, case = shift_handover(), make.CaseFactory.create()
    for _line in range(2):
        desk.HandedCase.objects.create(handover=handover, case=case)


def quality_check_half_scored() -> None:
    case = make.CaseFactory.create()
    desk.QualityCheck.objects.create(shop=case.shop, case=case, drawn_at=NOW, listening=1)


def export_of_nothing() -> None:
    member = make.MemberFactory.create()
    desk.ExportLog.objects.create(shop=member.shop, member=member, what="", rows=0, at=NOW)


def one_open_offer_twice() -> None:
    first = make.OfferFactory.create()
    make.OfferFactory.create(case=first.case, proposed_by=first.proposed_by, version=first.version)


def case_draft_twice() -> None:
    case = make.CaseFactory.create()
    member = make.MemberFactory.create(shop=case.shop)
    rows_with(desk.CaseDraft, case=case, member=member, saved_at=NOW)


def person_cause_without_person() -> None:
    make.ReviewCauseFactory.create(source="person", decided_by=None)


def cause_example(text: str, times: int = 1) -> None:
    cause = make.CauseFactory.create()
    member = make.MemberFactory.create(shop=cause.shop)
    for _ in range(times):
        desk.CauseExample.objects.create(cause=cause, text=text, added_by=member, added_at=NOW)


def cause_batch_undone_by_nobody() -> None:
    review = make.ReviewFactory.create()
    desk.CauseBatch.objects.create(
        shop=review.shop,
        model_review=review,
        reviews=1,
        member=make.MemberFactory.create(shop=review.shop),
        made_at=NOW,
        undone_at=NOW,
    )


def cause_merge(**facts: object) -> None:
    cause = make.CauseFactory.create()
    into = make.CauseFactory.create(shop=cause.shop, code="other")
    member = make.MemberFactory.create(shop=cause.shop)
    twice(
        desk.CauseMerge.objects.create,
        cause=cause,
        into=into,
        member=member,
        made_at=NOW,
        **facts,
    )


def policy_version_twice() -> None:
    shop = make.ShopFactory.create()
    make.PolicyVersionFactory.create(shop=shop, number=1)
    make.PolicyVersionFactory.create(shop=shop, number=1)


def row_rejected_twice() -> None:
    rows_with(desk.RejectedRow, run=import_run(), row_number=4, cells={}, reason={})


def mapping_twice() -> None:
    rows_with(
        desk.ImportMapping,
        shop=make.ShopFactory.create(),
        kind="reviews",
        header_hash="h",
        fields={},
        created_at=NOW,
    )


def platform_clock_twice() -> None:
    rows_with(
        desk.PlatformClock,
        platform="other",
        kind="reply_limit",
        days=3,
        valid_from=dt.date(2020, 1, 1),
        source="test",
    )


def same_shop(factory: Callable[..., models.Model], **values: object) -> None:
    shop = make.ShopFactory.create()
    twice(factory, shop=shop, **values)


BREAKS: dict[str, Callable[[], object]] = {
    "shop_has_a_code": lambda: change(make.ShopFactory.create(), code=""),
    "calls_stay_within_nine_and_twenty_one": lambda: change(
        settings_row(),
        call_from=dt.time(8, 59),
    ),
    "calling_hours_start_before_they_end": lambda: change(
        settings_row(),
        call_from=dt.time(12),
        call_until=dt.time(12),
    ),
    "quiet_hours_start_before_they_end": lambda: change(settings_row(), quiet_from=dt.time(15)),
    "contact_limits_are_never_loosened": lambda: change(settings_row(), dials_per_day=3),
    "contact_data_are_purged_within_ninety_days": lambda: change(
        settings_row(),
        purge_after_days=91,
    ),
    "shares_are_sensible_percentages": lambda: change(settings_row(), share_kept_free=91),
    "promotion_days_keep_a_sensible_share_free": lambda: change(
        settings_row(),
        promotion_share_kept_free=91,
    ),
    "handling_time_is_one_to_120_minutes": lambda: change(settings_row(), handling_minutes=0),
    "a_person_joins_a_shop_once": lambda: twice(
        make.MemberFactory.create,
        user=make.UserFactory.create(),
        shop=make.ShopFactory.create(),
    ),
    "a_member_has_a_known_role": lambda: change(make.MemberFactory.create(), role="boss"),
    "a_shift_ends_after_it_starts": lambda: make.ShiftFactory.create(ends_at=NOW.replace(hour=9)),
    "a_member_starts_one_shift_at_a_time": lambda: twice(
        make.ShiftFactory.create,
        member=make.MemberFactory.create(),
    ),
    "a_platform_clock_changes_once_a_day": platform_clock_twice,
    "a_shop_sets_a_clock_once_a_day": lambda: same_shop(make.ShopClockFactory.create),
    "a_clock_of_a_shop_runs_a_day_at_least": lambda: make.ShopClockFactory.create(days=0),
    "a_buyer_is_known_once_a_shop": lambda: same_shop(make.BuyerFactory.create, plain_nick="n"),
    "a_purged_buyer_keeps_no_identity": lambda: change(make.BuyerFactory.create(), purged_at=NOW),
    "a_do_not_contact_row_names_a_contact": lambda: desk.DoNotContact.objects.create(
        contact_index="",
        created_at=NOW,
    ),
    "only_a_place_becomes_another_one": lambda: make.CorrectionFactory.create(becomes="office"),
    "only_a_buyers_calls_hours_and_presence_have_single_pieces": lambda: (
        make.CorrectionFactory.create(kind="agreed_time", fact_at=NOW)
    ),
    "a_kind_of_evidence_is_set_aside_once": lambda: twice(
        make.CorrectionFactory.create,
        buyer=make.BuyerFactory.create(),
    ),
    "a_single_piece_of_evidence_is_set_aside_once": lambda: twice(
        make.CorrectionFactory.create,
        buyer=make.BuyerFactory.create(),
        fact_at=NOW,
    ),
    "a_piece_of_a_case_without_a_buyer_is_set_aside_once": lambda: twice(
        make.CorrectionFactory.create,
        case=make.CaseFactory.create(),
        buyer=None,
    ),
    "a_product_is_listed_once_a_shop": lambda: same_shop(make.ProductFactory.create, item_id="1"),
    "an_order_is_stored_once_a_shop": lambda: same_shop(make.OrderFactory.create, number="1"),
    "an_order_line_is_stored_once": lambda: twice(
        make.OrderItemFactory.create,
        order=make.OrderFactory.create(),
        sub_number="1",
    ),
    "a_refund_is_stored_once_a_shop": lambda: twice(
        make.RefundFactory.create,
        order=make.OrderFactory.create(),
        number="1",
    ),
    "a_refund_names_its_order": lambda: make.RefundFactory.create(
        order=None, shop=make.ShopFactory.create()
    ),
    "an_import_never_passes_its_last_row": lambda: import_run(total_rows=3, next_row=4),
    "an_ended_import_knows_when": lambda: import_run(state="done"),
    "a_checked_import_knows_when": lambda: import_run(state="checked"),
    "a_full_export_says_what_it_covers": lambda: import_run(
        is_full_export=True, covers_from=NOW.date()
    ),
    "a_covered_period_begins_before_it_ends": lambda: import_run(
        covers_from=LATER.date(), covers_until=NOW.date() - dt.timedelta(days=1)
    ),
    "a_header_is_mapped_once_a_shop": mapping_twice,
    "a_row_is_rejected_once_a_run": row_rejected_twice,
    "a_review_is_stored_once_a_shop": lambda: same_shop(make.ReviewFactory.create, key="k"),
    "stars_are_one_to_five": lambda: change(make.ReviewFactory.create(), stars=6),
    "a_review_has_a_known_level": lambda: change(make.ReviewFactory.create(), level="awful"),
    "a_judged_complaint_says_when_and_no_other": lambda: change(
        make.ReviewFactory.create(), complaint="dismissed"
    ),
    "snapshots_of_a_review_are_numbered": two_snapshots_with_one_number,
    "a_snapshot_tells_each_event_once": one_event_twice,
    "a_cause_code_is_unique_in_a_shop": lambda: same_shop(make.CauseFactory.create),
    "a_review_has_each_current_cause_once": one_current_cause_twice,
    "a_review_has_one_main_cause": two_main_causes,
    "confidence_is_a_share": lambda: make.ReviewCauseFactory.create(confidence=1.1),
    "a_persons_cause_names_the_person": person_cause_without_person,
    "a_cause_has_each_example_once": lambda: cause_example("漏水", times=2),
    "a_cause_example_has_words": lambda: cause_example(""),
    "an_undone_cause_batch_says_when_and_by_whom": cause_batch_undone_by_nobody,
    "a_cause_has_one_standing_merge": cause_merge,
    "an_undone_merge_says_when_and_by_whom": lambda: cause_merge(undone_at=NOW),
    "cause_models_are_numbered": one_model_number_twice,
    "a_shop_applies_one_cause_model": two_applied_models,
    "a_closed_case_knows_when_and_an_open_one_does_not": lambda: change(
        make.CaseFactory.create(),
        closed_at=NOW,
    ),
    "a_closed_case_says_why": lambda: change(
        make.CaseFactory.create(),
        status="closed",
        closed_at=NOW,
    ),
    "only_a_held_case_names_a_hold": lambda: change(make.CaseFactory.create(), hold="extortion"),
    "a_lease_has_a_holder_and_an_end": lambda: change(make.CaseFactory.create(), lease_until=NOW),
    "a_case_has_each_clock_once": lambda: twice(
        make.ClockFactory.create,
        case=make.CaseFactory.create(),
    ),
    "a_clock_ends_after_it_starts": lambda: make.ClockFactory.create(starts_at=NOW, ends_at=NOW),
    "one_draft_a_case_and_member": case_draft_twice,
    "a_reveal_has_a_reason": reveal_without_reason,
    "an_override_is_explained": override_without_word,
    "a_member_names_a_view_once": saved_view_twice,
    "a_saved_view_has_a_name": lambda: saved_view(name=""),
    "a_checked_case_has_every_score_and_no_other_has_one": quality_check_half_scored,
    "an_export_says_of_what": export_of_nothing,
    "nobody_hands_a_shift_to_themselves": handed_to_oneself,
    "a_handover_is_seen_by_its_receiver_and_not_before": lambda: shift_handover(seen_at=LATER),
    "a_handover_names_a_case_once": handed_case_twice,
    "a_script_says_something": lambda: desk.Script.objects.create(
        shop=make.ShopFactory.create(), stage="listen", text=""
    ),
    "a_callback_ends_after_it_starts": lambda: make.CallbackFactory.create(
        starts_at=LATER,
        ends_at=NOW,
    ),
    "a_case_has_one_open_callback": lambda: twice(
        make.CallbackFactory.create,
        case=make.CaseFactory.create(),
    ),
    "an_ended_callback_knows_when": lambda: make.CallbackFactory.create(status="done"),
    "a_propensity_is_a_probability": lambda: make.CallbackFactory.create(propensity=0),
    "an_asked_for_time_is_written_down": lambda: make.AttemptFactory.create(
        outcome="promised_time",
    ),
    "a_calendar_span_ends_on_or_after_its_start": lambda: make.CalendarSpanFactory.create(
        ends_on=dt.date(2026, 11, 9),
    ),
    "a_calendar_span_lies_in_this_century": lambda: make.CalendarSpanFactory.create(
        starts_on=dt.date(1900, 1, 1),
    ),
    "a_shop_declares_a_day_once_a_kind": lambda: same_shop(make.CalendarSpanFactory.create),
    "a_forecast_is_made_of_probabilities": lambda: make.ForecastFactory.create(reach=1.1),
    "a_shops_timing_is_measured_once_a_day": lambda: same_shop(make.TimingReportFactory.create),
    "a_measured_timing_knows_when": lambda: make.TimingReportFactory.create(state="done"),
    "an_ended_promise_knows_when": lambda: make.PromiseFactory.create(state="kept"),
    "policy_versions_are_numbered": policy_version_twice,
    "a_published_version_knows_when": lambda: make.PolicyVersionFactory.create(state="published"),
    "a_budget_ends_after_it_starts": lambda: make.BudgetFactory.create(
        ends_on=dt.date(2026, 10, 31),
    ),
    "a_budget_is_never_overdrawn": lambda: make.BudgetFactory.create(
        cap_fen=100,
        reserved_fen=60,
        spent_fen=41,
    ),
    "a_shop_has_one_budget_a_kind_cause_and_start": lambda: same_shop(make.BudgetFactory.create),
    "a_person_has_one_budget_a_kind_cause_and_start": lambda: twice(
        make.BudgetFactory.create, shop=(person := make.MemberFactory.create()).shop, person=person
    ),
    "an_offer_draws_on_a_budget_once": lambda: twice(
        apps.get_model("compensation", "BudgetDraw").objects.create,
        offer=make.OfferFactory.create(),
        budget=make.BudgetFactory.create(),
    ),
    "a_case_has_one_open_offer_a_kind": one_open_offer_twice,
    "nobody_approves_their_own_offer": own_approval,
    "an_approver_gives_no_more_than_asked": lambda: make.OfferFactory.create(
        amount_fen=501,
        requested_fen=500,
    ),
    "a_paid_payout_knows_when": lambda: payout(state="paid"),
    "a_payout_in_progress_has_a_lease": lambda: payout(state="paying"),
    "a_posting_touches_an_account_once": lambda: ledger_row(5, times=2),
    "a_shop_names_a_payout_preset_once": payout_preset_twice,
    "a_purged_payee_keeps_no_account": lambda: rows_of(
        "Payee", payout=make.PayoutFactory.create(), account="x", given_at=NOW, purged_at=NOW
    ),
    "payout_batches_are_numbered": lambda: same_shop(make.PayoutBatchFactory.create, number=1),
    "a_batch_outside_knows_when_and_by_whom": lambda: make.PayoutBatchFactory.create(
        state="exported",
        exported_at=NOW,
    ),
    "nobody_approves_their_own_batch": own_batch,
    "an_ended_batch_knows_when": lambda: make.PayoutBatchFactory.create(state="discarded"),
    "a_payout_is_in_one_open_batch": lambda: twice(
        make.BatchLineFactory.create,
        payout=make.PayoutFactory.create(),
    ),
    "an_answered_line_knows_when": lambda: make.BatchLineFactory.create(state="paid"),
    "a_batch_has_one_file_a_type": lambda: twice(
        make.BatchFileFactory.create,
        batch=make.PayoutBatchFactory.create(),
    ),
    "a_purged_batch_file_keeps_no_content": lambda: make.BatchFileFactory.create(purged_at=NOW),
    "a_batch_download_says_why": download_without_reason,
    "a_result_is_read_once_a_batch": lambda: twice(
        make.ResultFileFactory.create,
        batch=make.PayoutBatchFactory.create(),
    ),
    "a_result_is_booked_by_somebody": lambda: make.ResultFileFactory.create(state="booking"),
    "a_result_row_is_kept_once": lambda: rows_of(
        "ResultRow", result=make.ResultFileFactory.create(), number=1, verdict="held", times=2
    ),
    "only_a_known_line_is_booked": lambda: rows_of(
        "ResultRow",
        result=make.ResultFileFactory.create(),
        number=1,
        verdict="pay",
        booked_at=NOW,
    ),
    "a_shop_names_a_code_stock_once": lambda: same_shop(make.CodeStockFactory.create, name="券"),
    "a_code_is_in_stock_once_a_shop": lambda: twice(
        make.StockCodeFactory.create,
        stock=make.CodeStockFactory.create(),
        code="A",
    ),
    "a_code_outside_has_its_offer": lambda: make.StockCodeFactory.create(state="handed"),
    "a_sent_code_knows_when": lambda: make.StockCodeFactory.create(
        state="sent",
        offer=make.OfferFactory.create(),
        handed_at=NOW,
    ),
    "a_ledger_entry_moves_money": lambda: ledger_row(0),
    "a_weekly_report_is_scheduled_once": scheduled_report_twice,
    "a_finished_report_has_a_file": report_without_file,
    "a_group_s_report_is_scheduled_once": scheduled_group_report_twice,
    "a_report_is_of_a_shop_or_of_a_group": report_of_nobody,
    "a_stored_week_holds_something": lambda: apps.get_model(
        "reports", "ReportInput"
    ).objects.create(run=report_run(), packed=b""),
    "a_day_alarms_once_a_cell": lambda: twice(alarm, cause=make.CauseFactory.create()),
    "a_seen_alarm_names_who_saw_it": lambda: alarm(seen_at=NOW),
    "a_receiver_is_of_a_known_kind": lambda: receiver(kind="pigeon"),
    "a_receiver_is_of_a_shop_or_of_a_group": lambda: change(receiver(), shop=None),
    "a_receiver_hears_of_a_report_once": lambda: twice(
        apps.get_model("reports", "Delivery").objects.create,
        run=report_run(),
        receiver=receiver(),
        due_at=NOW,
        created_at=NOW,
    ),
    "a_week_of_a_shop_is_counted_once": lambda: twice(rollup, shop=make.ShopFactory.create()),
    "low_reviews_are_reviews": lambda: rollup(reviews=1, low=2),
    "a_week_has_each_cell_once": lambda: twice(cell, week=rollup()),
    "a_cell_has_cases": lambda: cell(rollup(), cases=0),
    "a_week_has_each_products_sales_once": lambda: twice(
        apps.get_model("reports", "RollupSale").objects.create,
        rollup=rollup(),
        product=make.ProductFactory.create(),
        units=1,
    ),
    "a_case_is_attached_to_an_action_once": lambda: twice(
        apps.get_model("reports", "ActionCase").objects.create,
        action=make.ActionFactory.create(),
        case=make.CaseFactory.create(),
    ),
    "a_fix_in_force_knows_since_when": lambda: make.ActionFactory.create(status="in_force"),
    "a_closed_action_knows_when": lambda: make.ActionFactory.create(status="closed"),
}


def all_constraints() -> list[str]:
    return sorted(
        constraint.name
        for app in ("reviewdesk", "reviews", "compensation", "reports")
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
    )


def test_every_constraint_has_a_write_that_tries_to_break_it() -> None:
    assert all_constraints() == sorted(BREAKS)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(BREAKS))
def test_the_database_refuses_what_breaks(name: str) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BREAKS[name]()
    said = str(refused.value)
    # SQLite names the columns of a plain unique constraint, not the constraint.
    assert name in said or said.startswith("UNIQUE constraint failed")
