import pytest

from reviews.domain.lifecycle import (
    CaseStatus,
    may_become,
    statuses_before,
)


@pytest.mark.parametrize(
    ("status", "following", "allowed"),
    [
        (CaseStatus.OPEN, CaseStatus.CLOSED, True),
        (CaseStatus.OPEN, CaseStatus.OPEN, False),
        (CaseStatus.HELD, CaseStatus.WAITING, False),
        (CaseStatus.CLOSED, CaseStatus.OPEN, True),
        (CaseStatus.CLOSED, CaseStatus.HELD, False),
    ],
)
def test_a_case_may_become(status: CaseStatus, following: CaseStatus, allowed: bool) -> None:
    assert may_become(status, following) is allowed


def test_statuses_before_closed_are_all_the_others() -> None:
    assert statuses_before(CaseStatus.CLOSED) == {
        CaseStatus.OPEN,
        CaseStatus.WAITING,
        CaseStatus.HELD,
    }
