"""Everything a workbook was made from, packed, so that it can be made again to the same figures.

Cases, causes and payments go on changing after a report was made. What is kept is not its figures
but their input: the rows as they were and what they were held against. JSON, one line a row,
deflated.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from reports.domain.as_json import from_json, to_json
from reports.domain.board import Background
from reports.domain.rows import CaseRow
from reports.domain.weeks import IsoWeek

#: Raised whenever stored weeks of before can't be read any more.
FORMAT = 1
_LEVEL = 6
_PIECE = 65_536


class UnknownFormat(ValueError):
    """The stored week was written by a newer version of the desk."""


@dataclass(frozen=True, slots=True)
class StoredWeek:
    """The input of one workbook; ``name`` of the shop or group, ``versions`` of the readers."""

    week: IsoWeek
    made_at: datetime
    name: str
    background: Background
    rows: tuple[CaseRow, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)


def pack(week: StoredWeek) -> bytes:
    """The whole week, small enough to be kept: some 100 bytes a case."""
    squeeze = zlib.compressobj(_LEVEL)
    packed = [squeeze.compress(line) for line in _lines(week)]
    return b"".join((*packed, squeeze.flush()))


def _lines(week: StoredWeek) -> Iterator[bytes]:
    head = {
        "format": FORMAT,
        "week": str(week.week),
        "made_at": week.made_at.isoformat(),
        "name": week.name,
        "versions": dict(week.versions),
        "background": to_json(week.background),
    }
    for line in (head, *map(to_json, week.rows)):
        yield json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def unpack(packed: bytes) -> StoredWeek:
    """What `pack` packed. Raises UnknownFormat for a newer one."""
    lines = _split(_pieces(packed))
    head = json.loads(next(lines))
    _check(head)
    return StoredWeek(
        week=IsoWeek.parse(head["week"]),
        made_at=datetime.fromisoformat(head["made_at"]),
        name=head["name"],
        background=from_json(Background, head["background"]),
        rows=tuple(from_json(CaseRow, json.loads(line)) for line in lines),
        versions=head["versions"],
    )


def unpack_rows(packed: bytes) -> Iterator[CaseRow]:
    """Only the rows, one at a time: a large week need not be in memory twice."""
    lines = _split(_pieces(packed))
    _check(json.loads(next(lines)))
    return (from_json(CaseRow, json.loads(line)) for line in lines)


def _check(head: Mapping[str, object]) -> None:
    if head["format"] != FORMAT:
        message = f"a week of format {head['format']}, this desk reads {FORMAT}"
        raise UnknownFormat(message)


def _pieces(packed: bytes) -> Iterator[bytes]:
    widen = zlib.decompressobj()
    left = packed
    while left:
        yield widen.decompress(left, _PIECE)
        left = widen.unconsumed_tail
    yield widen.flush()


def _split(pieces: Iterable[bytes]) -> Iterator[bytes]:
    begun = b""
    for piece in pieces:
        *whole, begun = (begun + piece).split(b"\n")
        yield from whole
