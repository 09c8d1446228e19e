from hypothesis import given
from hypothesis import strategies as st

from reports.domain.intervals import Proportion
from reports.domain.remedies import make_remedies
from tests.reports.week_of_rows import DEFECT, NOW, RUDE, case, hand_counted_rows, offer


def test_remedies_of_the_hand_counted_week():
    remedies = make_remedies(hand_counted_rows(), now=NOW)
    total = remedies.total
    assert (total.offers, total.promised_offers, total.promised, total.paid) == (3, 2, 1_500, 1_500)
    assert total.kept == Proportion(1, 2)
    assert [(line.key, line.paid) for line in remedies.by_cause] == [
        ("quality_defect", 1_500),
        ("slow_delivery", 0),
    ]
    assert [(line.key, line.offers) for line in remedies.by_rule] == [("质量补偿", 2), ("", 1)]
    assert [line.key for line in remedies.by_kind] == ["cash"]


def test_promise_not_due_yet_is_neither_kept_nor_broken():
    (line,) = make_remedies([case(offers=(offer(due=24 * 30),))], now=NOW).by_kind
    assert line.kept == Proportion(0, 0)


def test_overdue_promise_is_broken():
    assert make_remedies([case(offers=(offer(due=1),))], now=NOW).total.kept == Proportion(0, 1)


def test_promise_without_a_date_is_kept_once_paid():
    offers = (offer(paid=500, paid_after=9, due_at=None), offer(due_at=None))
    assert make_remedies([case(offers=offers)], now=NOW).total.kept == Proportion(1, 1)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([DEFECT, RUDE]),
            st.sampled_from(["cash", "coupon"]),
            st.sampled_from(["", "a"]),
            st.integers(0, 10_000),
            st.booleans(),
        ),
        max_size=20,
    )
)
def test_every_way_of_adding_up_gives_the_same_sum(drawn):
    rows = [
        case(
            causes=(cause,),
            offers=(offer(paid, kind=kind, rule=rule, promised=told, paid=paid, paid_after=1),),
        )
        for cause, kind, rule, paid, told in drawn
    ]
    made = make_remedies(rows, now=NOW)
    for lines in (made.by_cause, made.by_rule, made.by_kind):
        assert sum(line.paid for line in lines) == made.total.paid
        assert sum(line.promised for line in lines) == made.total.promised
        assert sum(line.offers for line in lines) == made.total.offers
