"""Some columns of many rows, written at once."""

import datetime as dt

from pytest_django import DjangoAssertNumQueries

from reviews.models import Case, Shop
from reviews.operations.many_rows import update_rows
from tests.factories import CaseFactory


def test_only_the_named_columns_of_those_rows_are_written(shop: Shop, now: dt.datetime) -> None:
    first, second, other = CaseFactory.create_batch(3, shop=shop)
    for number, case in enumerate((first, second)):
        case.call_value, case.best_at, case.why = number + 1.5, now, [{"code": "x", "params": {}}]
        case.dials = 4
    update_rows([first, second], ["call_value", "best_at", "why"])
    rows = Case.objects.order_by("id").values_list("call_value", "best_at", "why", "dials")
    why = [{"code": "x", "params": {}}]
    assert list(rows) == [(1.5, now, why, 0), (2.5, now, why, 0), (other.call_value, None, [], 0)]


def test_foreign_key_and_nothing_are_written_too(shop: Shop) -> None:
    case = CaseFactory.create(shop=shop)
    case.owner_id = None
    update_rows([case], ["owner"])
    assert Case.objects.get().owner is None


def test_no_rows_ask_the_database_nothing(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        update_rows([], ["call_value"])
