"""JSON and JSON lines in the platforms' own shapes, flattened to rows."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from reviews.domain.reason import Reason
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers.encoding import find_encoding
from reviews.intake.readers.table import FileFormat, Limits, RawRow, RowJudge

#: Answers come wrapped: traderates_get_response > trade_rates > trade_rate > [...].
_DEEPEST = 6
_WRAPPED_CALL = re.compile(r"^\s*[\w.$]{1,40}\s*\(")
#: Parsed JSON takes some ten times its size in memory.
_WHOLE_FILE = 64 * 1024 * 1024


def objects(
    path: Path, *, file_format: FileFormat
) -> Iterator[tuple[int, Mapping[str, object] | None]]:
    """Every object with its number from 1; None for a line that is none.

    Raises UnreadableFile where a whole file is no JSON or holds no list of objects.
    """
    encoding = find_encoding(path)
    if file_format is FileFormat.JSON_LINES:
        yield from _lines(path, encoding)
    else:
        for number, item in enumerate(_rows_of(_load(path, encoding)), start=1):
            yield number, item if isinstance(item, dict) else None


def _lines(path: Path, encoding: str) -> Iterator[tuple[int, Mapping[str, object] | None]]:
    with path.open(encoding=encoding, errors="replace") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                try:
                    item = _parse(line)
                except (ValueError, RecursionError):
                    item = None
                yield number, item if isinstance(item, dict) else None


def _load(path: Path, encoding: str) -> object:
    if path.stat().st_size > _WHOLE_FILE:
        raise UnreadableFile(Reason("json_too_large", {"most": _WHOLE_FILE // 2**20}))
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


def _rows_of(answer: object) -> list[object]:
    """The longest list of objects within the answer; a lone object is a list of one."""
    found = list(_lists(answer, 0))
    if found:
        return max(found, key=len)
    if isinstance(answer, dict) and answer:
        return [answer]
    raise UnreadableFile(Reason("json_without_rows"))


def _lists(value: object, depth: int) -> Iterator[list[object]]:
    if isinstance(value, list):
        if any(isinstance(item, dict) for item in value):
            yield value
    elif isinstance(value, dict) and depth < _DEEPEST:
        for inner in value.values():
            yield from _lists(inner, depth + 1)


def flatten(item: Mapping[str, object], prefix: str = "", depth: int = 0) -> dict[str, str]:
    """One level of names joined by dots; of a list of objects the first, of texts all."""
    flat: dict[str, str] = {}
    for name, value in item.items():
        key = f"{prefix}{name}"
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
