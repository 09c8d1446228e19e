"""Filters and tags of the desk's pages: money, time, levels, reasons, marked words."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Protocol, TypeAlias

from django import template
from django.contrib.messages.storage.base import Message
from django.middleware.csrf import get_token
from django.template import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from reviews import reasons
from reviews.choices import LEVEL_CHOICES
from reviews.domain.masking import mask_free_text
from reviews.domain.reason import Reason

register = template.Library()

Span: TypeAlias = Sequence[int]
NOTHING = "—"
TEN_THOUSAND = 10_000
SOON = 0.2
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)
_LEVEL_NAMES = dict(LEVEL_CHOICES)


@register.filter
def yuan(fen: int | None) -> str:
    """1280_00 fen become "1,280.00"; None becomes a dash."""
    if fen is None:
        return NOTHING
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    return f"{sign}{whole:,}.{rest:02d}"


@register.filter
def short_number(value: float) -> str:
    """Chinese counts in 万 from 10,000 on, English with separators."""
    if abs(value) >= TEN_THOUSAND and (get_language() or "").startswith("zh"):
        return _("%(number)s ten thousand") % {"number": f"{value / TEN_THOUSAND:,.1f}"}
    return f"{value:,.0f}"


def exact(moment: dt.datetime) -> str:
    """The whole local date and time, for a hover."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S")


def _time_tag(moment: dt.datetime, words: str) -> SafeString:
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        exact(moment),
        words,
    )


def day_and_time(moment: dt.datetime, now: dt.datetime) -> str:
    """ "14:30" today, "tomorrow 14:30", else the day, with the year where it is another one."""
    local, today = timezone.localtime(moment), timezone.localtime(now).date()
    clock = f"{local:%H:%M}"
    near = {
        today - DAY: _("yesterday %(time)s"),
        today: "%(time)s",
        today + DAY: _("tomorrow %(time)s"),
    }.get(local.date())
    if near:
        return near % {"time": clock}
    pattern = _("M j, H:i") if local.year == today.year else _("M j, Y, H:i")
    return date_format(local, pattern)


@register.filter
def desk_time(moment: dt.datetime | None) -> SafeString | str:
    """A point in time as short as its nearness allows; exact on hover."""
    if moment is None:
        return NOTHING
    return _time_tag(moment, day_and_time(moment, timezone.now()))


def ago_words(moment: dt.datetime, now: dt.datetime) -> str:
    """ "14 minutes ago" within a day, else the day and time."""
    passed = now - moment
    if passed < dt.timedelta(0) or passed >= DAY:
        return day_and_time(moment, now)
    if passed < MINUTE:
        return _("just now")
    if passed < HOUR:
        minutes = passed // MINUTE
        words = ngettext("%(minutes)s minute ago", "%(minutes)s minutes ago", minutes)
        return words % {"minutes": minutes}
    hours = passed // HOUR
    return ngettext("%(hours)s hour ago", "%(hours)s hours ago", hours) % {"hours": hours}


@register.filter
def ago(moment: dt.datetime | None) -> SafeString | str:
    """How long ago, relative within a day; exact on hover."""
    return NOTHING if moment is None else _time_tag(moment, ago_words(moment, timezone.now()))


