import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from reviews.domain.next_step import PastDial, SlotKind, StepKind, next_step, slot_kind
from reviews.domain.outcomes import Outcome
from reviews.domain.reason import Reason

MORNING, EVENING, OFF = SlotKind.WORK_MORNING, SlotKind.WORK_EVENING, SlotKind.OFF_DAY
PROMISED = dt.datetime(2026, 11, 19, 15, tzinfo=ZoneInfo("Asia/Shanghai"))


def dials(*pairs):
    return [PastDial(outcome, slot) for outcome, slot in pairs]


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        (Outcome.ANSWERED, StepKind.SOLVE),
        (Outcome.WRONG_NUMBER, StepKind.STOP_PHONE),
        (Outcome.REFUSED_CONTACT, StepKind.END_CONTACT),
        (Outcome.ABUSIVE, StepKind.HAND_OVER),
        (Outcome.NO_ANSWER, StepKind.RETRY),
        (Outcome.BUSY, StepKind.RETRY),
        (Outcome.REJECTED, StepKind.RETRY),
        (Outcome.HUNG_UP, StepKind.RETRY),
    ],
)
def test_each_outcome_leads_to_its_own_step(outcome, kind):
    assert next_step(outcome, history=dials((outcome, MORNING))).kind == kind


def test_a_named_time_is_booked():
    step = next_step(
        Outcome.PROMISED_TIME,
        history=dials((Outcome.PROMISED_TIME, MORNING)),
        promised_at=PROMISED,
    )
    assert step.kind == StepKind.BOOKED
    assert step.reason == Reason("next.booked", {"promised_at": "2026-11-19T15:00:00+08:00"})


def test_a_named_time_without_the_time_is_an_error():
    with pytest.raises(ValueError, match="time the buyer asked for"):
        next_step(Outcome.PROMISED_TIME, history=())


def test_the_step_says_which_outcome_is_tried_again():
    step = next_step(Outcome.BUSY, history=dials((Outcome.BUSY, MORNING)))
    assert step.reason == Reason("next.retry_busy")


@pytest.mark.parametrize(
    ("history", "kind"),
    [
        (dials((Outcome.NO_ANSWER, MORNING), (Outcome.NO_ANSWER, EVENING)), StepKind.RETRY),
        (
            dials(
                (Outcome.NO_ANSWER, MORNING),
                (Outcome.NO_ANSWER, MORNING),
                (Outcome.NO_ANSWER, EVENING),
            ),
            StepKind.RETRY,
        ),
        (
            dials(
                (Outcome.NO_ANSWER, MORNING),
                (Outcome.BUSY, EVENING),
                (Outcome.NO_ANSWER, OFF),
            ),
            StepKind.GIVE_UP,
        ),
        (
            dials(
                (Outcome.NO_ANSWER, MORNING),
                (Outcome.ANSWERED, MORNING),
                (Outcome.NO_ANSWER, EVENING),
                (Outcome.NO_ANSWER, OFF),
            ),
            StepKind.RETRY,
        ),
        (
            dials(
                (Outcome.NO_ANSWER, MORNING),
                (Outcome.WRONG_NUMBER, EVENING),
                (Outcome.NO_ANSWER, OFF),
            ),
            StepKind.RETRY,
        ),
    ],
    ids=["two", "three in two kinds", "three kinds", "an answer between", "another number between"],
)
def test_three_unanswered_dials_in_different_kinds_of_slot_are_enough(history, kind):
    assert next_step(Outcome.NO_ANSWER, history=history).kind == kind


def test_the_fifth_dial_is_the_last():
    step = next_step(Outcome.NO_ANSWER, history=dials(*[(Outcome.NO_ANSWER, MORNING)] * 5))
    assert step.kind == StepKind.GIVE_UP
    assert step.reason == Reason("next.give_up_dials", {"dials": 5})


def test_two_hang_ups_are_an_answer():
    step = next_step(Outcome.HUNG_UP, history=dials(*[(Outcome.HUNG_UP, MORNING)] * 2))
    assert step.reason == Reason("next.give_up_hung_up", {"dials": 2})


@pytest.mark.parametrize(
    ("hour", "is_off", "kind"),
    [
        (10, False, SlotKind.WORK_MORNING),
        (12, False, SlotKind.WORK_MIDDAY),
        (16, False, SlotKind.WORK_AFTERNOON),
        (19, False, SlotKind.WORK_EVENING),
        (10, True, SlotKind.OFF_DAY),
        (18, True, SlotKind.OFF_EVENING),
    ],
)
def test_a_moment_has_a_kind_of_slot(hour, is_off, kind):
    assert slot_kind(PROMISED.replace(hour=hour), is_off=is_off) == kind
