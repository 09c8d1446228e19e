import datetime as dt

import pytest

from reviews.models import Shift
from reviews.operations.shift_weeks import copy_week, save_week
from reviews.queries.shift_sheet import cell_name, day_spans, shift_sheet
from tests.factories import CallbackFactory, CaseFactory, MemberFactory, ShiftFactory, plan_asked_at

MONDAY = dt.date(2026, 11, 16)
TUESDAY = MONDAY + dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)


def save(shop, now, *cells):
    written = {cell_name(member, day): (was, text) for member, day, was, text in cells}
    return save_week(shop=shop, monday=MONDAY, written=written, now=now)


def texts(shop, member, monday=MONDAY):
    sheet = shift_sheet(shop=shop, monday=monday, now=dt.datetime.now(dt.UTC))
    row = next(row for row in sheet.rows if row.member == member)
    return [cell.written for cell in row.cells]


def test_a_week_is_written_with_its_breaks_in_the_desks_zone(shop, agent, now):
    saved = save(shop, now, (agent, MONDAY, "", "9-12 13:30-18"), (agent, TUESDAY, "", "休"))
    assert (saved.changed, saved.faults) == (1, {})
    starts = [shift.starts_at.isoformat() for shift in Shift.objects.order_by("starts_at")]
    assert starts == ["2026-11-16T01:00:00+00:00", "2026-11-16T05:30:00+00:00"]
    assert texts(shop, agent) == ["09:00-12:00 13:30-18:00", *[""] * 6]
    shop.refresh_from_db()
    assert plan_asked_at(shop) == now


def test_a_day_is_emptied_and_what_did_not_change_stays_the_same_row(shop, agent, now):
    save(shop, now, (agent, MONDAY, "", "9-18"), (agent, TUESDAY, "", "9-18"))
    kept = Shift.objects.order_by("starts_at").first()
    saved = save(
        shop,
        now,
        (agent, MONDAY, "09:00-18:00", "9-18"),
        (agent, TUESDAY, "09:00-18:00", ""),
    )
    assert saved.changed == 1
    assert list(Shift.objects.all()) == [kept]


def test_an_odd_time_that_is_there_already_hinders_no_other_day(shop, agent, now):
    odd = dt.datetime.fromisoformat("2026-11-16T10:05+08:00")
    ShiftFactory.create(member=agent, starts_at=odd, ends_at=odd + dt.timedelta(hours=1))
    written = (agent, MONDAY, "10:05-11:05", "10:05-11:05")
    assert save(shop, now, written, (agent, TUESDAY, "", "9-18")).changed == 1


def test_one_fault_leaves_the_whole_week_as_it_was(shop, agent, lead, now):
    saved = save(shop, now, (agent, MONDAY, "", "9-18"), (lead, MONDAY, "", "早班"))
    assert [reason.code for reason in saved.faults.values()] == ["shift.unreadable"]
    assert list(saved.faults) == [cell_name(lead, MONDAY)]
    assert not Shift.objects.exists()


def test_what_somebody_else_changed_meanwhile_is_not_written_over(shop, agent, now):
    save(shop, now, (agent, MONDAY, "", "9-18"))
    saved = save(shop, now, (agent, MONDAY, "", "12-21"))
    (fault,) = saved.faults.values()
    assert (fault.code, fault.params["current"]) == ("shift.changed_meanwhile", "09:00-18:00")
    # The same wish of both is no collision.
    assert save(shop, now, (agent, MONDAY, "", "9-18")).faults == {}


def test_a_night_shift_does_not_run_into_the_next_day(shop, agent, now):
    saved = save(shop, now, (agent, MONDAY, "", "20-30"), (agent, TUESDAY, "", "5-9"))
    assert {reason.code for reason in saved.faults.values()} == {"shift.neighbour"}
    assert not Shift.objects.exists()


def test_people_of_another_shop_and_of_no_calls_are_not_written(shop, ops, now):
    stranger = MemberFactory.create()
    assert save(shop, now, (stranger, MONDAY, "", "9-18"), (ops, MONDAY, "", "9-18")).changed == 0
    assert not Shift.objects.exists()


def test_last_week_fills_empty_days_only(shop, agent, lead, now):
    save(shop, now, (agent, MONDAY, "", "9-12 13-18"), (agent, TUESDAY, "", "9-18"))
    following = MONDAY + WEEK
    written = {cell_name(agent, following): ("", "12-21")}
    save_week(shop=shop, monday=following, written=written, now=now)
    assert copy_week(shop=shop, monday=following, now=now) == 1
    assert texts(shop, agent, following)[:2] == ["12:00-21:00", "09:00-18:00"]
    assert texts(shop, lead, following) == [""] * 7
    assert copy_week(shop=shop, monday=following, now=now) == 0


def test_a_copied_morning_gives_way_to_a_night_that_is_there(shop, agent, now):
    save(shop, now, (agent, TUESDAY, "", "1-6"))
    following = MONDAY + WEEK
    written = {cell_name(agent, following): ("", "20-30")}
    save_week(shop=shop, monday=following, written=written, now=now)
    assert copy_week(shop=shop, monday=following, now=now) == 0
    assert len(day_spans(shop=shop, monday=following)[agent.pk, following]) == 1


def test_calls_possible_stand_against_calls_planned(shop, agent, now):
    save(shop, now, (agent, MONDAY + dt.timedelta(days=2), "", "10-12"))
    for _ in range(5):
        case = CaseFactory.create(shop=shop)
        CallbackFactory.create(case=case, starts_at=now, ends_at=now + dt.timedelta(minutes=30))
    sheet = shift_sheet(shop=shop, monday=MONDAY, now=now)
    nine, ten = sheet.load[2][0], sheet.load[2][2]
    assert (nine.people, nine.capacity, nine.load, nine.fullness) == (0, 0, 0, "away")
    assert (ten.people, ten.capacity, ten.load, ten.fullness) == (1, 3, 5, "over")
    assert [half.fullness for half in sheet.load[2][3:6]] == ["free"] * 3
    assert sheet.rows[0].hours == 2.0


@pytest.mark.parametrize("size", [1, 3])
def test_the_sheet_takes_the_same_queries_for_any_number(
    shop, now, size, django_assert_num_queries
):
    for _ in range(size):
        ShiftFactory.create(member=MemberFactory.create(shop=shop), starts_at=now)
    with django_assert_num_queries(7):
        shift_sheet(shop=shop, monday=MONDAY, now=now)