def span_words(span: dt.timedelta) -> str:
    """The two largest units of a span: "2 d 4 h", "4 h 10 min", "10 min"."""
    days, rest = divmod(abs(span), DAY)
    hours, rest = divmod(rest, HOUR)
    parts = {"days": days, "hours": hours, "minutes": rest // MINUTE}
    if days:
        return _("%(days)s d %(hours)s h") % parts
    if hours:
        return _("%(hours)s h %(minutes)s min") % parts
    return _("%(minutes)s min") % parts


@register.filter
def left(deadline: dt.datetime | None) -> SafeString | str:
    """What remains of a deadline, or by how much it is over."""
    if deadline is None:
        return NOTHING
    return _time_tag(deadline, left_words(deadline, timezone.now()))


def left_words(deadline: dt.datetime, now: dt.datetime) -> str:
    """ "2 d 4 h left", or "over by 10 min"."""
    span = deadline - now
    words = _("over by %(span)s") if span < dt.timedelta(0) else _("%(span)s left")
    return words % {"span": span_words(span)}


@register.filter
def level_mark(level: str) -> SafeString:
    """A level as shape, colour and word; the styles draw the shape."""
    return _named_level(level, str(_LEVEL_NAMES[level]))


@cache
def _named_level(level: str, name: str) -> SafeString:
    return format_html('<span class="level level--{}">{}</span>', level, name)


@register.filter
def reason(given: Reason | Mapping[str, object] | None) -> str:
    """The sentence of a Reason, or of its stored JSON; empty where there is none."""
    if not given:
        return ""
    if not isinstance(given, Reason):
        given = Reason.from_json(given)
    return str(reasons.render(given))


@dataclass(frozen=True, slots=True)
class Told:
    """Reasons as sentences: the first two for a cell, all of them for its hover."""

    short: str
    full: str


@register.filter
def told(given: Iterable[Mapping[str, object]]) -> Told:
    """The reasons of a row, each rendered once."""
    sentences = [reason(one) for one in given]
    return Told(" · ".join(sentences[:2]), " ".join(sentences))


class CallTime(Protocol):
    """What `when_to_call` shows: ``kind`` is now, promised, later or blocked."""

    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> dt.datetime | None: ...
    @property
    def best(self) -> dt.datetime | None: ...


@register.filter
def when_to_call(when: CallTime) -> SafeString | str:
    """When to call, as the queue, the first page and the card say it."""
    if when.kind == "later":
        return desk_time(when.at)
    if when.kind == "promised":
        hint = _("The buyer named this time")
        return format_html(
            '<span class="hold strong" title="{}">{}</span>', hint, desk_time(when.at)
        )
    if when.kind != "now":
        return format_html('<span class="when-blocked">{}</span>', _("Not now"))
    words = format_html('<span class="when-now">{}</span>', _("Now"))
    if when.best is None:
        return words
    return format_html(
        '{} <span class="small faint" title="{}">{} {}</span>',
        words,
        _("Promises most"),
        _("best"),
        desk_time(when.best),
    )


@register.filter
def masked(text: str) -> str:
    """What a buyer or a colleague wrote, without the ways to reach somebody in it."""
    return mask_free_text(text)


@register.filter
def highlight(text: str, spans: Iterable[Span]) -> SafeString:
    """Mark the words at these [start, end) offsets; the text itself is masked and escaped.

    Overlapping spans are merged; offsets outside the text are cut.
    """
    text = mask_free_text(text)  # sign by sign, so that the offsets hold
    inside = [(max(start, 0), min(end, len(text))) for start, end in spans]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for span in inside if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    edges = [0, *(edge for span in merged for edge in span), len(text)]
    pieces = [escape(text[start:end]) for start, end in pairwise(edges)]
    marked = [f"<mark>{piece}</mark>" if odd % 2 else piece for odd, piece in enumerate(pieces)]
    return mark_safe("".join(marked))  # noqa: S308  # every piece was escaped above


@register.simple_tag
def icon(name: str) -> SafeString:
    """One drawing of `icons.svg`; a word or a title always stands beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("reviewdesk/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def repeat_block(context: Context, name: str) -> SafeString:
    """What a page put into a block of the base template, a second time."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    rendered: SafeString = block.render(context)
    return rendered


@register.inclusion_tag("reviewdesk/_undo.html", takes_context=True)
def undo_form(context: Context, message: Message) -> dict[str, str]:
    """The undo button of a message tagged ``undo:<address>``; nothing for other messages."""
    tagged = [tag for tag in message.tags.split() if tag.startswith("undo:/")]
    url = tagged[0].removeprefix("undo:") if tagged else ""
    return {"url": url, "csrf_token": get_token(context["request"]) if url else ""}


class DrawnClock(Protocol):
    """What `clock_bars` draws: a name, the share left (0 to 1) and the end."""

    @property
    def name(self) -> str: ...
    @property
    def share(self) -> float: ...
    @property
    def ends_at(self) -> dt.datetime: ...


@register.simple_tag
def clock_bars(clocks: Iterable[DrawnClock]) -> SafeString:
    """Small bars, one a clock, with names and remaining times on hover.

    A page of the queue draws three hundred: what lies under all of them is one path.
    """
    drawn = list(clocks)
    if not drawn:
        return mark_safe("")
    now = timezone.now()
    names = "\n".join(f"{escape(one.name)}: {left_words(one.ends_at, now)}" for one in drawn)
    track = "".join(_bar(index, 12) for index in range(len(drawn)))
    bars = "".join(
        f'<path class="{_clock_class(one.share)}" d="{_bar(index, round(12 * one.share))}"/>'
        for index, one in enumerate(drawn)
    )
    return mark_safe(  # noqa: S308  # the names were escaped, the rest are numbers
        f'<svg class="bars" width="{len(drawn) * 14 - 2}" height="8">'
        f'<title>{names}</title><path class="track" d="{track}"/>{bars}</svg>'
    )


def _bar(index: int, width: int) -> str:
    return f"M{14 * index} 0h{width}v8h-{width}z"


def _clock_class(share: float) -> str:
    if share <= 0:
        return "over"
    return "soon" if share < SOON else "ok"
