"""A new desk: nothing is there, the first start makes it, and the first case is worked."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from reviewdesk import first_start
from reviews.models import Attempt, Shop, User
from tests.factories import NOW
from tests.journeys.conftest import Quiet, Sit

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
CASES = 120


class Terminal:
    """What the person who starts the desk reads."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def line(self, _program: str, words: str) -> None:
        self.lines.append(words)


def small(command: Callable[..., object]) -> Callable[..., object]:
    """The same commands, with a demo that is filled within seconds."""

    def calling(name: str, *arguments: str, **options: object) -> object:
        fewer = (f"--cases={CASES}",) if name == "demo" else ()
        return command(name, *fewer, *arguments, **options)

    return calling


@pytest.fixture
def at() -> dt.datetime:
    return NOW


def test_a_first_start_leads_to_the_first_worked_case(
    sit: Sit, quiet: Quiet, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The database of the tests stands for that of a server: it has no file to fill beside.
    monkeypatch.setattr(first_start, "embedded_database", lambda: None)
    monkeypatch.setattr(first_start, "call_command", small(call_command))
    terminal = Terminal()
    with quiet():
        assert not Shop.objects.exists()
        assert not User.objects.exists()
        first_start.prepare(terminal)  # type: ignore[arg-type]  # it only writes lines
        name, password = first_start.demo_logins()[0].split()
    assert len(terminal.lines) > 1
    agent = sit(name, password=password)
    expect(agent.find(".today ol li").first).to_be_visible()
    case_id = agent.next_case()
    agent.report("1", note="第一单：买家同意补发", is_solved="yes")
    expect(agent.find(".after h1")).not_to_be_empty()
    with quiet():
        made = Attempt.objects.get(note="第一单：买家同意补发")
        assert (made.case.public_id, made.outcome) == (case_id, "answered")
        assert made.member.user.username == name
        assert None not in {made.case.contacted_at, made.case.solved_at}
