import pytest

from reviews.domain.reason import Reason
from reviews.domain.shift_handover import CaseInShift, Decision, Fate, decide, fault_of

ME, COLLEAGUE = 1, 2
WITH_COLLEAGUE = {"colleague": "小陈"}


@pytest.mark.parametrize(
    ("case", "fate", "reason"),
    [
        (CaseInShift(owner=ME, holder=None), Fate.MOVES, None),
        (CaseInShift(owner=ME, holder=ME), Fate.MOVES, None),
        (CaseInShift(owner=None, holder=ME), Fate.MOVES, None),
        (CaseInShift(owner=None, holder=None, has_named_time=True), Fate.MOVES, None),
        (CaseInShift(owner=None, holder=None, promises=1), Fate.PROMISES_ONLY, None),
        (
            CaseInShift(owner=ME, holder=COLLEAGUE, name="小陈"),
            Fate.NAME_ONLY,
            Reason("handover.colleague_on_it", WITH_COLLEAGUE),
        ),
        (
            CaseInShift(owner=None, holder=COLLEAGUE, has_named_time=True, name="小陈"),
            Fate.NAME_ONLY,
            Reason("handover.colleague_on_it", WITH_COLLEAGUE),
        ),
        (
            CaseInShift(owner=COLLEAGUE, holder=None, name="小陈"),
            Fate.STAYS,
            Reason("handover.changed_hands", WITH_COLLEAGUE),
        ),
        (
            CaseInShift(owner=COLLEAGUE, holder=ME, promises=1, name="小陈"),
            Fate.PROMISES_ONLY,
            Reason("handover.changed_hands", WITH_COLLEAGUE),
        ),
        (
            CaseInShift(owner=ME, holder=ME, is_closed=True),
            Fate.STAYS,
            Reason("handover.closed"),
        ),
        (
            CaseInShift(owner=ME, holder=None, is_closed=True, promises=2),
            Fate.PROMISES_ONLY,
            Reason("handover.closed"),
        ),
    ],
)
def test_what_goes_with_a_shift(case, fate, reason):
    assert decide(case, giver=ME) == Decision(fate, reason)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, None),
        ({"receiver": None}, None),
        ({"is_calling": True, "receiver": ME}, "handover.call_running"),
        ({"receiver": ME}, "handover.to_oneself"),
        ({"can_receive": False, "cases": 0}, "handover.no_colleague"),
        ({"cases": 0}, "handover.nothing"),
    ],
)
def test_when_a_shift_cannot_be_handed_over(given, code):
    plain = {"receiver": COLLEAGUE, "can_receive": True, "is_calling": False, "cases": 1}
    fault = fault_of(giver=ME, **plain | given)
    assert (fault.code if fault is not None else None) == code
