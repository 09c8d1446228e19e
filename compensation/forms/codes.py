"""Stocks of codes: a new one, and more codes for one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from compensation.choices import STOCK_KIND_CHOICES
from compensation.forms.money import YuanField

_LONGEST_PASTE = 2_000_000


class StockForm(forms.Form):
    """A new stock."""

    name = forms.CharField(label=_("Name, as buyers read it (checked)"), max_length=60)
    kind = forms.ChoiceField(label=_("Remedy"), choices=STOCK_KIND_CHOICES)
    value = YuanField(label=_("Worth, yuan"))
    low_at = forms.IntegerField(label=_("Low at"), min_value=0, max_value=100_000, initial=10)


class CodesForm(forms.Form):
    """Codes pasted or in a file, one a line, perhaps with their last day; or pieces without."""

    pasted = forms.CharField(
        label=_("Codes, one a line; a last day after a comma"),
        max_length=_LONGEST_PASTE,
        required=False,
        widget=forms.Textarea,
    )
    file = forms.FileField(label=_("or a file (xlsx, csv, txt)"), required=False)
    pieces = forms.IntegerField(
        label=_("or pieces without codes"), min_value=1, max_value=20_000, required=False
    )
