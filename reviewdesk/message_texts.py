"""The texts that people read, as they stand in Python files and templates."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

Text = str | tuple[str, ...]

#: Function -> the places of its context (or None) and of its texts among the arguments.
_CALLS: Mapping[str, tuple[int | None, tuple[int, ...]]] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), (None, (0,))),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (None, (0, 1))),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), (0, (1,))),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), (0, (1, 2))),
}
_LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
# What Django's templatize writes is meant for xgettext: calls among words that are no Python.
_TEMPLATE_CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({_LITERAL}(?:\s*,\s*{_LITERAL})*)")


@dataclass(frozen=True, slots=True)
class Found:
    """One text that people read, its context and one place where it stands."""

    text: Text
    context: str | None
    place: str

    @property
    def key(self) -> tuple[str, str | None]:
        return (self.text if isinstance(self.text, str) else self.text[0], self.context)


def holds_texts(path: Path) -> bool:
    """Whether people may read something of that file; data files are not looked at."""
    if path.suffix == ".py":
        return "migrations" not in path.parts
    return path.suffix in {".html", ".txt"} and "templates" in path.parts


def texts_in(path: Path, name: Path) -> Iterator[Found]:
    """The texts of one Python file or template; `name` is the place that is told."""
    content = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return _python_texts(content, name.as_posix())
    return _template_texts(content, name.as_posix())


def _python_texts(content: str, place: str) -> Iterator[Found]:
    # By the syntax tree: an extractor that reads tokens misses calls inside f-strings.
    for node in ast.walk(ast.parse(content)):
        if not isinstance(node, ast.Call):
            continue
        context_at, texts_at = _CALLS.get(_name_of(node.func), (None, ()))
        texts = tuple(_constant(node.args, number) for number in texts_at)
        if texts and all(texts):
            context = None if context_at is None else _constant(node.args, context_at)
            yield Found(texts[0] if len(texts) == 1 else texts, context, place)


def _name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def _constant(arguments: list[ast.expr], number: int) -> str:
    argument = arguments[number] if number < len(arguments) else None
    text = argument.value if isinstance(argument, ast.Constant) else ""
    return text if isinstance(text, str) else ""


def _template_texts(content: str, place: str) -> Iterator[Found]:
    for call in _TEMPLATE_CALL.finditer(templatize(content, origin=place)):
        yield from _python_texts(f"{call[1]}({call[2]})", place)
