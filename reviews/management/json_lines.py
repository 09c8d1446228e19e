"""Lines of JSON objects, as the commands about causes take them in."""

import json
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _


class BadLineError(ValueError):
    """A line that can't be used; says why in the person's language."""


def objects_of(lines: Iterable[bytes]) -> Iterator[tuple[int, dict[str, object] | BadLineError]]:
    """The number of each line that is not blank, and its object or what is wrong with it.

    UTF-8 with or without a byte order mark, else GB18030.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield number, _object_of(line)
            except BadLineError as error:
                yield number, error


def _object_of(line: bytes) -> dict[str, object]:
    try:
        raw = json.loads(_decoded(line))
    except (ValueError, RecursionError):
        raise BadLineError(_("it is not JSON.")) from None
    if not isinstance(raw, dict):
        raise BadLineError(_("it is not a JSON object."))
    return raw


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return line.decode("gb18030")
