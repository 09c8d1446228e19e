"""The honest comparison, as a table."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import translation

from reviews.management.commands.simulate_callbacks import POLICY_NAMES
from reviews.simulation.comparison import OURS


def test_command_prints_what_it_is_then_tables_and_differences() -> None:
    out = StringIO()
    call_command("simulate_callbacks", buyers=4, days=1, worlds=1, stdout=out)
    head, *tables = out.getvalue().strip().split("\n\n")
    rows = [table.splitlines() for table in tables]
    assert len(head.splitlines()) == 1
    assert [len(table) for table in rows] == [16, 14, 16, 14, 4, 2, 4, 2]
    assert {line.count("\t") for line in rows[0][1:]} == {12}
    assert {line.count("\t") for line in rows[1]} == {4}
    compared = [line.split("\t")[0] for line in rows[1][1:]]
    with translation.override(settings.LANGUAGE_CODE):
        assert compared == [str(name) for key, name in POLICY_NAMES.items() if key != OURS]


@pytest.mark.parametrize("raw", ["0", "-3", "many"])
def test_number_that_is_none_is_refused_in_one_sentence(raw: str) -> None:
    with translation.override("en"), pytest.raises(CommandError):
        call_command("simulate_callbacks", "--buyers", raw)
