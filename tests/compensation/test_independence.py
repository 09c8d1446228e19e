"""Rule 1 of the house: nothing joins an offer to a change of the review."""

import re

import pytest
from django import forms
from django.apps import apps

from compensation import api
from compensation import forms as typed
from compensation.domain.policy import CaseFacts, Match
from compensation.operations.payments import DemoProvider
from compensation.operations.payouts import pay
from reviews.models import Review, ReviewEvent, Snapshot
from tests.compensation.money_fixtures import accepted, budget, case, propose

__all__ = ["accepted", "budget", "case", "propose"]
OF_THE_REVIEW = re.compile(r"review|rating|rated|stars|star_|level|change|append")
MODELS = list(apps.get_app_config("compensation").get_models())


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_no_column_of_money_points_at_a_review(model):
    columns = [field for field in model._meta.get_fields() if field.concrete]
    assert [field.name for field in columns if OF_THE_REVIEW.search(_own_name(field))] == []
    pointed_at = {field.related_model for field in columns if field.is_relation}
    assert pointed_at.isdisjoint({Review, ReviewEvent, Snapshot})


def _own_name(field):
    """The history package's own columns tell of the row, not of a review."""
    return "" if field.name.startswith("history") else field.name


def test_no_form_of_money_asks_about_a_review():
    found = [one for one in vars(typed).values() if isinstance(one, type)]
    names = [name for form in found if issubclass(form, forms.Form) for name in form.base_fields]
    assert len(names) > 10
    assert [name for name in names if OF_THE_REVIEW.search(name)] == []


def test_no_field_of_the_api_speaks_of_a_review():
    schemas = [found for found in vars(api).values() if isinstance(found, type)]
    names = [name for schema in schemas for name in getattr(schema, "model_fields", {})]
    assert len(names) > 20
    assert [name for name in names if OF_THE_REVIEW.search(name)] == []


def test_no_rule_of_a_policy_can_ask_for_the_rating():
    assert [name for name in Match.__slots__ if OF_THE_REVIEW.search(name)] == []
    known = {name for name in CaseFacts.__slots__ if OF_THE_REVIEW.search(name)}
    assert known == {"level", "stars"}


@pytest.mark.parametrize("state", ["live", "changed", "deleted", "hidden", "unknown"])
@pytest.mark.parametrize("level", ["bad", "neutral", "good"])
def test_an_offer_is_paid_whatever_became_of_the_review(accepted, case, now, state, level):
    Review.objects.filter(pk=case.review_id).update(state=state, level=level)
    pay(payout=accepted.payout, provider=DemoProvider(), member=None, now=now)
    accepted.refresh_from_db()
    assert accepted.state == "paid"
