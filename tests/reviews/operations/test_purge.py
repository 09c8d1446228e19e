import datetime as dt

import pytest

from reviews.models import Attempt, Buyer, CaseDraft, DoNotContact, ImportRun, RejectedRow
from reviews.operations.purge import purge_contact_data
from tests.factories import NOW, AttemptFactory, BuyerFactory, CaseFactory

DAY = dt.timedelta(days=1)


def closed_case(shop, *, days, **values):
    return CaseFactory.create(
        shop=shop,
        status="closed",
        closed_at=NOW - days * DAY,
        close_reason="solved",
        **values,
    )


def test_thirty_days_after_the_close_the_identity_goes(shop):
    case = closed_case(shop, days=30)
    assert purge_contact_data(now=NOW) == 1
    buyer = Buyer.objects.get(pk=case.buyer.pk)
    kept = {
        name: getattr(buyer, name)
        for name in ("nick", "nick_masked", "name", "phone", "phone_masked", "phone_last4")
    }
    assert set(kept.values()) == {""}
    assert (buyer.address, buyer.phone_index, buyer.place_type) == ("", "", "unknown")
    assert (buyer.purged_at, buyer.key_index) == (NOW, case.buyer.key_index)


def test_the_review_and_its_words_stay(shop):
    case = closed_case(shop, days=40)
    words = case.review.content
    purge_contact_data(now=NOW)
    case.review.refresh_from_db()
    assert case.review.content == words


@pytest.mark.parametrize(("days_set", "purged"), [(7, 1), (60, 0)])
def test_the_days_are_the_shops(shop, days_set, purged):
    shop.settings.purge_after_days = days_set
    shop.settings.save()
    closed_case(shop, days=30)
    assert purge_contact_data(now=NOW) == purged


def test_a_buyer_with_a_living_case_is_kept(shop):
    old = closed_case(shop, days=60)
    CaseFactory.create(shop=shop, review__buyer=old.buyer)
    assert purge_contact_data(now=NOW) == 0


def test_the_latest_close_counts(shop):
    old = closed_case(shop, days=60)
    closed_case(shop, days=2, review__buyer=old.buyer)
    assert purge_contact_data(now=NOW) == 0


@pytest.mark.parametrize(("days", "purged"), [(89, 0), (90, 1)])
def test_a_buyer_without_a_case_is_forgotten_after_ninety_days(shop, days, purged):
    BuyerFactory.create(shop=shop, first_seen_at=NOW - days * DAY)
    assert purge_contact_data(now=NOW) == purged


def test_purging_twice_changes_nothing(shop):
    closed_case(shop, days=30)
    purge_contact_data(now=NOW)
    assert purge_contact_data(now=NOW + DAY) == 0


def test_drafts_and_fingerprints_of_attempts_go_and_do_not_contact_stays(shop, agent):
    case = closed_case(shop, days=30)
    AttemptFactory.create(case=case)
    CaseDraft.objects.create(case=case, member=agent, text="打 13900001234", saved_at=NOW)
    DoNotContact.objects.create(contact_index=case.buyer.phone_index, created_at=NOW)
    purge_contact_data(now=NOW)
    assert Attempt.objects.get().contact_index == ""
    assert (CaseDraft.objects.count(), DoNotContact.objects.count()) == (0, 1)


@pytest.mark.parametrize(("days", "left"), [(29, 1), (30, 0)])
def test_rejected_rows_go_as_long_after_their_import(shop, days, left):
    ended_at = NOW - days * DAY
    run = ImportRun.objects.create(
        shop=shop,
        kind="orders",
        state="done",
        due_at=ended_at,
        as_of=ended_at,
        created_at=ended_at,
        finished_at=ended_at,
    )
    RejectedRow.objects.create(run=run, row_number=2, cells={}, reason={})
    purge_contact_data(now=NOW)
    assert RejectedRow.objects.count() == left
