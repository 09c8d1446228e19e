from dataclasses import replace

from reports.domain.makings import differences, making_of
from reports.domain.weeks import IsoWeek
from tests.reports.week_of_rows import NOW, RUDE, WEEK, case, hand_counted_rows, offer


def told(before, now, week: IsoWeek = WEEK):
    found = differences(making_of(before, week=week), making_of(now, week=week))
    return [(reason.code, dict(reason.params)) for reason in found]


def test_same_rows_differ_in_nothing():
    rows = hand_counted_rows()
    assert told(rows, rows) == [("making_same", {})]


def test_late_reviews_corrections_and_later_work_are_named():
    first, *rest = hand_counted_rows()
    gone = rest.pop()
    corrected = replace(rest[0], causes=(RUDE,), solved_at=NOW)
    late = case(arrived_at=WEEK.ends_at, offers=(offer(300, paid=300, paid_after=400),))
    early = case()
    assert told([first, *rest, gone], [first, corrected, *rest[1:], late, early]) == [
        ("making_added", {"cases": 2, "late": 1}),
        ("making_gone", {"cases": 1}),
        ("making_causes", {"cases": 1}),
        ("making_solved", {"before": 1, "now": 2}),
        ("making_promised", {"before_fen": 1_500, "now_fen": 1_800}),
        ("making_paid", {"before_fen": 1_500, "now_fen": 1_800}),
    ]
