"""The message catalogue: found in Python and templates, kept as a .po file, compiled to .mo."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from reviewdesk.message_texts import Found, Text, holds_texts, texts_in

APPS = ("reviewdesk", "reviews", "compensation", "reports")
LOCALE = "zh_Hans"
PLURAL_MARK = "|||"
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sdfr]")
_LOOSE_PLACEHOLDER = re.compile(r"%[sdfr](?!\w)")

Stored = str | tuple[str, ...] | list[str] | None


class Catalogue:
    """The Chinese messages of the project in the folder `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = root / "locale" / LOCALE / "LC_MESSAGES" / "django.po"

    def read(self) -> Catalog:
        if not self.path.exists():
            return _empty()
        with self.path.open("rb") as file:
            return read_po(file, locale=LOCALE)

    def found(self) -> dict[tuple[str, str | None], Found]:
        """Every text in the apps' Python files and templates, by text and context."""
        texts: dict[tuple[str, str | None], Found] = {}
        for app in APPS:
            for path in sorted((self.root / app).rglob("*")):
                if holds_texts(path):
                    for found in texts_in(path, path.relative_to(self.root)):
                        texts.setdefault(found.key, found)
        return texts

    def merge(self, files: Iterable[Path]) -> list[str]:
        """Put translations from JSON files in; return what could not be used, in words."""
        given: dict[str, str] = {}
        faults = []
        for file in files:
            try:
                pairs = json.loads(file.read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                faults.append(f"{file.name} cannot be read: {error}")
                continue
            for source, target in pairs.items():
                if given.get(source, target) != target:
                    faults.append(f"{file.name}: {source!r} differs from an earlier file")
                given[source] = target
        catalog = self._current(given)
        self._write(catalog)
        return faults

    def update(self) -> tuple[int, int]:
        """Bring the .po file in line with the code; return how many texts came and went."""
        before = {(m.id[0] if isinstance(m.id, tuple) else m.id) for m in self.read() if m.id}
        catalog = self._current({})
        after = {(m.id[0] if isinstance(m.id, tuple) else m.id) for m in catalog if m.id}
        self._write(catalog)
        return len(after - before), len(before - after)

    def compile(self) -> None:
        """Write the .mo file where it is missing or older than the .po file."""
        target = self.path.with_suffix(".mo")
        if not self.path.exists():
            return
        if target.exists() and target.stat().st_mtime >= self.path.stat().st_mtime:
            return
        draft = io.BytesIO()
        write_mo(draft, self.read())
        target.write_bytes(draft.getvalue())

    def _current(self, given: dict[str, str]) -> Catalog:
        old, new = self.read(), _empty()
        for (source, context), found in sorted(self.found().items(), key=_order):
            target: Stored = _given(found, given)
            known = old.get(source, context)
            if target is None and known is not None and not known.fuzzy:
                target = known.string
            new.add(found.text, target or "", context=context, locations=[(found.place, 0)])
        return new

    def _write(self, catalog: Catalog) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("wb") as file:
            write_po(file, catalog, width=100, include_lineno=False, omit_header=False)


def differences(catalogue: Catalogue) -> list[str]:
    """What keeps the Chinese from being complete, in words; empty where all is well."""
    catalog = catalogue.read()
    faults = []
    for (source, context), found in sorted(catalogue.found().items(), key=_order):
        fault = _fault(found.text, catalog.get(source, context))
        if fault:
            faults.append(f"{found.place}: {source!r} {fault}")
    return faults


def _fault(text: Text, message: Message | None) -> str:
    if _LOOSE_PLACEHOLDER.search("".join(text).replace("%%", "")):
        return "has a placeholder without a name"
    if message is None:
        return "has no Chinese"
    strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
    if not all(strings):
        return "has no Chinese"
    if message.fuzzy:
        return "is marked as unsure"
    wanted = _names((text,) if isinstance(text, str) else text[-1:])
    if any(_names([string or ""]) != wanted for string in strings):
        return "has other placeholders in Chinese"
    return ""


def _names(texts: Sequence[str]) -> set[str]:
    return {name for text in texts for name in _PLACEHOLDER.findall(text)}


def _given(found: Found, given: dict[str, str]) -> str | tuple[str] | None:
    if isinstance(found.text, str):
        return given.get(found.text)
    # Chinese has one plural form: what is given for the many serves all numbers.
    target = given.get(PLURAL_MARK.join(found.text)) or given.get(found.text[-1])
    return (target.split(PLURAL_MARK)[-1],) if target else None


def _order(item: tuple[tuple[str, str | None], Found]) -> tuple[str, str, str]:
    (source, context), found = item
    return (found.place, source, context or "")


def _empty() -> Catalog:
    # Dates would change the file at each update though no text did.
    never = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return Catalog(
        locale=LOCALE,
        project="ReviewDesk",
        version="1",
        fuzzy=False,
        header_comment="# Kept by scripts/messages",
        creation_date=never,
        revision_date=never,
    )
