"""In which encoding a text file was written: found by reading it."""

import codecs
import math
import re
from pathlib import Path

from reviews.domain.reason import Reason
from reviews.intake.failures import UnreadableFile

#: In this order: nearly every GB18030 text fails as UTF-8, hardly any UTF-8 text as GB18030.
ENCODINGS = ("utf-8-sig", "gb18030")
_BYTE_ORDER_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_CHUNK = 1024 * 1024
_SAMPLE = 256 * 1024
#: Two-byte text without a mark has at least so many zero bytes on one side.
_ZERO_SHARE = 0.1
#: A file cut off or spoilt in places is read all the same: one bad character, and one in so many.
_ONE_BAD_IN = 500
_REPLACED = "\ufffd"
_TOO_MANY = math.inf
_NOT_ASCII = re.compile(rb"[\x80-\xff]+")
#: As UTF-8 letters of Europe or Arabia, as GB18030 two or more common Chinese characters.
_TWO_BYTE_PAIRS = re.compile(rb"(?:[\xc2-\xd7][\x80-\xbf]){2,}")


def find_encoding(path: Path, *, asked: str = "") -> str:
    """The encoding that reads the whole file, or all of it but a few spoilt characters.

    ``asked`` is the only one tried. Read with ``errors="replace"``. Raises UnreadableFile naming
    the first byte nobody can read.
    """
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
    candidates = (asked,) if asked else candidates_for(start)
    failed_at = 0
    for encoding in candidates:
        failed = _first_failure(path, encoding)
        if failed is None:
            return encoding
        failed_at = failed
    bad, encoding = min((_spoilt(path, encoding), encoding) for encoding in candidates)
    if bad == _TOO_MANY:
        raise UnreadableFile(Reason("encoding_unknown", {"byte": failed_at}))
    return encoding


def candidates_for(start: bytes) -> tuple[str, ...]:
    """The encodings a file that starts so may have, the likeliest first."""
    marked = _BYTE_ORDER_MARKS.get(start[:2]) or _without_mark(start)
    if marked:
        return (marked,)
    return ENCODINGS[::-1] if _looks_mistaken(start) else ENCODINGS


def _without_mark(start: bytes) -> str:
    """Two-byte text that lost its mark: commas, digits and line ends have a zero beside them."""
    half = max(len(start) // 2, 1)
    low, high = start[1::2].count(0) / half, start[0::2].count(0) / half
    if low >= _ZERO_SHARE > high:
        return "utf-16-le"
    return "utf-16-be" if high >= _ZERO_SHARE > low else ""


def _looks_mistaken(start: bytes) -> bool:
    """Short GB18030 text that happens to be legal UTF-8, such as a lone ``联通``."""
    runs = _NOT_ASCII.findall(start)
    return bool(runs) and all(map(_TWO_BYTE_PAIRS.fullmatch, runs))


def _first_failure(path: Path, encoding: str) -> int | None:
    """The first byte that can't be read; None where all can."""
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
                done += len(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            return done + error.start
    return None


def _spoilt(path: Path, encoding: str) -> float:
    """How many characters can't be read; `_TOO_MANY` where it can't be this encoding."""
    bad = good = 0
    with path.open(encoding=encoding, errors="replace") as file:
        while chunk := file.read(_CHUNK):
            replaced = chunk.count(_REPLACED)
            bad += replaced
            good += len(chunk) - replaced
    return bad if bad <= 1 + good // _ONE_BAD_IN else _TOO_MANY
