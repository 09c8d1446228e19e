from dataclasses import fields

from reports.domain.intervals import Proportion
from reports.domain.team import TeamLine, team_lines
from tests.reports.week_of_rows import hand_counted_rows


def test_team_of_the_hand_counted_week_leaves_abusive_calls_out():
    li, wang = team_lines(hand_counted_rows())
    assert li == TeamLine(
        member="小李",
        cases=1,
        attempts=2,
        connected=Proportion(1, 2),
        first_in_time=Proportion(1, 1),
        solved=Proportion(1, 1),
        left_out=1,
    )
    assert (wang.member, wang.first_in_time, wang.solved) == (
        "小王",
        Proportion(0, 1),
        Proportion(0, 1),
    )


def test_changed_reviews_are_counted_for_nobody():
    names = [field.name for field in fields(TeamLine)]
    assert [name for name in names if "change" in name or "review" in name] == []
