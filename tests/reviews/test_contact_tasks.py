import datetime as dt

import pytest
from django.utils import timezone

from reviews import tasks
from reviews.models import Buyer, Callback, Case
from tests.factories import CallbackFactory, CaseFactory

DAY = dt.timedelta(days=1)


@pytest.mark.django_db
def test_the_sweep_frees_calls_and_lets_expired_holds_go_on():
    now = timezone.now()
    stale = CallbackFactory.create(
        status="calling",
        starts_at=now - DAY,
        ends_at=now - DAY / 2,
        lease_until=now - DAY / 2,
    )
    held = CaseFactory.create(status="held", hold="extortion", hold_until=now - DAY)
    tasks.sweep_callbacks()
    assert Callback.objects.get(pk=stale.pk).status == "missed"
    assert Case.objects.get(pk=held.pk).status == "open"


@pytest.mark.django_db
def test_the_nightly_purge_forgets_buyers():
    closed_at = timezone.now() - 31 * DAY
    case = CaseFactory.create(status="closed", closed_at=closed_at, close_reason="solved")
    tasks.purge_contact_data()
    assert Buyer.objects.get(pk=case.buyer.pk).phone == ""
