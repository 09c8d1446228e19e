"""The compiled claim: nothing of the made-up shop, member and moment is ever asked for."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from reviews.models import Case, Handout, Member
from reviews.operations.claiming import claim_best, claim_statement
from reviews.operations.queue import next_case
from tests.factories import CaseFactory
from tests.reviews.operations.blocking import needs_row_locks, wait_until_blocked

only_postgresql = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite plans in no time"
)


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
    for _press in range(2):
        case = CaseFactory.create(shop=agent.shop)
        assert claim_best(shop=agent.shop, member=agent, now=now) == case.pk
    case = CaseFactory.create(shop=agent.shop)
    with django_assert_num_queries(1):
        claimed = claim_best(shop=agent.shop, member=agent, now=now)
    assert claimed == case.pk


@only_postgresql
@pytest.mark.django_db
@pytest.mark.parametrize("spared", [False, True])
def test_only_what_is_exchanged_is_a_parameter(*, spared: bool) -> None:
    written = claim_statement(connection.vendor, spared=spared).to_prepare()
    assert ("2001" in written, "-700000" in written, "%s" in written) == (False, False, False)
    assert {f"${number}" in written for number in range(1, 6)} == {True}
    assert "'open'" in written  # or the index of open cases could not be used


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_connection_plans_the_claim_once(agent: Member, now: dt.datetime) -> None:
    for _connection in range(2):
        connection.close()
        cases = CaseFactory.create_batch(7, shop=agent.shop)
        claimed = [claim_best(shop=agent.shop, member=agent, now=now) for _case in cases]
        assert sorted(claimed) == [case.pk for case in cases]
        assert prepared() == {"next_case": (7, 0)}


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_nothing_is_prepared_where_a_pooler_shares_connections(
    agent: Member, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    case = CaseFactory.create(shop=agent.shop)
    assert claim_best(shop=agent.shop, member=agent, now=now) == case.pk
    assert prepared() == {}


def prepared() -> dict[str, tuple[int, int]]:
    """How often each statement of this connection ran by its one plan, and by a new one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, generic_plans, custom_plans FROM pg_prepared_statements")
        return {name: (once, anew) for name, once, anew in cursor.fetchall()}


@pytest.mark.django_db(transaction=True)
@needs_row_locks
def test_a_report_and_next_of_one_person_do_not_deadlock(agent: Member, now: dt.datetime) -> None:
    soon = now + dt.timedelta(minutes=1)
    case = CaseFactory.create(shop=agent.shop, leased_by=agent, lease_until=soon)
    with ThreadPoolExecutor(1) as second_tab:
        with transaction.atomic():
            # As a report does: the case first, then a row that names its member.
            Case.objects.select_for_update(no_key=True).get(pk=case.pk)
            pressed = second_tab.submit(_press_next, agent, now)
            wait_until_blocked()
            Handout.objects.create(shop=agent.shop, case=case, member=agent, at=now, is_hard=False)
        assert pressed.result(timeout=30) == case.pk


def _press_next(member: Member, now: dt.datetime) -> int | None:
    try:
        case = next_case(shop=member.shop, member=member, now=now)
        return None if case is None else case.pk
    finally:
        connection.close()
