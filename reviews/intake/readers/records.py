"""JSON and JSON lines in the platforms' own shapes, flattened to rows."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from reviews.domain.reason import Reason
from reviews.intake.columns import known_headings
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers.encoding import find_encoding
from reviews.intake.readers.json_stream import streamed
from reviews.intake.readers.table import FileFormat, Limits, RawRow, RowJudge

#: Answers come wrapped: traderates_get_response > trade_rates > trade_rate > [...].
_DEEPEST = 6
_WRAPPED_CALL = re.compile(r"^\s*[\w.$]{1,40}\s*\(")
#: A longer file is read record by record.
_WHOLE_FILE = 16 * 1024 * 1024


def objects(
    path: Path, *, file_format: FileFormat
) -> Iterator[tuple[int, Mapping[str, object] | None]]:
    """Every record with a number that rises from 1; None for a line that is none.

    A file, a line of it or an item of its list may be a record or a platform's whole answer.
    Raises UnreadableFile where a whole file is no JSON or holds no record.
    """
    encoding = find_encoding(path)
    found = 0
    for number, answer in _answers(path, encoding, file_format):
        records = [answer] if not isinstance(answer, dict) else records_in(answer)
        for record in records:
            found = max(found + 1, number)
            yield found, record if isinstance(record, dict) else None


def _answers(path: Path, encoding: str, file_format: FileFormat) -> Iterator[tuple[int, object]]:
    if file_format is FileFormat.JSON_LINES:
        yield from _lines(path, encoding)
        return
    if path.stat().st_size > _WHOLE_FILE:
        with path.open(encoding=encoding, errors="replace") as file:
            yield from enumerate(streamed(file), start=1)
        return
    whole = _load(path, encoding)
    items = whole if isinstance(whole, list) else [whole]
    if not any(isinstance(item, dict) and item for item in items):
        raise UnreadableFile(Reason("json_without_rows"))
    yield from enumerate(items, start=1)


def _lines(path: Path, encoding: str) -> Iterator[tuple[int, object]]:
    with path.open(encoding=encoding, errors="replace") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                try:
                    yield number, _parse(line)
                except (ValueError, RecursionError):
                    yield number, None


def _load(path: Path, encoding: str) -> object:
    text = path.read_text(encoding=encoding, errors="replace")
    if _WRAPPED_CALL.match(text):
        text = text[text.index("(") + 1 :].rstrip().rstrip(";").rstrip().removesuffix(")")
    try:
        return _parse(text)
    except RecursionError:
        raise UnreadableFile(Reason("json_too_deep")) from None
    except ValueError as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise UnreadableFile(Reason("json_broken", {"line": line})) from None


def _parse(text: str) -> object:
    """Numbers stay text, so that long ids keep their digits."""
    parsed: object = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    return parsed


def records_in(answer: Mapping[str, object]) -> list[object]:
    """The records of an answer: where most names are known, the nearest such place.

    An answer comes wrapped, a record has lists of its own (pictures, replies): the names decide.
    Where none is known, the longest list of objects within, or else the answer itself.
    """
    places = list(_places(answer, 0))
    best = max((_known(place) for place in places), default=0)
    if best:
        return next(place for place in places if _known(place) == best)
    lists = [place for place in places if place[0] is not answer]
    return max(lists, key=len) if lists else [answer]


def _places(value: object, depth: int) -> Iterator[list[object]]:
    """Every object and list of objects, the outer before the inner."""
    if isinstance(value, list):
        if any(isinstance(item, dict) for item in value):
            yield value
    elif isinstance(value, dict):
        if any(not isinstance(inner, dict | list) for inner in value.values()):
            yield [value]
        if depth < _DEEPEST:
            for inner in value.values():
                yield from _places(inner, depth + 1)


def _known(place: Sequence[object]) -> int:
    first = next(item for item in place if isinstance(item, dict))
    return _known_names(tuple(first))


@lru_cache(maxsize=1024)
def _known_names(names: tuple[str, ...]) -> int:
    return known_headings(names)


def flatten(item: Mapping[str, object], prefix: str = "", depth: int = 0) -> dict[str, str]:
    """One level of names joined by dots; of a list of objects the first, of texts all."""
    flat: dict[str, str] = {}
    for name, value in item.items():
        key = f"{prefix}{_name(name)}"
        first = value[0] if isinstance(value, list) and value else None
        inner = first if isinstance(first, dict) else value
        if isinstance(inner, dict):
            if depth < _DEEPEST:
                flat |= flatten(inner, f"{key}.", depth + 1)
        elif isinstance(inner, list):
            flat[key] = "\n".join(map(_text, inner))
        else:
            flat[key] = _text(inner)
    return flat


@lru_cache(maxsize=1024)
def _name(name: str) -> str:
    return _text(name)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value).replace("\0", "")
    # Half an emoji ("\\ud83d" alone) is legal JSON, but can be stored nowhere.
    return (
        text
        if text.isascii()
        else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )


def header_of(path: Path, *, file_format: FileFormat, limits: Limits) -> tuple[str, ...]:
    """The names of all objects, in the order they first occur.

    Raises UnreadableFile where there are none, or more than a table has columns.
    """
    names: dict[str, None] = {}
    for _, item in objects(path, file_format=file_format):
        if item is not None:
            names |= dict.fromkeys(flatten(item))
        if len(names) > limits.columns:
            raise UnreadableFile(Reason("too_many_columns", {"most": limits.columns}))
    if not names:
        raise UnreadableFile(Reason("json_without_rows"))
    return tuple(names)


def data_rows(
    path: Path,
    *,
    file_format: FileFormat,
    header: tuple[str, ...],
    judge: RowJudge,
    limits: Limits,
) -> Iterator[RawRow]:
    """The objects as rows under ``header``; a line that is no object comes as damaged."""
    taken = 0
    for number, item in objects(path, file_format=file_format):
        if item is None:
            empty = ("",) * len(header)
            row: RawRow | None = RawRow(number, empty, Reason("line_not_an_object"))
        else:
            flat = flatten(item)
            row = judge.judge(number, [flat.get(name, "") for name in header], None)
        if row is None:
            continue
        taken += 1
        if taken > limits.rows:
            raise UnreadableFile(Reason("too_many_rows", {"most": limits.rows}))
        yield row
