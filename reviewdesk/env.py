"""Reading the environment: every variable with its default and meaning in one registry.

``NAME`` gives a value, ``NAME_FILE`` the path of a file that holds it (for mounted secrets).
"""

import base64
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured
from environ.fileaware_mapping import FileAwareMapping

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Variable:
    """One setting from outside, as documented in ``docs/configuration.md``."""

    name: str
    default: str | None
    about: str


#: Filled while the settings are read; the documentation is tested against it.
VARIABLES: dict[str, Variable] = {}
# Not its Env class: that one takes a value that starts with $ for the name of another variable.
_environ = FileAwareMapping(cache=False)


def _read(name: str, default: str | None, about: str, convert: Callable[[str], T]) -> T:
    VARIABLES[name] = Variable(name, default, about)
    raw = _given(name, default)
    if raw is None:
        raise ImproperlyConfigured(f"{name} is not set: {about}. Set {name} or {name}_FILE.")
    try:
        return convert(raw.strip())
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} can't be read: {error}. It means: {about}.") from None


def _given(name: str, default: str | None) -> str | None:
    try:
        raw: str | None = _environ.get(name, default)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name}_FILE names a file that can't be read: {error.filename} ({error.strerror}).",
        ) from None
    return raw


def text(name: str, *, default: str | None, about: str) -> str:
    """A text; ``default=None`` makes it required."""
    return _read(name, default, about, str)


def whole_number(name: str, *, default: int, about: str) -> int:
    return _read(name, str(default), about, int)


def words(name: str, *, default: str, about: str) -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name, default=default, about=about).split(",") if word]


def flag(name: str, *, default: bool, about: str) -> bool:
    """``1/true/yes/on`` or ``0/false/no/off``; anything else fails loudly."""
    return _read(name, "1" if default else "0", about, _flag)


def _flag(raw: str) -> bool:
    if raw.lower() in {"1", "true", "yes", "on"}:
        return True
    if raw.lower() in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError(f"{raw!r} is neither 1 nor 0")


def secret(name: str, *, production: bool, folder: Path, about: str) -> str:
    """A secret: required in production, made once under ``folder`` for the embedded default."""
    if production or name in os.environ or f"{name}_FILE" in os.environ:
        return text(name, default=None, about=about)
    VARIABLES[name] = Variable(name, None, about)
    return _kept_secret(folder / name.lower())


def _kept_secret(path: Path) -> str:
    """Read the secret kept in a file, making it first; two processes end with the same one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            draft = path.with_name(f"{path.name}.{os.getpid()}")
            draft.touch(mode=0o600)
            draft.write_text(base64.b64encode(secrets.token_bytes(32)).decode() + "\n")
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The secret file {path} can't be kept ({error.strerror}). "
            f"Make the folder writable or set {path.name.upper()}.",
        ) from None
