"""What a workbook keeps beside its cells: sheet names, shared texts, which styles are dates."""

import os
import re
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from posixpath import join, normpath
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZipFile

from reviews.domain.reason import Reason
from reviews.intake.disk import room_needed
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers.markup_stream import Attributes, Markup, read_pieces

BOOK = "xl/workbook.xml"
_BOOK_LINKS = "xl/_rels/workbook.xml.rels"
BROKEN = Reason("workbook_broken")
#: Number formats of dates that a workbook need not spell out.
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]')
#: Pieces of one text that differ in their font; more is no text.
_MOST_RUNS = 20_000
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet of cells and where it lies in the archive."""

    name: str
    path: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Book:
    """The visible structure of a workbook."""

    sheets: tuple[SheetPart, ...]
    since_1904: bool


def read_book(archive: ZipFile) -> Book:
    """The sheets in their order; charts, macros and links to other files are passed over."""
    links: dict[str, str] = {}
    sheets: list[Attributes] = []
    options: Attributes = {}

    def start(name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            if kind == "worksheet":
                links[attributes.get("Id", "")] = attributes.get("Target", "")
        elif name == "sheet":
            sheets.append(attributes)
        elif name == "workbookPr":
            options.update(attributes)

    for part in (_BOOK_LINKS, BOOK):
        _walk(archive, part, Markup(start=start, end=_ignore))
    return Book(
        sheets=tuple(_sheet_parts(archive, sheets, links)),
        since_1904=options.get("date1904", "") in {"1", "true"},
    )


def _sheet_parts(
    archive: ZipFile, sheets: Iterable[Attributes], links: dict[str, str]
) -> Iterable[SheetPart]:
    inside = set(archive.namelist())
    for sheet in sheets:
        link = next((value for key, value in sheet.items() if key.rpartition(":")[2] == "id"), "")
        if link in links:
            target = links[link]
            path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
            if path in inside:
                hidden = sheet.get("state", "visible") != "visible"
                yield SheetPart(sheet.get("name", ""), path, hidden)


def _walk(archive: ZipFile, part: str, markup: Markup) -> None:
    """Parse a small part whole; one that isn't there says nothing."""
    if part in archive.namelist():
        with archive.open(part) as file:
            for _ in markup.run(read_pieces(file), broken=BROKEN):
                markup.texts.clear()


def _ignore(_name: str) -> None:
    """The end of an element tells nothing."""


def read_date_styles(archive: ZipFile) -> frozenset[str]:
    """The cell styles (as cells name them) that show a number as a date or a time."""
    codes: dict[str, str] = {}
    styles: list[str] = []
    inside = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal inside
        if name == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            styles.append(attributes.get("numFmtId", "0"))

    def end(name: str) -> None:
        nonlocal inside
        if name == "cellXfs":
            inside = False

    _walk(archive, "xl/styles.xml", Markup(start=start, end=end))
    return frozenset(str(i) for i, code in enumerate(styles) if _is_date(code, codes.get(code)))


def _is_date(number: str, code: str | None) -> bool:
    if code is None:
        return number.isdigit() and int(number) in _DATE_FORMATS
    return any(letter in "ymdhs" for letter in _NOT_FORMAT.sub("", code).lower())


class SharedTexts:
    """The texts that cells name by number; they lie in a file, however many there are."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._ends = array("Q", [0])

    def add(self, text: str) -> None:
        content = text.encode()
        self._file.write(content)
        self._ends.append(self._ends[-1] + len(content))

    def __getitem__(self, number: int) -> str:
        """Raises IndexError for a number without a text."""
        if not 0 <= number < len(self._ends) - 1:
            raise IndexError(number)
        first, last = self._ends[number], self._ends[number + 1]
        return os.pread(self._file.fileno(), last - first, first).decode()


class _TextCollector:
    """Takes the shared texts out of their XML; reading aids above words are left out."""

    def __init__(self, texts: SharedTexts) -> None:
        self.markup = Markup(start=self._start, end=self._end)
        self._texts = texts
        self._kept: list[str] = []
        self._in_text = self._is_aid = False

    def tidy(self) -> None:
        """Drop what stands between the texts; raises UnreadableFile for a text without end."""
        if not self._in_text:
            self.markup.texts.clear()
        if len(self._kept) > _MOST_RUNS:
            raise UnreadableFile(Reason("markup_hostile"))

    def _start(self, name: str, _attributes: Attributes) -> None:
        if name == "rPh":
            self._is_aid = True
        elif name == "t":
            self._in_text = True
            self.markup.texts.clear()

    def _end(self, name: str) -> None:
        if name == "t":
            self._in_text = False
            if not self._is_aid:
                self._kept.extend(self.markup.texts)
        elif name == "rPh":
            self._is_aid = False
        elif name == "si":
            self._texts.add(unescaped("".join(self._kept)))
            self._kept.clear()


@contextmanager
def shared_texts(archive: ZipFile) -> Iterator[SharedTexts]:
    """All shared texts, by their number, as long as the sheet is read."""
    with room_needed(), TemporaryFile() as file:
        texts = SharedTexts(file)
        _collect(archive, texts)
        file.flush()
        yield texts


def _collect(archive: ZipFile, texts: SharedTexts) -> None:
    path = next((n for n in archive.namelist() if n.lower() == "xl/sharedstrings.xml"), "")
    if path:
        collector = _TextCollector(texts)
        with archive.open(path) as file:
            for _ in collector.markup.run(read_pieces(file), broken=BROKEN):
                collector.tidy()


def unescaped(text: str) -> str:
    """Signs a workbook can't hold as such are written ``_x000D_``; NUL goes."""
    if "_x" not in text:
        return text
    signs = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text).replace("\0", "")
    return signs.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
