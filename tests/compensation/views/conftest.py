"""The fixtures of money, at the desk's Wednesday morning."""

import pytest

from tests.compensation.money_fixtures import accepted, budget, case, propose

__all__ = ["accepted", "budget", "case", "propose"]


@pytest.fixture(autouse=True)
def _at_ten(time_machine, now):
    """Views read the clock themselves; here it always shows the desk's Wednesday morning."""
    time_machine.move_to(now, tick=False)
