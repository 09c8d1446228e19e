"""Filters of lists and the period of a report; a wrong one filters nothing."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from compensation.choices import (
    ACCOUNT_CHOICES,
    APPROVER_CHOICES,
    LEDGER_EVENT_CHOICES,
    REMEDY_CHOICES,
)
from compensation.models import Budget
from compensation.queries.matrix import names_of_causes
from compensation.queries.money import BudgetFilter, LedgerFilter
from compensation.queries.offers import WaitingFilter
from compensation.queries.promises import PromiseFilter
from reviews.choices import OPS
from reviews.forms.days import SENSIBLE_DAYS, DayInput
from reviews.models import Member, Shop

_MONTH = dt.timedelta(days=30)
EVERY_KIND = [("", _("Every kind")), *REMEDY_CHOICES]


class DayField(forms.DateField):
    """A day that may be left out."""

    def __init__(self, label: Any) -> None:
        widget = DayInput({"class": "input"})
        super().__init__(label=label, required=False, widget=widget, validators=SENSIBLE_DAYS)


class LedgerFilterForm(forms.Form):
    """What to show of the ledger."""

    account = forms.ChoiceField(choices=ACCOUNT_CHOICES, required=False)
    event = forms.ChoiceField(
        label=_("What happened"),
        choices=[("", _("Everything")), *LEDGER_EVENT_CHOICES],
        required=False,
    )
    kind = forms.ChoiceField(label=_("Remedy"), choices=EVERY_KIND, required=False)
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


class _FilterForm(forms.Form):
    """Choices that may be left out; what can't be read filters nothing."""

    def choose(self, **choices: Iterable[tuple[str, Any]]) -> None:
        """Give fields the choices they take from the shop's rows."""
        fields: dict[str, Any] = self.fields
        for name, offered in choices.items():
            fields[name].choices = list(offered)

    def typed(self) -> dict[str, str]:
        """What was chosen, by field."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class PromiseFilterForm(_FilterForm):
    """Which promises to show."""

    source = forms.ChoiceField(
        label=_("Comes from"),
        choices=[("", _("Offers and talks")), ("offer", _("Offers")), ("talk", _("Talks"))],
        required=False,
    )
    person = forms.ChoiceField(label=_("Promised by"), required=False)

    def __init__(self, *args: Any, shop: Shop, **more: Any) -> None:
        super().__init__(*args, **more)
        self.choose(person=people(shop))

    def wanted(self) -> PromiseFilter:
        """The filter, without what can't be read."""
        return PromiseFilter(**self.typed())


class WaitingFilterForm(_FilterForm):
    """Which offers that wait to show."""

    kind = forms.ChoiceField(label=_("Remedy"), choices=EVERY_KIND, required=False)
    approver = forms.ChoiceField(
        label=_("Who decides"),
        choices=[("", _("Lead or owner")), *APPROVER_CHOICES[1:]],
        required=False,
    )
    person = forms.ChoiceField(label=_("Asked by"), required=False)

    def __init__(self, *args: Any, shop: Shop, **more: Any) -> None:
        super().__init__(*args, **more)
        self.choose(person=people(shop))

    def wanted(self) -> WaitingFilter:
        """The filter, without what can't be read."""
        return WaitingFilter(**self.typed())


class BudgetFilterForm(_FilterForm):
    """Which budgets to show."""

    when = forms.ChoiceField(
        label=_("Period"),
        choices=[
            ("", _("Every period")),
            ("running", _("Running now")),
            ("ahead", _("Ahead")),
            ("over", _("Over")),
        ],
        required=False,
    )
    kind = forms.ChoiceField(label=_("Remedy"), choices=EVERY_KIND, required=False)
    cause = forms.ChoiceField(label=_("Cause"), required=False)
    person = forms.ChoiceField(label=_("For offers of"), required=False)

    def __init__(self, *args: Any, shop: Shop, **more: Any) -> None:
        super().__init__(*args, **more)
        causes = [("", _("Every cause")), *names_of_causes(shop).items()]
        self.choose(cause=causes, person=people(shop))

    def wanted(self) -> BudgetFilter:
        """The filter, without what can't be read."""
        return BudgetFilter(**self.typed())


class StockFilterForm(_FilterForm):
    """Which stocks to show."""

    kind = forms.ChoiceField(label=_("Remedy"), choices=EVERY_KIND, required=False)


def people(shop: Shop) -> list[tuple[str, Any]]:
    """Whoever may propose or promise, by public id."""
    rows = Member.objects.filter(shop=shop).exclude(role=OPS).order_by("display_name", "id")
    return [("", _("Everybody")), *rows.values_list("public_id", "display_name")]


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
