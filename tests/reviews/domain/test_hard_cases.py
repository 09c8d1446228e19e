"""Who is spared a hard case."""

import pytest

from reviews.domain.hard_cases import is_spared_hard_cases


@pytest.mark.parametrize(
    ("last_was_hard", "had_today", "spared"),
    [
        (True, {}, True),  # never two running
        (False, {}, False),
        (False, {1: 9}, False),  # alone at work: nobody to spread them over
        (False, {1: 1, 2: 0}, False),  # one more is chance
        (False, {1: 2, 2: 0, 3: 5}, True),
        (False, {2: 0}, False),  # has had none yet
    ],
)
def test_hard_cases_are_spread_and_not_given_in_a_row(
    *, last_was_hard: bool, had_today: dict[int, int], spared: bool
) -> None:
    assert (
        is_spared_hard_cases(member=1, last_was_hard=last_was_hard, had_today=had_today) is spared
    )
