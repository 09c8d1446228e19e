import ast
from pathlib import Path

import pytest
from django.utils import translation

from reviews import reasons
from reviews.domain.reason import Reason

ROOT = Path(__file__).resolve().parents[2]


def codes_in_code() -> dict[str, str]:
    """Every literal first argument of ``Reason(...)`` in the product, with its file."""
    found = {}
    for app in ("reviews", "compensation", "reports", "reviewdesk"):
        for path in sorted((ROOT / app).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                    continue
                if (
                    node.func.id == "Reason"
                    and node.args
                    and isinstance(node.args[0], ast.Constant)
                ):
                    found[str(node.args[0].value)] = str(path.relative_to(ROOT))
    return found


def test_every_reason_the_desk_gives_has_a_sentence() -> None:
    known = reasons.known_codes()
    assert {code: path for code, path in codes_in_code().items() if code not in known} == {}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_sentence_can_be_filled(language: str) -> None:
    """A sentence's own placeholders are enough to fill it, in both languages."""

    class Anything(dict[str, str]):
        def __missing__(self, name: str) -> str:
            return "1"

    with translation.override(language):
        for code, sentence in reasons._SENTENCES.items():
            assert str(sentence) % Anything(), code


def test_parameters_are_shown_by_the_end_of_their_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        reasons._SENTENCES,
        "test_code",
        "%(cap_fen)s %(due_at)s %(kept_share)s %(effect_share)s %(weight)s %(place_type)s %(x)s",
    )
    params: dict[str, str | int | float | bool | None] = {
        "cap_fen": 128_000,
        "due_at": "2026-11-18T02:00:00+00:00",
        "kept_share": 0.875,
        "effect_share": 0.07,
        "weight": 1.23456,
        "place_type": "office",
        "x": "x",
    }
    with translation.override("en"):
        shown = reasons.render(Reason("test_code", params))
    assert shown == "1,280.00 2026-11-18 10:00 88% +7% 1.23 Office x"


def test_a_stored_reason_is_rendered_and_nothing_stays_nothing() -> None:
    assert reasons.render({"code": "no_such_code", "params": {}}) == "no_such_code"
    assert reasons.render({}) == ""
