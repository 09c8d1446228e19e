from hypothesis import given
from hypothesis import strategies as st

from reports.domain.past import MEAN_WEEKS, cell_name, past_of
from reports.domain.rows import PartCount, WeekCount
from tests.reports.week_of_rows import DEFECT, KETTLE, RUDE, SLOW, TOWEL, WEEK

COUNTS = st.lists(
    st.tuples(
        st.integers(1, 60),
        st.sampled_from([DEFECT, SLOW, RUDE]),
        st.sampled_from([KETTLE, TOWEL]),
        st.integers(1, 50),
    ),
    max_size=12,
)


def pairs(sums):
    return {name: (count.previous, count.several) for name, count in sums.items()}


@given(COUNTS)
def test_every_table_adds_up_to_all_cases_of_the_mean(counts):
    history = [WeekCount(WEEK - back, cause, product, n) for back, cause, product, n in counts]
    past = past_of(history, week=WEEK)
    expected = sum(n for back, *_rest, n in counts if back <= MEAN_WEEKS)
    last = sum(n for back, *_rest, n in counts if back == 1)
    assert (past.total.previous, past.total.several) == (last, expected)
    for table in (past.causes, past.units, past.products, past.cells):
        assert sum(count.several for count in table.values()) == expected
        assert sum(count.previous for count in table.values()) == last


@given(COUNTS)
def test_parts_added_up_elsewhere_give_the_same_tables(counts):
    history = [WeekCount(WEEK - back, cause, product, n) for back, cause, product, n in counts]
    parts = [
        PartCount(cause, product, n if back == 1 else 0, n)
        for back, cause, product, n in counts
        if back <= MEAN_WEEKS
    ]
    whole, apart = past_of(history, week=WEEK), past_of(history, week=WEEK, parts=parts)
    if parts:
        assert pairs(whole.products) == pairs(apart.products)
        assert pairs(whole.cells) == pairs(apart.cells)
    assert pairs(whole.causes) == pairs(apart.causes)


def test_unknown_name_has_noughts_over_the_same_weeks():
    past = past_of([WeekCount(WEEK - 2, DEFECT, KETTLE, 3)], week=WEEK)
    none = past.cells.of(cell_name("never", "seen"))
    assert (none.previous, none.several, none.weeks, none.mean) == (0, 0, 2, 0.0)
    assert none.to_previous(30).before == 0
