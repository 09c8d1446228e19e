"""What a person can mend is said in one sentence; faults of ours still show themselves."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, ProgrammingError
from django.utils import translation
from kombu.exceptions import OperationalError as BrokerError

from reviewdesk.command_line import explain, first_line, guarded

ROOT = Path(__file__).resolve().parents[2]


def manage(tmp_path: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**kept, "REVIEWDESK_DATA_DIR": str(tmp_path / "data"), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ImproperlyConfigured("KEY is not set.\nmore"), "KEY is not set."),
        (
            BrokerError("refused"),
            "The broker cannot be reached (refused). Start it or correct CELERY_BROKER_URL.",
        ),
        (
            OperationalError("no such table: reviews_shop"),
            (
                "The database is not set up (no such table: reviews_shop). "
                "Run: python manage.py migrate"
            ),
        ),
        (
            ProgrammingError('relation "reviews_shop" does not exist'),
            (
                'The database is not set up (relation "reviews_shop" does not exist). '
                "Run: python manage.py migrate"
            ),
        ),
        (
            OperationalError("database or disk is full"),
            "The disk is full. Free some space and run the command again.",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            "The disk is full. Free some space and run the command again.",
        ),
        (
            OperationalError("connection refused"),
            (
                "The database cannot be used (connection refused). "
                "Start it or correct DATABASE_URL, then try again."
            ),
        ),
        (ProgrammingError("syntax error"), None),
        (OSError(errno.EIO, "input/output error"), None),
        (ValueError("ours"), None),
    ],
)
def test_an_error_is_explained_where_a_person_can_mend_it(
    error: Exception, sentence: str | None
) -> None:
    with translation.override("en"):
        assert explain(error) == sentence


def test_the_first_line_of_a_silent_error_is_its_name() -> None:
    assert first_line(TimeoutError()) == "TimeoutError"


def test_a_fault_of_ours_is_not_hidden() -> None:
    def fail() -> int:
        raise OSError(errno.EIO, "input/output error")

    with pytest.raises(OSError, match="input/output"):
        guarded(fail)


def test_a_fault_that_can_be_mended_is_one_line_and_status_1(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail() -> int:
        raise ImproperlyConfigured("KEY is not set.")

    assert guarded(fail) == 1
    assert capsys.readouterr().err == "KEY is not set.\n"


def test_ctrl_c_ends_with_the_usual_status() -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    assert guarded(interrupted) == 130


def test_an_unreachable_database_is_one_sentence(tmp_path: Path) -> None:
    ended = manage(tmp_path, "migrate", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")

    assert ended.returncode == 1
    assert (ended.stdout, len(ended.stderr.splitlines())) == ("", 1)
    assert "DATABASE_URL" in ended.stderr


def test_a_missing_key_in_production_is_one_sentence(tmp_path: Path) -> None:
    ended = manage(tmp_path, "migrate", REVIEWDESK_PRODUCTION="1")

    assert ended.returncode == 1
    assert ended.stderr.splitlines() == [
        (
            "REVIEWDESK_SECRET_KEY is not set: signs sessions and links. "
            "Set REVIEWDESK_SECRET_KEY or REVIEWDESK_SECRET_KEY_FILE."
        )
    ]


def test_a_reader_that_stops_reading_is_no_error(tmp_path: Path) -> None:
    kept = {**os.environ, "REVIEWDESK_DATA_DIR": str(tmp_path)}
    writer = subprocess.Popen(
        [sys.executable, "manage.py", "diffsettings", "--all"],
        cwd=ROOT,
        env=kept,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert writer.stdout is not None
    writer.stdout.close()

    assert (writer.communicate()[1], writer.returncode) == (b"", 0)
