"""The stored words of the database are the words of the domain."""

import pytest
from django.utils import translation

from compensation import choices as money_choices
from compensation.domain.money import LedgerAccount, LedgerEvent
from compensation.domain.offer_states import OfferState, PayoutState
from compensation.domain.policy import Approver, RemedyKind
from reviews import choices
from reviews.domain.clocks import DEFAULT_PLATFORM_CLOCKS, ClockKind
from reviews.domain.levels import Level, Platform, ReviewState
from reviews.domain.lifecycle import CaseStatus, CloseReason, Hold
from reviews.domain.outcomes import Channel, Outcome
from reviews.domain.places import PlaceType


@pytest.mark.parametrize(
    ("offered", "words"),
    [
        (choices.PLATFORM_CHOICES, Platform),
        (choices.LEVEL_CHOICES, Level),
        (choices.REVIEW_STATE_CHOICES, ReviewState),
        (choices.CASE_STATUS_CHOICES, CaseStatus),
        (choices.HOLD_CHOICES, ["", *Hold]),
        (choices.CLOSE_REASON_CHOICES, ["", *CloseReason]),
        (choices.CHANNEL_CHOICES, Channel),
        (choices.OUTCOME_CHOICES, Outcome),
        (choices.PLACE_CHOICES, PlaceType),
        (choices.CLOCK_CHOICES, ClockKind),
        (money_choices.REMEDY_CHOICES, RemedyKind),
        (money_choices.APPROVER_CHOICES, ["", *Approver]),
        (money_choices.OFFER_STATE_CHOICES, OfferState),
        (money_choices.PAYOUT_STATE_CHOICES, PayoutState),
        (money_choices.ACCOUNT_CHOICES, LedgerAccount),
        (money_choices.LEDGER_EVENT_CHOICES, LedgerEvent),
    ],
)
def test_choices_are_the_words_of_the_domain(
    offered: list[tuple[str, object]],
    words: list[str],
) -> None:
    assert {value for value, _label in offered} == {str(word) for word in words}


def test_every_source_of_a_deadline_has_its_chinese() -> None:
    with translation.override("en"):
        named = {str(source) for source in choices.CLOCK_SOURCES}
    assert named == {clock.source for clock in DEFAULT_PLATFORM_CLOCKS}
