from reviews.domain.outcomes import CONNECTED, ENDS_CONTACT, ENDS_PHONE, UNANSWERED, Outcome


def test_every_outcome_is_connected_unanswered_or_ends_the_phone() -> None:
    assert set(Outcome) == CONNECTED | UNANSWERED | ENDS_PHONE


def test_nothing_is_both_connected_and_unanswered() -> None:
    assert set() == CONNECTED & UNANSWERED


def test_a_refusal_was_a_conversation() -> None:
    assert ENDS_CONTACT <= CONNECTED
