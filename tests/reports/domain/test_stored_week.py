import datetime as dt
import json
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.domain.actions import ActionRow
from reports.domain.as_json import from_json, to_json
from reports.domain.rows import NO_PRODUCT, BudgetRow, CaseRow, PartCount, PlanFacts
from reports.domain.stored_week import StoredWeek, UnknownFormat, pack, unpack, unpack_rows
from reports.domain.summary import summarise
from reviews.domain.levels import Level
from reviews.domain.reason import Reason
from tests.reports.week_of_rows import (
    DEFECT,
    KETTLE,
    NOW,
    SLOW,
    TOWEL,
    WEEK,
    background,
    case,
    hand_counted_rows,
)

TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
ROWS = st.builds(
    case,
    text=TEXTS,
    level=st.sampled_from(Level),
    stars=st.none() | st.integers(1, 5),
    causes=st.sampled_from([(), (DEFECT,), (SLOW, DEFECT)]),
    product=st.sampled_from([KETTLE, TOWEL, NO_PRODUCT]),
    order_fen=st.none() | st.integers(0, 10**9),
    solved_at=st.none()
    | st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 1, 1), timezones=st.just(dt.UTC)),  # noqa: DTZ001  # bounds are naive, values are not
)


def stored(rows, **given):
    action = ActionRow(
        action_id="a1",
        cause=DEFECT,
        product=KETTLE,
        owner="质检",
        text="换密封圈",
        state="open",
        opened_on=WEEK.monday,
        due_on=WEEK.sunday,
        ended_on=None,
        effect=Reason("effect_too_few", {"cases_before": 2, "share": 0.5, "said": None}),
    )
    known = background(
        parts=[PartCount(DEFECT, KETTLE, 2, 8)],
        budgets=[BudgetRow("十一月", WEEK.monday, WEEK.sunday, 10_000, 500)],
        actions=[action],
        plan=PlanFacts((("kept", 3),), (("kept", 3, 2),)),
        **given,
    )
    return StoredWeek(WEEK, NOW, "养生壶", known, tuple(rows), {"Causes": "reader-1"})


def test_week_is_unpacked_as_it_was():
    week = stored(hand_counted_rows())
    again = unpack(pack(week))
    assert again.rows == week.rows
    assert (again.week, again.made_at, again.name) == (WEEK, NOW, "养生壶")
    assert dict(again.versions) == {"Causes": "reader-1"}
    assert again.background == replace(
        week.background,
        **{
            name: tuple(getattr(week.background, name))
            for name in ("history", "parts", "reviews", "sales", "dials", "budgets", "actions")
        },
    )


@given(st.lists(ROWS, max_size=6))
def test_figures_of_an_unpacked_week_are_the_same(rows):
    week = stored(rows)
    again = unpack(pack(week))
    first, second = (
        summarise(one.rows, week=one.week, background=one.background, now=one.made_at)
        for one in (week, again)
    )
    assert first == second
    assert tuple(unpack_rows(pack(week))) == week.rows


def test_week_larger_than_a_piece_is_read_whole():
    rows = [case(text=f"{number} " + "坏" * 300) for number in range(400)]
    packed = pack(stored(rows))
    assert list(unpack_rows(packed)) == rows
    assert len(packed) < 30_000


def test_newer_format_is_refused_in_words():
    newer = zlib.compress(json.dumps({"format": 2}).encode() + b"\n")
    for read in (unpack, unpack_rows):
        with pytest.raises(UnknownFormat, match="format 2"):
            read(newer)


def test_record_without_a_required_field_is_refused():
    with pytest.raises(ValueError, match="CaseRow lacks"):
        from_json(CaseRow, {"case_id": "c"})


def test_defaults_are_not_written():
    assert to_json(NO_PRODUCT) == {"code": ""}
