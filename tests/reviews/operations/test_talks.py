import datetime as dt

import pytest

from reviews.models import Attempt, Promise
from reviews.operations.talks import Talk, record_talk, undo_talk
from tests.factories import CaseFactory

LATER = dt.timedelta(minutes=5)


@pytest.fixture
def case(shop):
    return CaseFactory.create(shop=shop)


def talk(now, **values):
    known = {
        "channel": "phone",
        "outcome": "answered",
        "note": "补发",
        "is_solved": True,
        "promise": "补发壶盖",
        "promise_due": now + LATER,
    }
    return Talk(**{**known, **values})


def test_the_same_key_later_changes_nothing_more(case, agent, now):
    first = record_talk(case=case, member=agent, talk=talk(now), idempotency_key="k", now=now)
    second = record_talk(
        case=case, member=agent, talk=talk(now), idempotency_key="k", now=now + LATER
    )
    assert (first.pk, Attempt.objects.count(), Promise.objects.count()) == (second.pk, 1, 1)


def test_the_same_key_at_the_same_moment_promises_once(case, agent, now):
    for _ in range(2):
        record_talk(case=case, member=agent, talk=talk(now), idempotency_key="k", now=now)
    assert Promise.objects.count() == 1


def test_a_talk_that_solved_nothing_leaves_the_fact_open(case, agent, now):
    record_talk(
        case=case,
        member=agent,
        talk=talk(now, is_solved=False, promise="", promise_due=None),
        idempotency_key="k",
        now=now,
    )
    case.refresh_from_db()
    assert (case.contacted_at, case.solved_at, Promise.objects.count()) == (now, None, 0)


def test_undo_leaves_what_was_solved_before(case, agent, now):
    case.solved_at = now - LATER
    case.save()
    attempt = record_talk(case=case, member=agent, talk=talk(now), idempotency_key="k", now=now)
    undo_talk(attempt=attempt, member=agent, now=now)
    case.refresh_from_db()
    assert case.solved_at == now - LATER
