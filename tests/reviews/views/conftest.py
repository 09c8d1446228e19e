import pytest

from tests.factories import CaseFactory


@pytest.fixture(autouse=True)
def _at_ten(time_machine, now):
    """Views read the clock themselves; here it always shows the desk's Wednesday morning."""
    time_machine.move_to(now, tick=False)


@pytest.fixture
def case(shop):
    return CaseFactory.create(shop=shop, review__shop=shop)
