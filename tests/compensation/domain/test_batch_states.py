import pytest

from compensation.domain.batch_states import (
    MOVES,
    BatchState,
    LineState,
    Outside,
    approval_wanted,
    recall_refusal,
    state_by_lines,
    states_before,
    whereabouts,
)

L, B = LineState, BatchState


def test_every_state_has_its_row_and_ends_are_final():
    assert set(MOVES) == set(BatchState)
    assert {state for state, after in MOVES.items() if not after} == {
        B.CLOSED,
        B.RECALLED,
        B.DISCARDED,
    }


def test_a_batch_is_recalled_only_before_an_answer():
    assert states_before(B.RECALLED) == {B.EXPORTED}
    assert states_before(B.ANSWERED) == {B.EXPORTED, B.PARTLY}


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ([L.SENT, L.SENT], B.EXPORTED),
        ([L.SENT, L.DROPPED], B.EXPORTED),
        ([L.SENT, L.PAID], B.PARTLY),
        ([L.SENT, L.FAILED], B.PARTLY),
        ([L.PAID, L.FAILED, L.DROPPED], B.ANSWERED),
        ([], B.ANSWERED),
    ],
)
def test_the_lines_say_the_state_of_a_batch_outside(lines, state):
    assert state_by_lines(lines) == state


def outside(*, exported=True, downloads=0, handed_over=False, answers=0):
    return Outside(exported, downloads, handed_over, answers)


@pytest.mark.parametrize(
    ("batch", "code"),
    [
        (outside(exported=False), "batch_is_a_draft"),
        (outside(), "batch_was_never_fetched"),
        (outside(downloads=2), "batch_may_be_outside"),
        (outside(downloads=2, handed_over=True), "batch_was_handed_over"),
        (outside(downloads=2, handed_over=True, answers=1), "batch_was_answered"),
    ],
)
def test_an_interrupted_batch_differs_from_an_unsent_one(batch, code):
    assert whereabouts(batch).code == code


@pytest.mark.parametrize(
    ("batch", "is_owner", "code"),
    [
        (outside(), False, None),
        (outside(downloads=1), False, "recall_is_the_owners"),
        (outside(handed_over=True), False, "recall_is_the_owners"),
        (outside(downloads=1), True, None),
        (outside(downloads=1, answers=1), True, "batch_was_answered"),
    ],
)
def test_who_may_recall_a_batch(batch, is_owner, code):
    refusal = recall_refusal(batch, is_owner=is_owner)
    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("total_fen", "above_fen", "is_approved", "wanted"),
    [
        (1_000, None, False, False),
        (1_000, 1_000, False, False),
        (1_001, 1_000, False, True),
        (1_001, 1_000, True, False),
    ],
)
def test_the_policy_wants_a_second_person_above_its_sum(total_fen, above_fen, is_approved, wanted):
    found = approval_wanted(total_fen=total_fen, above_fen=above_fen, is_approved=is_approved)
    assert (found is not None) == wanted
