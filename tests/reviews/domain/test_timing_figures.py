"""One night's figures as plain values."""

import json
from dataclasses import replace

import numpy as np

from reviews.domain.forecast_log import Interval
from reviews.domain.habits import AnsweredCalls, DialedCalls
from reviews.domain.reach_evidence import EvidenceKind
from reviews.domain.timing_figures import TIMING_VERSION, measure
from tests.reviews.domain.forecast_logs import drawn_calls, log_of

NOTHING = np.zeros(0)
NO_DIALS = DialedCalls(NOTHING, NOTHING, NOTHING, NOTHING)
NO_ANSWERS = AnsweredCalls(NOTHING, NOTHING, NOTHING, NOTHING)


def test_figures_of_no_calls_are_plain_values_too() -> None:
    stored = measure(log_of(NOTHING), NO_DIALS, NO_ANSWERS).as_json()
    assert json.loads(json.dumps(stored, allow_nan=False)) == stored
    assert (stored["version"], stored["calls"], stored["calibration"]) == (TIMING_VERSION, 0, None)


def test_figures_of_one_call_leave_out_what_is_endless() -> None:
    one = log_of(np.array([0.4]), without={EvidenceKind.PLACE: np.array([0.3])})
    stored = measure(one, NO_DIALS, NO_ANSWERS).as_json()
    json.dumps(stored, allow_nan=False)
    assert stored["calls"] == 1


def test_endless_bounds_are_stored_as_unknown() -> None:
    nothing = measure(log_of(NOTHING), NO_DIALS, NO_ANSWERS)
    open_ended = replace(nothing.lifts[0], gain_interval=Interval(-np.inf, np.inf))
    stored = replace(nothing, lifts=(open_ended,)).as_json()
    text = json.dumps(stored, allow_nan=False)
    assert json.loads(text)["lifts"][0]["gain_interval"] == {"low": None, "high": None}


def test_reasons_stay_reasons() -> None:
    log = drawn_calls(300, (0.2, 0.3, 0.5), own=2)
    stored = json.loads(json.dumps(measure(log, NO_DIALS, NO_ANSWERS).as_json(), allow_nan=False))
    assert stored["drawn"] == 300
    assert {lift["plain"] for lift in stored["lifts"]} == {"evening", "shop_hours", "at_once"}
    assert all(lift["reason"]["code"].startswith("forecast.lift_") for lift in stored["lifts"])
