import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.contrib.messages.storage.base import Message
from django.template import Context, Engine, Template
from django.test import RequestFactory
from django.utils import translation

from reviewdesk.templatetags import desk
from reviews.domain.reason import Reason

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
NOW = dt.datetime(2026, 11, 22, 14, 0, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def _at_two(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.mark.parametrize(
    ("fen", "shown"),
    [(0, "0.00"), (5, "0.05"), (1280_00, "1,280.00"), (-250, "-2.50"), (None, "—")],
)
def test_yuan_shows_fen_with_two_decimals(fen, shown):
    assert desk.yuan(fen) == shown


@pytest.mark.parametrize(
    ("language", "value", "shown"),
    [("en", 12_800, "12,800"), ("en", 950, "950"), ("zh-hans", 9_999, "9,999")],
)
def test_short_number_separates_thousands(language, value, shown):
    with translation.override(language):
        assert desk.short_number(value) == shown


def test_short_number_counts_in_ten_thousands_in_chinese():
    with translation.override("zh-hans"):
        assert desk.short_number(12_800).startswith("1.3")


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        (0, "14:00"),
        (-1, "yesterday 14:00"),
        (1, "tomorrow 14:00"),
        (5, "Nov 27, 14:00"),
        (60, "Jan 21, 2027, 14:00"),
    ],
)
def test_a_time_is_as_short_as_its_nearness_allows(days, shown):
    assert desk.day_and_time(NOW + dt.timedelta(days=days), NOW) == shown


@pytest.mark.parametrize(
    ("passed", "shown"),
    [
        (dt.timedelta(seconds=20), "just now"),
        (dt.timedelta(minutes=1), "1 minute ago"),
        (dt.timedelta(minutes=14), "14 minutes ago"),
        (dt.timedelta(hours=1), "1 hour ago"),
        (dt.timedelta(hours=23), "23 hours ago"),
        (dt.timedelta(hours=24), "yesterday 14:00"),
        (dt.timedelta(hours=-2), "16:00"),
    ],
)
def test_ago_is_relative_within_a_day(passed, shown):
    assert desk.ago_words(NOW - passed, NOW) == shown


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        (dt.timedelta(days=2, hours=4, minutes=9), "2 d 4 h"),
        (dt.timedelta(hours=4, minutes=10), "4 h 10 min"),
        (dt.timedelta(minutes=9, seconds=40), "9 min"),
    ],
)
def test_a_span_shows_its_two_largest_units(span, shown):
    assert desk.span_words(span) == shown


@pytest.mark.parametrize(
    ("hours", "shown"),
    [(28, "1 d 4 h left"), (-3, "over by 3 h 0 min")],
)
@pytest.mark.usefixtures("_at_two")
def test_left_counts_down_and_then_up(hours, shown):
    assert f">{shown}</time>" in desk.left(NOW + dt.timedelta(hours=hours))


@pytest.mark.usefixtures("_at_two")
def test_times_are_exact_on_hover():
    moment = NOW - dt.timedelta(minutes=14)
    assert desk.ago(moment) == (
        '<time datetime="2026-11-22T13:46:00+08:00" title="2026-11-22 13:46:00">'
        "14 minutes ago</time>"
    )
    assert desk.desk_time(moment).endswith(">13:46</time>")


@pytest.mark.parametrize("shown", [desk.ago, desk.desk_time, desk.left])
def test_no_time_shows_a_dash(shown):
    assert shown(None) == "—"


@pytest.mark.parametrize("level", ["bad", "neutral", "good", "unrated"])
def test_a_level_has_shape_and_word(level):
    mark = desk.level_mark(level)
    assert mark == f'<span class="level level--{level}">{level.capitalize()}</span>'
    styles = (Path(desk.__file__).parents[1] / "static/reviewdesk/tables.css").read_text()
    assert f".level--{level}::before" in styles


