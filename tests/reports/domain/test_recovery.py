from reports.domain.cells import cells_of, total_of
from reports.domain.intervals import Proportion
from reports.domain.recovery import Group
from reports.domain.recovery import make_recovery as recovery_of_facts
from tests.reports.week_of_rows import MONDAY, case, hand_counted_rows


def make_recovery(rows):
    return recovery_of_facts(total_of(cells_of(rows)))


def test_four_facts_are_counted_apart_for_each_group():
    everyone, contacted, rest = make_recovery(hand_counted_rows()).lines
    assert (everyone.group, everyone.cases) == (Group.ALL, 6)
    assert everyone.contacted == Proportion(2, 6)
    assert (contacted.solved, contacted.remedied, contacted.changed) == (
        Proportion(1, 2),
        Proportion(1, 2),
        Proportion(1, 2),
    )
    assert (rest.cases, rest.solved, rest.changed) == (4, Proportion(0, 4), Proportion(0, 4))


def test_changed_review_of_an_uncontacted_buyer_stays_in_the_baseline():
    rows = [case(contacted_at=MONDAY), case(review_changed_at=MONDAY)]
    recovery = make_recovery(rows)
    assert recovery.lines[2].changed == Proportion(1, 1)
    assert recovery.changed_difference.high < 1


def test_without_a_baseline_nothing_is_compared():
    assert make_recovery([case(contacted_at=MONDAY)]).changed_difference is None
    assert make_recovery([case()]).changed_difference is None
    assert make_recovery([]).changed_difference is None
