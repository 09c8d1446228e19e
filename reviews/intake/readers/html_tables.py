"""Web pages that platforms hand out as .xls: their tables, row by row, and nothing else."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from reviews.domain.reason import Reason
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers.encoding import find_encoding
from reviews.intake.readers.table import GridRow, Limits, Span

_CHUNK = 16 * 1024
#: A tag or a remark of this length never ends: reading on would cost ever more.
_LONGEST_TAG = 1024 * 1024
_WORDLESS = frozenset({"script", "style", "title"})
_BREAKS = frozenset({"br", "p", "div", "li"})


class HtmlTables:
    """All rows of all tables of a page as one sheet; cells over several rows say so in each."""

    name, is_hidden = "", False

    def __init__(self, path: Path, *, encoding: str, widest: int) -> None:
        self.merged: tuple[Span, ...] = ()
        self._path, self._encoding, self._widest = path, encoding, widest

    def rows(self) -> Iterator[GridRow]:
        """The rows as they close; raises UnreadableFile for a tag without an end."""
        parser = _Rows(widest=self._widest)
        taken = 0
        with self._path.open(encoding=self._encoding, errors="replace") as file:
            while chunk := file.read(_CHUNK):
                parser.feed(chunk)
                if len(parser.rawdata) > _LONGEST_TAG or parser.is_endless:
                    raise UnreadableFile(Reason("markup_hostile"))
                done = parser.take()
                yield from enumerate(done, start=taken + 1)
                taken += len(done)
        parser.close()
        parser.close_row()
        yield from enumerate(parser.take(), start=taken + 1)


def open_sheets(path: Path, *, limits: Limits) -> list[HtmlTables]:
    """The page as one sheet; raises UnreadableFile where it has no table."""
    sheet = HtmlTables(path, encoding=find_encoding(path), widest=limits.columns)
    if next(sheet.rows(), None) is None:
        raise UnreadableFile(Reason("file_is_markup"))
    return [sheet]


class _Rows(HTMLParser):
    """Collects rows; a table within a cell is part of the cell's text."""

    def __init__(self, *, widest: int) -> None:
        super().__init__(convert_charrefs=True)
        self._widest = widest
        self._done: list[list[str]] = []
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._size = self._inner = 0
        self._wordless = ""
        self._across = self._down = 1
        self._from_above: dict[int, tuple[int, str]] = {}

    @property
    def is_endless(self) -> bool:
        """Whether one cell has grown beyond any table's."""
        return self._size > _LONGEST_TAG

    def take(self) -> list[list[str]]:
        """The rows that have closed since the last time."""
        done, self._done = self._done, []
        return done

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _WORDLESS:
            self._wordless = tag
        elif tag == "table" and self._cell is not None:
            self._inner += 1
        elif self._inner:
            self._break(tag)
        elif tag == "tr":
            self.close_row()
            self._row = []
        elif tag in {"td", "th"}:
            self._open_cell(dict(attrs))
        else:
            self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._wordless:
            self._wordless = ""
        elif tag == "table" and self._inner:
            self._inner -= 1
        elif not self._inner and tag in {"td", "th"}:
            self._close_cell()
        elif not self._inner and tag in {"tr", "table"}:
            self.close_row()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._wordless:
            self._cell.append(data)
            self._size += len(data)

    def _break(self, tag: str) -> None:
        if self._cell and tag in _BREAKS:
            self._cell.append("\n")

    def _open_cell(self, attributes: dict[str, str | None]) -> None:
        self._close_cell()
        if self._row is None:
            self._row = []
        self._take_from_above()
        self._cell, self._size = [], 0
        self._across = _span(attributes.get("colspan"), most=self._widest)
        self._down = _span(attributes.get("rowspan"), most=65_536)

    def _close_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        text = "".join(self._cell).replace("\xa0", " ").replace("\0", "").strip()
        if self._down > 1:
            self._from_above[len(self._row)] = (self._down - 1, text)
        if len(self._row) <= self._widest:
            self._row += [text, *[""] * (self._across - 1)]
        self._cell, self._inner = None, 0

    def _take_from_above(self) -> None:
        """Put cells that reach down from earlier rows where they stand."""
        assert self._row is not None  # noqa: S101  # only called within a row
        while (column := len(self._row)) in self._from_above:
            left, text = self._from_above.pop(column)
            if left > 1:
                self._from_above[column] = (left - 1, text)
            self._row.append(text)

    def close_row(self) -> None:
        """End the row, whether its tag was closed or not."""
        self._close_cell()
        if self._row is not None:
            self._take_from_above()
            self._done.append(self._row)
        self._row = None


def _span(given: str | None, *, most: int) -> int:
    return min(max(int(given), 1), most) if given and given.isdecimal() and len(given) < 6 else 1
