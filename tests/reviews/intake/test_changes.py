"""What a row says about a review the desk already knows."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from reviews.domain.levels import Level, ReviewState
from reviews.intake.changes import (
    StoredReview,
    Verdict,
    compare,
    completed,
    events_between,
    opens_case,
    reads_angry,
    review_hash,
)
from reviews.intake.rows import ReviewRow

NOON = datetime(2026, 11, 18, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
SAID: dict[str, Any] = {
    "level": Level.BAD,
    "stars": 1,
    "text": "漏水",
    "append_text": "",
    "reply": "",
    "state": ReviewState.LIVE,
}


def row(**given: Any) -> ReviewRow:
    said = SAID | {name: value for name, value in given.items() if name in SAID}
    rest = {name: value for name, value in given.items() if name not in SAID}
    at: dict[str, Any] = {"rated_at": NOON, "content_at": NOON} | rest
    return ReviewRow(
        row_number=2,
        key="id:1",
        content_hash=review_hash(**said),
        is_default_text=False,
        **said,
        **at,
    )


def stored(**given: Any) -> StoredReview:
    said = SAID | {name: value for name, value in given.items() if name in SAID}
    return StoredReview(
        pk=1,
        content_hash=review_hash(**said),
        content_at=NOON,
        has_case=True,
        snapshots=1,
        **said,
    )


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("given", "known", "repeated", "verdict"),
    [
        ({}, False, False, Verdict.NEW),
        ({}, True, False, Verdict.UNCHANGED),
        ({}, True, True, Verdict.REPEATED),
        ({"text": "不漏了"}, True, False, Verdict.CHANGED),
        ({"text": "不漏了"}, True, True, Verdict.REPEATED),
        ({"text": "不漏了", "content_at": NOON + HOUR}, True, True, Verdict.CHANGED),
        ({"text": "不漏了", "content_at": NOON - HOUR}, True, False, Verdict.UNCHANGED),
    ],
    ids=["unknown", "same", "same again", "other", "other again", "newer again", "older"],
)
def test_row_is_compared_with_what_is_known(
    given: dict[str, Any], known: bool, repeated: bool, verdict: Verdict
) -> None:
    assert compare(row(**given), stored() if known else None, repeated=repeated) == verdict


def test_columns_a_file_lacks_take_nothing_back() -> None:
    known = stored(append_text="又坏了", reply="抱歉")
    told = completed(row(level=Level.UNRATED, stars=None), known)
    assert (told.append_text, told.reply, told.level, told.stars) == ("又坏了", "抱歉", "bad", 1)
    assert told.content_hash == known.content_hash


def test_older_row_adds_the_append_that_a_newer_file_had_no_column_for() -> None:
    known = stored(text="改过了", level=Level.NEUTRAL, stars=3, reply="抱歉")
    older = row(append_text="又坏了", content_at=NOON - HOUR)
    told = completed(older, known)
    assert compare(told, known, repeated=False) == Verdict.CHANGED
    assert (told.text, told.level, told.stars) == ("改过了", "neutral", 3)
    assert (told.append_text, told.reply) == ("又坏了", "抱歉")
    assert events_between(known, told) == ("append_added",)


def test_older_append_never_replaces_a_newer_one() -> None:
    known = stored(append_text="客服解决了")
    told = completed(row(append_text="又坏了", content_at=NOON - HOUR), known)
    assert compare(told, known, repeated=False) == Verdict.UNCHANGED


def test_row_that_tells_everything_stays_as_it_is() -> None:
    told = row()
    assert completed(told, stored()) is told


@pytest.mark.parametrize(
    ("before", "after", "events"),
    [
        ({}, {"level": Level.GOOD}, ("level_raised",)),
        ({"level": Level.GOOD}, {}, ("level_lowered",)),
        ({"level": Level.UNRATED}, {}, ()),
        ({}, {"text": "好"}, ("text_changed",)),
        ({}, {"append_text": "又坏了"}, ("append_added",)),
        ({"append_text": "坏"}, {"append_text": "好"}, ("text_changed",)),
        ({}, {"reply": "抱歉"}, ("seller_replied",)),
        ({}, {"state": ReviewState.DELETED}, ("deleted",)),
        ({}, {"state": ReviewState.HIDDEN}, ("hidden",)),
        ({"state": ReviewState.HIDDEN}, {}, ("restored",)),
        ({"state": ReviewState.DELETED}, {}, ("restored",)),
        ({"state": ReviewState.DELETED}, {"state": ReviewState.HIDDEN}, ("hidden",)),
        ({"state": ReviewState.HIDDEN}, {"state": ReviewState.HIDDEN}, ()),
        (
            {},
            {"level": Level.GOOD, "text": "好", "reply": "谢"},
            (
                "level_raised",
                "text_changed",
                "seller_replied",
            ),
        ),
    ],
)
def test_differences_are_facts(
    before: dict[str, Any], after: dict[str, Any], events: tuple[str, ...]
) -> None:
    assert events_between(stored(**before), row(**after)) == events


@pytest.mark.parametrize(
    ("given", "opens"),
    [
        ({}, True),
        ({"level": Level.NEUTRAL}, True),
        ({"level": Level.GOOD}, False),
        ({"level": Level.GOOD, "append_text": "用了一周就坏了"}, True),
        ({"level": Level.GOOD, "append_text": "还是很好"}, False),
        ({"level": Level.UNRATED, "append_text": "用了一周就坏了"}, False),
        ({"state": ReviewState.DELETED}, False),
    ],
)
def test_case_opens_for_neutral_bad_and_angry_append(given: dict[str, Any], opens: bool) -> None:
    assert opens_case(row(**given)) is opens


@pytest.mark.parametrize(
    ("text", "angry"),
    [("", False), ("垃圾", True), ("不后悔", False), ("客服态度差", True), ("一直在用", False)],
)
def test_append_reads_angry(text: str, angry: bool) -> None:
    assert reads_angry(text) is angry


def test_changed_state_of_the_desk_does_not_count_as_content() -> None:
    live = review_hash(**SAID)
    assert review_hash(**SAID | {"state": ReviewState.CHANGED}) == live