@pytest.mark.parametrize(
    ("text", "spans", "shown"),
    [
        ("收到就坏了", [[2, 5]], "收到<mark>就坏了</mark>"),
        ("abcdef", [[3, 5], [0, 2]], "<mark>ab</mark>c<mark>de</mark>f"),
        ("abcdef", [[0, 3], [2, 4], [4, 5]], "<mark>abcde</mark>f"),
        ("abc", [[-2, 1], [2, 90], [1, 1], [3, 1]], "<mark>a</mark>b<mark>c</mark>"),
        ("<b>&", [[0, 3]], "<mark>&lt;b&gt;</mark>&amp;"),
        ("abc", [], "abc"),
        ("", [[0, 1]], ""),
    ],
)
def test_highlight_marks_evidence_and_escapes_the_text(text, spans, shown):
    assert desk.highlight(text, spans) == shown


def test_highlight_masks_numbers_and_keeps_the_places_of_evidence():
    text = "打 138 1234 2100，壶漏水"
    shown = desk.highlight(text, [(text.index("漏水"), len(text))])
    assert shown == "打 138 **** 2100，壶<mark>漏水</mark>"


def test_masked_hides_ways_to_reach_somebody():
    assert desk.masked("加微信 lily_2020 返现") == "加微信 l***_***0 返现"


def test_a_reason_reads_the_same_from_object_and_json(monkeypatch):
    monkeypatch.setattr(
        desk.reasons, "render", lambda reason: f"{reason.code} {reason.params['n']}"
    )
    given = Reason("too_often", {"n": 2})
    assert desk.reason(given) == desk.reason(given.as_json()) == "too_often 2"


@pytest.mark.parametrize("nothing", [None, {}])
def test_no_reason_is_empty(nothing):
    assert desk.reason(nothing) == ""


def test_an_icon_points_into_the_sheet():
    assert desk.icon("queue") == (
        '<svg class="icon" aria-hidden="true">'
        '<use href="/static/reviewdesk/icons.svg#queue"></use></svg>'
    )


@dataclass(frozen=True)
class DrawnClock:
    name: str
    share: float
    ends_at: dt.datetime


@pytest.mark.usefixtures("_at_two")
def test_clock_bars_colour_what_ends_soon():
    clocks = [
        DrawnClock("Change", 1.0, NOW + dt.timedelta(days=21)),
        DrawnClock("Number", 0.1, NOW + dt.timedelta(hours=4)),
        DrawnClock("Reply", 0.0, NOW - dt.timedelta(hours=1)),
    ]
    bars = desk.clock_bars(clocks)
    assert bars == (
        '<svg class="bars" width="40" height="8">'
        "<title>Change: 21 d 0 h left\nNumber: 4 h 0 min left\nReply: over by 1 h 0 min</title>"
        '<path class="track" d="M0 0h12v8h-12zM14 0h12v8h-12zM28 0h12v8h-12z"/>'
        '<path class="ok" d="M0 0h12v8h-12z"/>'
        '<path class="soon" d="M14 0h1v8h-1z"/>'
        '<path class="over" d="M28 0h0v8h-0z"/></svg>'
    )


def test_clock_bars_without_clocks_take_no_room():
    assert desk.clock_bars([]) == ""


def rendered_undo(extra_tags: str) -> str:
    request = RequestFactory().get("/")
    message = Message(25, "Saved", extra_tags=extra_tags)
    template = Template("{% load desk %}{% undo_form message %}")
    return template.render(Context({"request": request, "message": message}))


def test_undo_posts_to_the_address_of_the_message():
    assert '<form method="post" action="/cases/abc/undo/">' in rendered_undo(
        "undo:/cases/abc/undo/ draft:case-abc",
    )


@pytest.mark.parametrize("tags", ["", "undo:https://elsewhere.example/"])
def test_undo_stays_on_this_desk(tags):
    assert 'action=""' in rendered_undo(tags)


def test_repeat_block_shows_a_block_twice():

    loaders = [
        (
            "django.template.loaders.locmem.Loader",
            {
                "base": "{% load desk %}<t>{% block title %}{% endblock %}</t>"
                "<h1>{% repeat_block 'title' %}</h1>",
                "page": "{% extends 'base' %}{% block title %}Queue{% endblock %}",
            },
        ),
    ]
    engine = Engine(loaders=loaders, libraries={"desk": "reviewdesk.templatetags.desk"})
    assert engine.get_template("page").render(Context()) == "<t>Queue</t><h1>Queue</h1>"
