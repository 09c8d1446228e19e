"""A select drawn at once says what Django's own says."""

import pytest
from django import forms
from django.test.html import parse_html

from reviews.forms.selects import PlainSelect

CHOICES = [("", "All <levels>"), ("a&b", "A & B"), (3, "Three")]
ATTRIBUTES = {"class": "select", "data-send": "", "aria-label": 'say "which"'}


class Theirs(forms.Form):
    which = forms.ChoiceField(
        choices=CHOICES, required=False, widget=forms.Select(attrs=ATTRIBUTES)
    )


class Ours(forms.Form):
    which = forms.ChoiceField(choices=CHOICES, required=False, widget=PlainSelect(attrs=ATTRIBUTES))


@pytest.mark.parametrize(
    "asked", [{}, {"which": ""}, {"which": "a&b"}, {"which": "3"}, {"which": '"><script>'}]
)
def test_it_is_drawn_as_a_select(asked: dict[str, str]) -> None:
    ours, theirs = str(Ours(asked)["which"]), str(Theirs(asked)["which"])
    assert parse_html(ours) == parse_html(theirs)
    assert "<levels>" not in ours
