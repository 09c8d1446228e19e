"""The first start fills a demo, whole or not at all; later ones only bring things up to date."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from pytest_django import Settings

from reviewdesk import first_start
from reviewdesk.first_start import CannotRun
from reviewdesk.supervisor import Log
from tests.factories import ShopFactory

SQLITE = "django.db.backends.sqlite3"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
def log(lines: list[str]) -> Log:
    return Log(lines.append, colour=False)


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would be done, in order; the demo is wanted and the database is a server's."""
    called: list[str] = []
    monkeypatch.delenv("REVIEWDESK_DEMO", raising=False)
    monkeypatch.setattr(first_start, "call_command", lambda name, **_: called.append(name))
    monkeypatch.setattr(first_start, "fill_beside", lambda *_: called.append("fill beside"))
    monkeypatch.setattr(first_start, "embedded_database", lambda: None)
    return called


@pytest.mark.django_db
def test_a_server_without_a_shop_gets_a_demo(log: Log, lines: list[str], called: list[str]) -> None:
    first_start.prepare(log)

    assert called == ["migrate", "demo"]
    assert lines == [
        "desk   | Preparing the database ...\n",
        "desk   | Filling a demo shop; this happens once and takes a few minutes ...\n",
    ]


@pytest.mark.django_db
def test_a_desk_with_a_shop_gets_none(log: Log, called: list[str]) -> None:
    ShopFactory.create(code="own")

    first_start.prepare(log)

    assert called == ["migrate"]


@pytest.mark.django_db
def test_no_demo_is_filled_where_none_is_wanted(
    log: Log, called: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REVIEWDESK_DEMO", "0")

    first_start.prepare(log)

    assert called == ["migrate"]


@pytest.mark.django_db
def test_in_production_static_files_are_collected_and_no_demo_is_filled(
    log: Log, called: list[str], settings: Settings
) -> None:
    settings.PRODUCTION = True

    first_start.prepare(log)

    assert called == ["migrate", "collectstatic"]


@pytest.mark.django_db
@pytest.mark.parametrize("there", [False, True])
def test_an_embedded_database_is_filled_beside_only_while_there_is_none(
    log: Log, called: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, there: bool
) -> None:
    ShopFactory.create(code="demo")
    database = tmp_path / "desk.sqlite3"
    if there:
        database.touch()
    monkeypatch.setattr(first_start, "embedded_database", lambda: database)

    first_start.prepare(log)

    assert called == (["migrate"] if there else ["fill beside", "migrate"])


@pytest.mark.parametrize(
    ("engine", "path"), [(SQLITE, Path("/desk.sqlite3")), ("django.db.backends.postgresql", None)]
)
def test_the_embedded_database_is_a_file(
    monkeypatch: pytest.MonkeyPatch, engine: str, path: Path | None
) -> None:
    databases = {"default": {"ENGINE": engine, "NAME": "/desk.sqlite3"}}
    monkeypatch.setattr(first_start.settings, "DATABASES", databases)

    assert first_start.embedded_database() == path


def test_a_filled_database_is_moved_into_place_whole(
    log: Log, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    database = tmp_path / "desk.sqlite3"
    (tmp_path / "desk.sqlite3.filling").write_text("half a demo")
    (tmp_path / "desk.sqlite3.filling-wal").write_text("half a demo")
    commands: list[str] = []

    def manage(command: tuple[str, ...], database_url: str, _log: Log) -> int:
        commands.append(command[0])
        with sqlite3.connect(database_url.removeprefix("sqlite:///")) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(f"CREATE TABLE {command[0]} (x)")
        connection.close()
        assert not database.exists()
        return 0

    monkeypatch.setattr(first_start, "_manage", manage)

    first_start.fill_beside(database, log)

    assert commands == ["migrate", "demo"]
    assert [path.name for path in tmp_path.iterdir()] == ["desk.sqlite3"]
    with sqlite3.connect(database) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master")]
    connection.close()
    assert names == ["migrate", "demo"]


def test_a_failed_filling_leaves_no_database_and_shows_its_words(
    log: Log, lines: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "manage.py").write_text("print('why it failed'); raise SystemExit(1)")
    monkeypatch.setattr(first_start.settings, "BASE_DIR", tmp_path)
    database = tmp_path / "desk.sqlite3"

    with pytest.raises(CannotRun, match="The demo shop cannot be filled"):
        first_start.fill_beside(database, log)

    assert lines[-1] == "demo   | why it failed\n"
    assert not database.exists()


@pytest.mark.django_db
def test_the_logins_are_told_where_there_is_a_demo_shop() -> None:
    ShopFactory.create(code="own")
    assert first_start.demo_logins() == []

    ShopFactory.create(code="demo", is_demo=True)
    assert [login.split() for login in first_start.demo_logins()] == [
        ["agent", "reviewdesk-demo"],
        ["lead", "reviewdesk-demo"],
        ["owner", "reviewdesk-demo"],
        ["ops", "reviewdesk-demo"],
    ]
