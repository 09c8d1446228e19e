"""A setting comes as NAME or NAME_FILE; a bad one fails loudly; a secret is made once."""

import base64
import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from reviewdesk import env


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(env, "VARIABLES", {})


def test_a_value_of_the_environment_wins_over_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.text("DESK_X", default="a", about="a letter") == "a"

    monkeypatch.setenv("DESK_X", " b ")
    assert env.text("DESK_X", default="a", about="a letter") == "b"


def test_a_value_can_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("from the file\n")
    monkeypatch.setenv("DESK_X_FILE", str(tmp_path / "x"))

    assert env.text("DESK_X", default=None, about="a letter") == "from the file"


def test_a_file_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DESK_X_FILE", str(tmp_path / "none"))

    with pytest.raises(ImproperlyConfigured, match="DESK_X_FILE names a file that can't be read"):
        env.text("DESK_X", default="a", about="a letter")


def test_a_dollar_in_a_value_is_a_dollar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_X", "$HOME")

    assert env.text("DESK_X", default=None, about="a secret") == "$HOME"


def test_each_variable_is_registered_with_default_and_meaning() -> None:
    env.whole_number("DESK_X", default=3, about="a number")

    assert {"DESK_X": env.Variable("DESK_X", "3", "a number")} == env.VARIABLES


def test_a_required_value_that_is_missing_is_named() -> None:
    with pytest.raises(ImproperlyConfigured, match="DESK_X is not set: a letter"):
        env.text("DESK_X", default=None, about="a letter")


def test_a_number_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_X", "many")

    with pytest.raises(ImproperlyConfigured, match="DESK_X can't be read"):
        env.whole_number("DESK_X", default=3, about="a number")


@pytest.mark.parametrize(
    ("raw", "value"),
    [("1", True), ("YES", True), ("on", True), ("0", False), ("no", False), ("", False)],
)
def test_a_flag_is_read(monkeypatch: pytest.MonkeyPatch, raw: str, value: bool) -> None:
    monkeypatch.setenv("DESK_X", raw)

    assert env.flag("DESK_X", default=not value, about="a switch") is value


def test_a_flag_that_is_neither_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_X", "perhaps")

    with pytest.raises(ImproperlyConfigured, match="'perhaps' is neither 1 nor 0"):
        env.flag("DESK_X", default=False, about="a switch")


def test_a_list_is_cut_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_X", "a, b,,c")

    assert env.words("DESK_X", default="", about="letters") == ["a", "b", "c"]


def test_a_secret_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    first = env.secret("DESK_X", production=False, folder=folder, about="a secret")

    assert env.secret("DESK_X", production=False, folder=folder, about="a secret") == first
    assert len(base64.b64decode(first)) == 32
    assert [path.name for path in folder.iterdir()] == ["desk_x"]
    assert stat.S_IMODE((folder / "desk_x").stat().st_mode) == 0o600


def test_a_secret_is_required_in_production(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="Set DESK_X or DESK_X_FILE"):
        env.secret("DESK_X", production=True, folder=tmp_path, about="a secret")
    assert list(tmp_path.iterdir()) == []


def test_a_given_secret_is_not_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DESK_X", "given")

    assert env.secret("DESK_X", production=False, folder=tmp_path, about="a secret") == "given"
    assert list(tmp_path.iterdir()) == []


def test_two_that_make_a_secret_at_once_end_with_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = tmp_path / "desk_x"

    def meanwhile(size: int) -> bytes:
        kept.write_text("the other's\n")
        return bytes(size)

    monkeypatch.setattr(env.secrets, "token_bytes", meanwhile)

    secret = env.secret("DESK_X", production=False, folder=tmp_path, about="a secret")

    assert (secret, [path.name for path in tmp_path.iterdir()]) == ("the other's", ["desk_x"])


def test_a_secret_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ImproperlyConfigured, match="can't be kept"):
        env.secret("DESK_X", production=False, folder=tmp_path / "file" / "x", about="a secret")
