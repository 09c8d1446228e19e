from reports.domain.rows import NO_CAUSE
from reviews.domain.outcomes import Outcome
from tests.reports.week_of_rows import DEFECT, NOW, RUDE, WEEK, attempt, case, offer


def test_main_cause_is_the_marked_one_then_the_first_then_none_stated():
    assert case(causes=(RUDE, DEFECT)).main_cause == RUDE
    second = type(DEFECT)("odor", "异味", "product", main=False)
    assert case(causes=(second, RUDE)).main_cause == RUDE
    assert case(causes=(second,)).main_cause == second
    assert case(causes=()).main_cause == NO_CAUSE


def test_money_counts_what_was_promised_and_what_was_paid():
    row = case(offers=(offer(500, paid=300, paid_after=1), offer(900, promised=False)))
    assert (row.promised, row.paid) == (500, 300)


def test_review_that_arrives_after_its_week_came_late():
    assert case(arrived_at=NOW).came_late(WEEK)
    assert not case().came_late(WEEK)


def test_connected_attempt_had_a_person_on_the_line():
    assert attempt(1, Outcome.HUNG_UP).connected
    assert not attempt(1, Outcome.BUSY).connected
