"""Sentences for reasons: the one place that turns a `Reason` into words for people.

Parameters are shown by the end of their name: ``_fen`` as yuan, ``_at`` and ``until`` (ISO 8601)
as desk time (``clock_at`` without its day), ``_share`` as percent (``effect_share`` with its
sign), ``worth`` with one digit; values that are a word of the desk get that word's name.
"""

import datetime as dt
from collections.abc import Callable, Mapping

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise as LazyText

from reviews.domain.reason import Parameter, Reason
from reviews.reasons import (
    calendar,
    causes,
    clocks,
    contact,
    forecast,
    intake,
    teamwork,
    timing,
    wording,
)
from reviews.reasons.words import WORDS

_SENTENCES: dict[str, LazyText | str] = {
    **contact.SENTENCES,
    **timing.SENTENCES,
    **forecast.SENTENCES,
    **calendar.SENTENCES,
    **clocks.SENTENCES,
    **intake.SENTENCES,
    **wording.SENTENCES,
    **causes.SENTENCES,
    **teamwork.SENTENCES,
}


def register_sentences(sentences: Mapping[str, LazyText | str]) -> None:
    """Add another app's sentences; called once from its ``AppConfig.ready``."""
    _SENTENCES.update(sentences)


def known_codes() -> frozenset[str]:
    """Every code that has a sentence."""
    return frozenset(_SENTENCES)


def render(reason: Reason | Mapping[str, object]) -> str:
    """The sentence of a reason in the active language; the bare code where none is known."""
    if not isinstance(reason, Reason):
        if not reason:
            return ""
        reason = Reason.from_json(reason)
    sentence = _SENTENCES.get(reason.code)
    if sentence is None:
        return reason.code
    shown = {name: _shown(name, value) for name, value in reason.params.items()}
    return str(sentence) % shown


def _shown(name: str, value: Parameter) -> str:
    for ending, form in _FORMS.items():
        if name.endswith(ending) and value is not None:
            return form(value)
    if isinstance(value, float):
        return f"{value:.2f}"
    word = WORDS.get((name, str(value)))
    return str(word) if word is not None else str(value)


def _as_yuan(value: Parameter) -> str:
    return f"{int(value or 0) / 100:,.2f}"


def _as_desk_time(value: Parameter) -> str:
    moment = dt.datetime.fromisoformat(str(value))
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def _as_clock(value: Parameter) -> str:
    return f"{timezone.localtime(dt.datetime.fromisoformat(str(value))):%H:%M}"


def _as_signed_percent(value: Parameter) -> str:
    return f"{float(value or 0):+.0%}"


def _as_worth(value: Parameter) -> str:
    return f"{float(value or 0):.1f}"


def _as_percent(value: Parameter) -> str:
    return f"{float(value or 0):.0%}"


_FORMS: dict[str, Callable[[Parameter], str]] = {
    "_fen": _as_yuan,
    "clock_at": _as_clock,
    "_at": _as_desk_time,
    "until": _as_desk_time,
    "effect_share": _as_signed_percent,
    "_share": _as_percent,
    "worth": _as_worth,
}
