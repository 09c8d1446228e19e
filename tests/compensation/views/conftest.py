"""The fixtures of money, and browsers to click with."""

from collections.abc import Callable

import pytest
from django.test import Client

from reviews.models import Member
from tests.compensation.money_fixtures import accepted, budget, case, propose

__all__ = ["accepted", "budget", "case", "propose"]


@pytest.fixture
def sit(client: Client) -> Callable[[Member], Client]:
    """A browser in which this member has logged in."""

    def seated(member: Member) -> Client:
        client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
        client.cookies["django_language"] = "en"
        return client

    return seated


@pytest.fixture(autouse=True)
def _at_ten(time_machine, now):
    """Views read the clock themselves; here it always shows the desk's Wednesday morning."""
    time_machine.move_to(now, tick=False)
