"""XML in pieces, without anything that could make it grow: no document types, no deep nesting."""

from collections.abc import Callable, Iterable, Iterator
from typing import IO, NoReturn
from xml.parsers import expat

from reviews.domain.reason import Reason
from reviews.intake.failures import UnreadableFile

CHUNK = 64 * 1024
DEEPEST = 64
#: One tag or one text of this length: not a table, but an attempt to fill the memory.
_LONGEST_PIECE = 8 * 1024 * 1024

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]


def read_pieces(file: IO[bytes]) -> Iterator[bytes]:
    """The content in chunks."""
    while chunk := file.read(CHUNK):
        yield chunk


class Markup:
    """A parser that calls ``start`` and ``end`` by local name; ``texts`` collects between them.

    Namespace prefixes are cut off: files of some programs have them, of most not.
    """

    def __init__(self, *, start: Start, end: End, encoding: str | None = None) -> None:
        self.texts: list[str] = []
        self._start, self._end = start, end
        self._depth = 0
        self._parser = parser = expat.ParserCreate(encoding)
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = self._opened
        parser.EndElementHandler = self._closed
        parser.CharacterDataHandler = self.texts.append

    def _opened(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise UnreadableFile(Reason("markup_hostile"))
        self._start(name.rpartition(":")[2] if ":" in name else name, attributes)

    def _closed(self, name: str) -> None:
        self._depth -= 1
        self._end(name.rpartition(":")[2] if ":" in name else name)

    def handle_bare(self, *, start: Start, end: End) -> None:
        """Let ``start`` and ``end`` be called with whole names, which they cut, and count depth.

        For the millions of cells of a sheet: a call less for each saves a quarter of the time.
        """
        self._parser.StartElementHandler = start
        self._parser.EndElementHandler = end

    def run(self, pieces: Iterable[bytes], *, broken: Reason) -> Iterator[None]:
        """Take the pieces in, one a step; raises UnreadableFile with ``broken`` or worse."""
        fed = 0
        for piece in pieces:
            self._feed(piece, final=False, broken=broken)
            fed += len(piece)
            unread = fed - max(self._parser.CurrentByteIndex, 0)
            if max(unread, sum(map(len, self.texts))) > _LONGEST_PIECE:
                raise UnreadableFile(Reason("markup_hostile"))
            yield
        self._feed(b"", final=True, broken=broken)
        yield

    def _feed(self, piece: bytes, *, final: bool, broken: Reason) -> None:
        try:
            self._parser.Parse(piece, final)
        except (expat.ExpatError, ValueError, LookupError):
            raise UnreadableFile(broken) from None


def _refuse(*_declaration: object) -> NoReturn:
    raise UnreadableFile(Reason("markup_hostile"))
