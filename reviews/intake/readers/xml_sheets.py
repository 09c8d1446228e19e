"""XML spreadsheets of 2003, which many platforms' download pages write under the name .xls."""

from collections.abc import Iterator
from pathlib import Path

from reviews.domain.reason import Reason
from reviews.intake.readers.encoding import find_encoding
from reviews.intake.readers.markup_stream import CHUNK, Attributes, Markup
from reviews.intake.readers.table import GridRow, Limits, Span

_BROKEN = Reason("workbook_broken")


class XmlSheet:
    """One worksheet of the file; every iteration reads the file anew."""

    is_hidden = False

    def __init__(self, path: Path, name: str, *, encoding: str, widest: int) -> None:
        self.name = name
        self.merged: tuple[Span, ...] = ()
        self._path, self._encoding, self._widest = path, encoding, widest

    def rows(self) -> Iterator[GridRow]:
        """Every row with the number the program shows; raises UnreadableFile where it breaks."""
        grid = _Grid(self.name, widest=self._widest)
        for _ in grid.markup.run(_pieces(self._path, self._encoding), broken=_BROKEN):
            yield from grid.take()
        self.merged = tuple(grid.merged)


def open_sheets(path: Path, *, limits: Limits) -> list[XmlSheet]:
    """The worksheets by their names; raises UnreadableFile where the XML is broken."""
    encoding = find_encoding(path)
    names: dict[str, None] = {}

    def start(name: str, attributes: Attributes) -> None:
        markup.texts.clear()
        if name == "Worksheet":
            names[_named(attributes, "Name")] = None

    markup = Markup(start=start, end=lambda _name: markup.texts.clear(), encoding="utf-8")
    for _ in markup.run(_pieces(path, encoding), broken=_BROKEN):
        pass
    return [XmlSheet(path, name, encoding=encoding, widest=limits.columns) for name in names]


def _pieces(path: Path, encoding: str) -> Iterator[bytes]:
    """The file as UTF-8, whatever it says of itself: the parser knows no GB18030."""
    with path.open(encoding=encoding, errors="replace") as file:
        while chunk := file.read(CHUNK):
            yield chunk.encode()


def _named(attributes: Attributes, name: str) -> str:
    """An attribute by its local name."""
    return next((text for key, text in attributes.items() if key.rpartition(":")[2] == name), "")


class _Grid:
    """Takes the XML in and gives the rows of one worksheet as they close."""

    def __init__(self, sheet: str, *, widest: int) -> None:
        self.markup = Markup(start=self._start, end=self._end, encoding="utf-8")
        self.merged: list[Span] = []
        self._sheet, self._widest = sheet, widest
        self._done: list[GridRow] = []
        self._row: list[str] = []
        self._number = self._across = 0
        self._is_inside = False
        self._cell: Attributes = {}
        self._text = self._kind = ""

    def take(self) -> list[GridRow]:
        """The rows that have closed since the last time."""
        done, self._done = self._done, []
        return done

    def _start(self, name: str, attributes: Attributes) -> None:
        if name == "Worksheet":
            self._is_inside = _named(attributes, "Name") == self._sheet
            self._number = 0
        elif name == "Row":
            index = _named(attributes, "Index")
            self._number = max(int(index) if index else 0, self._number + 1)
            self._row = []
        elif name == "Cell":
            self._open_cell(attributes)
        elif name == "Data":
            self._kind = _named(attributes, "Type")
            self.markup.texts.clear()

    def _end(self, name: str) -> None:
        if name == "Data":
            self._text = _shown("".join(self.markup.texts), self._kind)
        elif name == "Cell":
            self._close_cell()
        elif name == "Row" and self._is_inside:
            self._done.append((self._number, self._row))
        if name != "Data":
            self.markup.texts.clear()

    def _open_cell(self, attributes: Attributes) -> None:
        self._text, self._cell = "", attributes
        index = _named(attributes, "Index")
        if index:
            column = min(int(index) - 1, self._widest)
            self._row.extend([""] * (column - len(self._row)))

    def _close_cell(self) -> None:
        across, down = (_named(self._cell, side) for side in ("MergeAcross", "MergeDown"))
        column = len(self._row)
        if column <= self._widest:
            width = min(int(across), self._widest) if across else 0
            self._row += [self._text, *[""] * width]
            if down and self._is_inside:
                last = self._number + int(down)
                self.merged.append(Span(self._number, last, column, column + width))


def _shown(text: str, kind: str) -> str:
    """Data as a person sees it: whole numbers without a point, times without their letters."""
    if kind == "DateTime":
        return text.removesuffix(".000").replace("T", " ")
    return text.replace("\0", "")
