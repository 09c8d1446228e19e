"""Filters of lists and the period of a report; a wrong one filters nothing."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from compensation.choices import ACCOUNT_CHOICES, LEDGER_EVENT_CHOICES, REMEDY_CHOICES
from compensation.models import Budget
from compensation.queries.money import LedgerFilter
from reviews.forms.days import SENSIBLE_DAYS
from reviews.models import Shop

_MONTH = dt.timedelta(days=30)


class DayField(forms.DateField):
    """A day that may be left out."""

    def __init__(self, label: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "input"})
        super().__init__(label=label, required=False, widget=widget, validators=SENSIBLE_DAYS)


class LedgerFilterForm(forms.Form):
    """What to show of the ledger."""

    account = forms.ChoiceField(choices=ACCOUNT_CHOICES, required=False)
    event = forms.ChoiceField(
        label=_("What happened"),
        choices=[("", _("Everything")), *LEDGER_EVENT_CHOICES],
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("Remedy"), choices=[("", _("Every kind")), *REMEDY_CHOICES], required=False
    )
    budget = forms.ChoiceField(label=_("Budget"), required=False)
    since = DayField(_("From"))
    until = DayField(_("Until"))

    def __init__(self, *args: Any, shop: Shop, **more: Any) -> None:
        super().__init__(*args, **more)
        rows = Budget.objects.filter(shop=shop).order_by("-starts_on", "id")
        fields: dict[str, Any] = self.fields
        fields["budget"].choices = [
            ("", _("Every budget")),
            *rows.values_list("public_id", "name"),
        ]

    def wanted(self) -> LedgerFilter:
        """The filter, without what can't be read."""
        self.is_valid()
        typed = {name: value for name, value in self.cleaned_data.items() if value}
        return LedgerFilter(**{"account": "paid", **typed})


class PeriodForm(forms.Form):
    """A period of desk days, both included; the last thirty where none is given."""

    since = DayField(_("From"))
    until = DayField(_("Until"))

    def period(self, *, today: dt.date) -> tuple[dt.date, dt.date]:
        """The period, turned round where it was typed backwards."""
        self.is_valid()
        until = self.cleaned_data.get("until") or today
        since = self.cleaned_data.get("since") or until - _MONTH
        return min(since, until), max(since, until)
