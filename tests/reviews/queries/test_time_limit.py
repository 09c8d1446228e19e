"""A question that takes too long is given up, and the transaction around it goes on."""

import pytest
from django.db import DatabaseError, connection

from reviews.models import Shop
from reviews.queries.time_limit import TookTooLong, at_most

ENDLESS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) "
    "SELECT count(*) FROM n"
)


def ask(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def test_a_quick_question_is_answered(shop: Shop) -> None:
    with at_most(1.0):
        assert Shop.objects.get() == shop


def test_an_endless_one_is_stopped_and_the_rest_goes_on(shop: Shop) -> None:
    with pytest.raises(TookTooLong), at_most(0.05):
        ask(ENDLESS)
    assert Shop.objects.get() == shop


def test_the_limit_ends_with_its_block(db: None) -> None:
    with at_most(0.05):
        pass
    assert ask(ENDLESS.replace("2000000000", "300000")) == 300_000


def test_another_fault_stays_what_it_is(db: None) -> None:
    with pytest.raises(DatabaseError), at_most(1.0):
        ask("SELECT no_such_column FROM no_such_table")
