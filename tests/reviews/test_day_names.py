import datetime as dt

import pytest
from django.template import Context, Template
from django.utils import translation

from reviews.day_names import USUAL_NAMES, span_name
from reviews.domain.day_spans import DaySpan, SpanKind, usual_spans

DAY = dt.date(2026, 11, 11)


def named(name, *, usual, language):
    with translation.override(language):
        return span_name(DaySpan(DAY, DAY, name, usual=usual))


@pytest.mark.parametrize(
    ("name", "usual", "english", "chinese"),
    [
        ("双11", True, "Double 11", "双11"),
        ("寒假", True, "Winter holidays", "寒假"),
        ("暑假", True, "Summer holidays", "暑假"),
        ("618", True, "618", "618"),
        ("双11", False, "双11", "双11"),
        ("店庆", True, "店庆", "店庆"),
    ],
)
def test_usual_days_are_named_in_the_readers_language_and_own_ones_as_typed(
    name, usual, english, chinese
):
    assert named(name, usual=usual, language="en") == english
    assert named(name, usual=usual, language="zh-hans") == chinese


def test_every_run_of_days_that_is_shipped_has_its_name():
    shipped = {span.name for kind in SpanKind for span in usual_spans(kind, 2026)}
    assert shipped == set(USUAL_NAMES)


def test_template_names_a_run_of_days():
    page = Template("{% load days %}{{ span|span_name }}")
    with translation.override("en"):
        shown = page.render(Context({"span": DaySpan(DAY, DAY, "双11", usual=True)}))
    assert shown == "Double 11"
