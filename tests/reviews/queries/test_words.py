"""Words in reviews are found by pairs of characters where the database has an index of them."""

import pytest
from django.db import connection

from reviews.models import Case, Member, Shop
from reviews.queries import words
from reviews.queries.time_limit import TookTooLong
from reviews.queries.words import rare_words
from tests.factories import CaseFactory

needs_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="only PostgreSQL has the index of pairs"
)


@pytest.fixture
def leaking(shop: Shop) -> Case:
    CaseFactory.create(shop=shop, review__content="物流太慢")
    return CaseFactory.create(
        shop=shop, review__content="壶底漏水ABC", review__append_content="又漏了"
    )


def found(asked: str, member: Member) -> list[Case]:
    return list(Case.objects.filter(rare_words(asked, member=member), shop=member.shop_id))


@pytest.mark.parametrize("asked", ["漏水", "壶底漏水", "又漏", "Abc"])
def test_the_case_with_the_words_is_among_those_looked_up(
    leaking: Case, agent: Member, asked: str
) -> None:
    assert leaking in found(asked, agent)


@needs_postgresql
@pytest.mark.parametrize("asked", ["漏油", "水又", "没有的话"])
def test_words_that_no_review_has_leave_nothing(leaking: Case, agent: Member, asked: str) -> None:
    assert found(asked, agent) == []


@needs_postgresql
def test_reviews_of_another_shop_are_not_looked_up(leaking: Case) -> None:
    stranger = CaseFactory.create(review__content="漏水")
    assert found("漏水", Member(shop=stranger.shop)) == [stranger]


def test_a_single_character_is_looked_for_case_by_case(leaking: Case, agent: Member) -> None:
    assert len(found("漏", agent)) == 2


def test_frequent_words_are_looked_for_case_by_case(
    leaking: Case, agent: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "RARE", 0)
    assert len(found("漏水", agent)) == 2


def test_a_slow_look_up_is_given_up(
    leaking: Case, agent: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(_seconds: float) -> None:
        raise TookTooLong

    monkeypatch.setattr(words, "at_most", slow)
    assert len(found("漏水", agent)) == 2


@needs_postgresql
def test_pairs_are_read_from_the_index(leaking: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM reviews_review"
            " WHERE review_pairs(content, append_content) @> review_pairs('漏水', '')"
        )
        plan = " ".join(line for (line,) in cursor.fetchall())
    assert "review_by_pairs" in plan
