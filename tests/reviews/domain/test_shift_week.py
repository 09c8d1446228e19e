import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.domain.shift_week import ShiftRefused, Span, read_day, write_day


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("", ""),
        (" 休 ", ""),
        ("OFF", ""),
        ("9-18", "09:00-18:00"),
        ("9-12, 13:30-18", "09:00-12:00 13:30-18:00"),
        ("13：30至18：00、9.00–12.00", "09:00-12:00 13:30-18:00"),
        ("9-12 12-18", "09:00-18:00"),
        ("20-26", "20:00-26:00"),
    ],
)
def test_a_day_is_read_as_people_write_it(written, shown):
    assert write_day(read_day(written)) == shown


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("早班", "shift.unreadable"),
        ("9-", "shift.unreadable"),
        ("9-12 x", "shift.unreadable"),
        ("9:15-18", "shift.half_hours"),
        ("18-9", "shift.order"),
        ("9-9", "shift.order"),
        ("25-26", "shift.order"),
        ("20-31", "shift.order"),
        ("9-13 12-18", "shift.overlap"),
        ("6-9 20-21", "shift.too_long"),
    ],
)
def test_what_is_no_shift_is_refused_with_its_reason(written, code):
    with pytest.raises(ShiftRefused) as refused:
        read_day(written)
    assert refused.value.reason.code == code


@given(st.lists(st.integers(0, 28), min_size=2, max_size=6, unique=True).map(sorted))
def test_what_is_shown_reads_back_alike(edges):
    pairs = zip(edges[::2], edges[1::2], strict=False)
    spans = tuple(Span(480 + 30 * start, 480 + 30 * end) for start, end in pairs)
    assert read_day(write_day(spans)) == spans
