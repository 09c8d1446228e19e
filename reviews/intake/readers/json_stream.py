"""Records of a long JSON answer one by one: whole, it would take five times its size in memory."""

import json
import re
from collections.abc import Iterator
from typing import TextIO

from reviews.domain.reason import Reason
from reviews.intake.columns import known_headings
from reviews.intake.failures import UnreadableFile

_CHUNK = 1024 * 1024
#: A record longer than this is none.
_LONGEST = 8 * 1024 * 1024
#: So many names of a list's first object are known where it holds the records.
_KNOWN_NAMES = 3
_TEXT_OR_LIST = re.compile(r'"(?:[^"\\]|\\.)*"|\[\s*(?=\{)')
_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


def streamed(file: TextIO) -> Iterator[object]:
    """The objects of every list whose first one is a record, in their order.

    Raises UnreadableFile where there is no such list, or it breaks off.
    """
    window = _Window(file)
    found = False
    while window.seek_list():
        first = window.peek()
        if isinstance(first, dict) and known_headings(first) >= _KNOWN_NAMES:
            found = True
            yield from window.rest_of_list()
    if not found:
        raise UnreadableFile(Reason("json_without_rows"))


class _Window:
    """A stretch of the file and a place in it; it moves on as it is read."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text, self._at, self._line = "", 0, 1

    def seek_list(self) -> bool:
        """Go behind the next bracket that opens a list of objects; False at the end."""
        while True:
            self._fill()
            match = _TEXT_OR_LIST.search(self._text, self._at)
            if match is None:
                self._at = len(self._text)
                if not self._more():
                    return False
            else:
                self._at = match.end()
                if match[0][0] == "[":
                    return True

    def peek(self) -> object:
        """The object here; the place stays before it, so that lists within it can be found."""
        return self._decoded()[0]

    def rest_of_list(self) -> Iterator[object]:
        """The objects up to the bracket that closes their list."""
        while True:
            self._fill()
            self._at = _BETWEEN.match(self._text, self._at).end()  # type: ignore[union-attr]  # matches nothing too
            if self._text[self._at : self._at + 1] == "]":
                return
            value, self._at = self._decoded()
            yield value

    def _decoded(self) -> tuple[object, int]:
        while True:
            try:
                return _DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                raise UnreadableFile(Reason("json_too_deep")) from None
            except ValueError:
                if len(self._text) - self._at > _LONGEST or not self._more():
                    line = self._line + self._text.count("\n", 0, self._at)
                    raise UnreadableFile(Reason("json_broken", {"line": line})) from None

    def _fill(self) -> None:
        """Have a good stretch ahead, so that no text outside the records is cut in two."""
        if len(self._text) - self._at < _CHUNK:
            self._more()

    def _more(self) -> bool:
        chunk = self._file.read(_CHUNK)
        self._line += self._text.count("\n", 0, self._at)
        self._text, self._at = self._text[self._at :] + chunk, 0
        return bool(chunk)
