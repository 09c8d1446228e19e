"""Whether a source of evidence helps, on logs whose truth is known."""

import numpy as np
import pytest

from reviews.domain.reach_evidence import EvidenceKind
from reviews.domain.source_value import Help, source_values
from tests.reviews.domain.forecast_logs import log_of

PLACE, HOURS = EvidenceKind.PLACE, EvidenceKind.OWN_HOURS
KNOWING = np.tile([0.1, 0.6], 600)
BLIND = np.full(1200, 0.35)


def test_source_that_tells_good_calls_from_bad_helps() -> None:
    (found,) = source_values(log_of(KNOWING, without={PLACE: BLIND}))
    assert (found.kind, found.calls, found.help) == (PLACE, 1200, Help.HELPS)
    assert found.gain_interval.low > 0
    assert found.reason.code == "forecast.source_helps"


def test_source_that_misleads_hurts() -> None:
    (found,) = source_values(log_of(KNOWING, KNOWING[::-1], without={PLACE: BLIND}))
    assert found.help is Help.HURTS
    assert found.gain < 0
    assert found.reason.params == {"source": "place", "calls": 1200}


def test_source_that_moves_the_chance_at_random_shows_no_gain() -> None:
    rng = np.random.default_rng(2)
    jitter = 0.35 + rng.choice([-0.01, 0.01], 1200)
    (found,) = source_values(log_of(jitter, np.full(1200, 0.35), without={PLACE: BLIND}))
    assert found.help is Help.UNCLEAR


def test_source_is_judged_only_on_calls_it_spoke_of() -> None:
    mostly_silent = np.where(np.arange(1200) < 120, BLIND, KNOWING)
    (found,) = source_values(log_of(KNOWING, without={PLACE: mostly_silent}))
    assert found.calls == 120


@pytest.mark.parametrize("calls", [0, 1, 99])
def test_few_calls_say_nothing_of_a_source(calls: int) -> None:
    (found,) = source_values(log_of(KNOWING[:calls], without={PLACE: BLIND[:calls]}))
    assert (found.help, found.calls) == (Help.TOO_FEW, calls)
    assert found.reason.params == {"source": "place", "calls": calls, "needed": 100}


def test_sources_are_told_strongest_first() -> None:
    found = source_values(log_of(KNOWING, without={PLACE: BLIND, HOURS: BLIND}))
    assert [one.kind for one in found] == [HOURS, PLACE]
