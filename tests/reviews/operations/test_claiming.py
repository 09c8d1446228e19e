"""The compiled claim: nothing of the made-up shop, member and moment is ever asked for."""

import datetime as dt

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from reviews.models import Member
from reviews.operations.claiming import claim_best, claim_statement
from tests.factories import CaseFactory


@pytest.mark.parametrize("spared", [False, True])
def test_every_made_up_value_is_exchanged(agent: Member, now: dt.datetime, *, spared: bool) -> None:
    statement = claim_statement(connection.vendor, spared=spared)
    values = statement.values_for(shop=agent.shop_id, member=agent.pk, now=now)
    assert "2001" in str(statement.values)
    assert "-7000001" in str(statement.values)
    assert "-7000002" in str(statement.values)
    assert "2001" not in str(values)
    assert "-700000" not in str(values)


def test_a_claim_is_one_query(
    agent: Member, now: dt.datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = CaseFactory.create(shop=agent.shop)
    claim_statement(connection.vendor, spared=False)
    with django_assert_num_queries(1):
        claimed = claim_best(shop=agent.shop, member=agent, now=now)
    assert claimed == case.pk
