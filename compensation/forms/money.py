"""What people type about money, read into fen before one operation gets it."""

import datetime as dt
from calendar import monthrange
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from compensation.choices import REMEDY_CHOICES
from compensation.domain.money import NotAnAmountError, format_yuan, parse_yuan
from compensation.operations.offers import Proposal
from reviews.choices import OPS
from reviews.forms.days import SENSIBLE_DAYS, DayInput, MomentInput
from reviews.models import Cause, Member, Shop
from reviews.reasons import render

_CENTS = {"inputmode": "decimal", "autocomplete": "off"}


class YuanField(forms.CharField):
    """Yuan as people write them; cleaned to fen."""

    def __init__(self, *, label: Any = "", required: bool = True) -> None:
        widget = forms.TextInput(attrs=_CENTS)
        super().__init__(label=label, required=required, max_length=20, widget=widget)

    def clean(self, value: object) -> int | None:
        """Fen, or None for an empty field that may be."""
        text: str = super().clean(value)
        if not text:
            return None
        try:
            return parse_yuan(text)
        except NotAnAmountError as error:
            raise forms.ValidationError(render(error.reason)) from None

    def prepare_value(self, value: object) -> object:
        """Fen from the desk are shown as yuan; what was typed stays as it was."""
        return format_yuan(value).replace(",", "") if isinstance(value, int) else value


class ProposalForm(forms.Form):
    """An offer to propose."""

    kind = forms.ChoiceField(choices=REMEDY_CHOICES)
    amount = YuanField(label=_("Amount"))
    message = forms.CharField(max_length=500, required=False)
    asked_reason = forms.CharField(max_length=300, required=False)
    override_word = forms.CharField(max_length=200, required=False)
    idempotency_key = forms.CharField(max_length=40)
    #: The version of the policy that the panel showed.
    policy = forms.CharField(max_length=16, required=False, empty_value=None)

    def proposal(self) -> Proposal:
        """The proposal that was typed."""
        return Proposal(
            kind=self.cleaned_data["kind"],
            amount_fen=self.cleaned_data["amount"],
            message=self.cleaned_data["message"],
            asked_reason=self.cleaned_data["asked_reason"],
            override_word=self.cleaned_data["override_word"],
        )


class DecisionForm(forms.Form):
    """A decision about an offer that waits."""

    verdict = forms.ChoiceField(choices=[("approve", _("Approve")), ("reject", _("No"))])
    amount = YuanField(label=_("Amount"), required=False)
    word = forms.CharField(max_length=200, required=False)


class BudgetForm(forms.Form):
    """A budget's cap for a period: the month or week of its first day, or days of one's own."""

    name = forms.CharField(label=_("Name of the budget"), max_length=80)
    kind = forms.ChoiceField(
        label=_("For"),
        choices=[("", _("Every kind")), *REMEDY_CHOICES],
        required=False,
    )
    cause = forms.ChoiceField(label=_("For the cause"), required=False)
    person = forms.ModelChoiceField(
        label=_("For offers of"), queryset=Member.objects.none(), required=False
    )
    period = forms.ChoiceField(
        label=_("Period"),
        choices=[("month", _("Month")), ("week", _("Week")), ("", _("Own days"))],
        required=False,
    )
    starts_on = forms.DateField(
        label=_("From"),
        widget=DayInput(),
        validators=SENSIBLE_DAYS,
    )
    ends_on = forms.DateField(
        label=_("Until (own days)"),
        widget=DayInput(),
        validators=SENSIBLE_DAYS,
        required=False,
    )
    cap = YuanField(label=_("Cap"))

    def __init__(self, *args: Any, shop: Shop, **more: Any) -> None:
        super().__init__(*args, **more)
        causes = Cause.objects.filter(shop=shop, retired_at__isnull=True).order_by("position", "id")
        choices = [(one.code, one.label) for one in causes]
        people = Member.objects.filter(shop=shop).exclude(role=OPS).order_by("display_name", "id")
        fields: dict[str, Any] = self.fields
        fields["cause"].choices = [("", _("Every cause")), *choices]
        fields["person"].queryset = people
        fields["person"].empty_label = _("Everybody")
        fields["person"].label_from_instance = lambda member: member.display_name

    def clean(self) -> dict[str, Any]:
        """The period's own days; own ones need their last."""
        typed: dict[str, Any] = super().clean() or {}
        first = typed.get("starts_on")
        if first and typed.get("period"):
            typed["starts_on"], typed["ends_on"] = _whole(typed["period"], first)
        elif not typed.get("ends_on"):
            self.add_error("ends_on", _("Say the last day."))
        return typed


def _whole(period: str, day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the month or week (Monday to Sunday) that day lies in."""
    if period == "week":
        monday = day - dt.timedelta(days=day.weekday())
        return monday, monday + dt.timedelta(days=6)
    last = monthrange(day.year, day.month)[1]
    return day.replace(day=1), day.replace(day=last)


class PublishForm(forms.Form):
    """From when a draft is in force; empty means at once."""

    effective_from = forms.DateTimeField(
        required=False,
        label=_("In force from"),
        widget=MomentInput({"class": "input"}),
    )

    def __init__(self, *args: Any, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_effective_from(self) -> dt.datetime | None:
        """A moment to come: what was offered until now was offered under another version."""
        moment: dt.datetime | None = self.cleaned_data["effective_from"]
        if moment is not None and moment <= self.now:
            raise forms.ValidationError(
                _("This moment is over. Leave the field empty to publish at once.")
            )
        return moment
