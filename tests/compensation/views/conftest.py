"""The fixtures of money, at the desk's Wednesday morning."""

import pytest

from tests.compensation.batch_fixtures import answer, exported, gather, payouts
from tests.compensation.money_fixtures import accepted, budget, case, propose

__all__ = [
    "accepted",
    "answer",
    "budget",
    "case",
    "exported",
    "gather",
    "payouts",
    "propose",
]


@pytest.fixture(autouse=True)
def _at_ten(time_machine, now):
    """Views read the clock themselves; here it always shows the desk's Wednesday morning."""
    time_machine.move_to(now, tick=False)
