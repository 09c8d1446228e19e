"""The command people script against: plan_callbacks --shop CODE [--at ISO] [--json]."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from reviews.models import Callback, Shop
from tests.factories import CaseFactory, ReviewFactory

AT = "2026-11-18T10:00:00+08:00"


def planned(*arguments: str) -> str:
    out = StringIO()
    call_command("plan_callbacks", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def case(shop: Shop, now: dt.datetime) -> None:
    review = ReviewFactory.create(shop=shop, rated_at=now - dt.timedelta(hours=5))
    CaseFactory.create(shop=shop, review=review, buyer=review.buyer)


@pytest.mark.usefixtures("case")
def test_json_has_counts_value_bound_and_note(shop: Shop) -> None:
    said = json.loads(planned("--shop", shop.code, "--at", AT, "--json"))
    assert said.pop("value") == pytest.approx(said.pop("upper_bound"), rel=0.2)
    assert said == {
        "planned_at": AT,
        "cases": 1,
        "planned": 1,
        "promised": 0,
        "blocked": {},
        "note": {"code": "timing.no_shifts", "params": {}},
    }
    assert Callback.objects.get().status == "planned"


@pytest.mark.usefixtures("shop")
def test_empty_shop_has_no_note_of_blocked_cases() -> None:
    said = json.loads(planned("--shop", "hu", "--json"))
    assert (said["cases"], said["blocked"], said["value"]) == (0, {}, 0.0)


@pytest.mark.usefixtures("case")
def test_text_names_what_was_not_planned(shop: Shop, now: dt.datetime) -> None:
    shop.cases.update(snoozed_until=now + dt.timedelta(hours=1))
    with translation.override("en"):
        lines = planned("--shop", shop.code, "--at", AT).splitlines()
    assert len(lines) == 4


def test_unknown_shop_is_one_sentence(db: None) -> None:
    with pytest.raises(CommandError):
        planned("--shop", "nowhere")
