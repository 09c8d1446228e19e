"""Many rows go in at once, as if ``bulk_create`` had written them."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.forms.models import model_to_dict
from pytest_django import DjangoAssertNumQueries

from reviews.models import Buyer, Clock, Review, Shop
from reviews.operations.bulk_insert import insert_rows, insert_values
from tests.factories import CaseFactory, ReviewFactory

pytestmark = pytest.mark.django_db


def buyer(shop: Shop, now: dt.datetime, index: str, **more: object) -> Buyer:
    return Buyer(shop=shop, key_index=index, first_seen_at=now, **more)


def test_inserted_rows_read_back_as_they_were(shop: Shop, now: dt.datetime) -> None:
    sent = [
        buyer(shop, now, "a", name="王\t小\\N明", address="", place_because=["school", "\\x"]),
        buyer(shop, now, "b", tilt=-0.25, phone_is_wrong=True, purged_at=now),
        buyer(shop, now, "c", nick="tb'买家\"\n😀", place_expires_at=now.astimezone(dt.UTC)),
    ]
    insert_rows(sent)
    stored = Buyer.objects.in_bulk([row.pk for row in sent])
    assert [model_to_dict(stored[row.pk]) for row in sent] == [model_to_dict(row) for row in sent]
    assert [stored[row.pk].public_id for row in sent] == [row.public_id for row in sent]


def test_inserted_row_is_saved_and_can_be_written_again(shop: Shop, now: dt.datetime) -> None:
    row = buyer(shop, now, "a")
    insert_rows([row])
    row.tilt = 0.5
    row.save()
    assert [b.tilt for b in Buyer.objects.all()] == [0.5]


def test_keys_go_on_after_rows_written_in_another_way(shop: Shop, now: dt.datetime) -> None:
    first, second, third = (buyer(shop, now, name) for name in "abc")
    first.save()
    insert_rows([second])
    third.save()
    assert first.pk < second.pk < third.pk
    assert list(Buyer.objects.order_by("pk").values_list("key_index", flat=True)) == list("abc")


def test_identity_lies_encrypted(shop: Shop, now: dt.datetime) -> None:
    insert_rows([buyer(shop, now, "a", phone="13800138000")])
    raw = Buyer.objects.extra(select={"sealed": "phone"}).values_list("sealed", flat=True).get()
    assert raw.startswith("v1.")


def test_values_take_the_defaults_of_columns_left_out(shop: Shop, now: dt.datetime) -> None:
    times = {"rated_at": now, "first_seen_at": now}
    rows = [{"shop_id": shop.pk, "key": key, "level": "bad", **times} for key in ("a", "b")]
    keys = insert_values(Review, rows)
    stored = list(Review.objects.filter(pk__in=keys).order_by("pk"))
    assert [(r.key, r.state, r.snapshot_count, r.abuse_hint, r.order_id) for r in stored] == [
        ("a", "live", 1, {}, None),
        ("b", "live", 1, {}, None),
    ]
    assert len({review.public_id for review in stored}) == 2


def test_constraint_of_the_database_holds(shop: Shop, now: dt.datetime) -> None:
    known = ReviewFactory.create(shop=shop)
    copy = Review.objects.get()
    copy.pk, copy.public_id = None, "0" * 16
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows([copy])
    assert Review.objects.get().pk == known.pk


def test_foreign_key_to_nothing_is_refused(now: dt.datetime) -> None:
    lost = {"case_id": 10**9, "kind": "reply_limit", "source": ""}
    insert_values(Clock, [lost | {"starts_at": now, "ends_at": now + dt.timedelta(days=1)}])
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.check_constraints()
    Clock.objects.all().delete()


def test_times_keep_their_moment_whatever_their_zone(shop: Shop, now: dt.datetime) -> None:
    case = CaseFactory.create(shop=shop)
    Clock.objects.all().delete()
    moment = now.astimezone(dt.timezone(dt.timedelta(hours=-7)))
    ends = {"ends_at": now + dt.timedelta(days=1), "source": "s", "case_id": case.pk}
    insert_values(Clock, [{"kind": "reply_limit", "starts_at": moment, **ends}])
    assert Clock.objects.get().starts_at == now


def test_no_rows_ask_the_database_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        insert_rows([])
        assert insert_values(Clock, []) == ()
