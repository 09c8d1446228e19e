"""What people type about money, read into fen before one operation gets it."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from compensation.choices import REMEDY_CHOICES
from compensation.domain.money import NotAnAmountError, format_yuan, parse_yuan
from compensation.operations.offers import Proposal
from reviews.reasons import render

_CENTS = {"inputmode": "decimal", "autocomplete": "off"}


class YuanField(forms.CharField):
    """Yuan as people write them; cleaned to fen."""

    def __init__(self, *, label: object = "", required: bool = True) -> None:
        widget = forms.TextInput(attrs=_CENTS)
        super().__init__(label=str(label), required=required, max_length=20, widget=widget)

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
    """A budget's cap for a period."""

    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(
        label=_("For"),
        choices=[("", _("Every kind")), *REMEDY_CHOICES],
        required=False,
    )
    starts_on = forms.DateField(
        label=_("From"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    ends_on = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))
    cap = YuanField(label=_("Cap"))


def amend_policy(rules: dict[str, object], typed: Mapping[str, str]) -> dict[str, object]:
    """A policy's JSON with the amounts of the matrix form put in.

    Field names are paths such as ``rules.0.remedies.1.amount.by_severity_fen.2``; a field ending
    in ``_fen``, or below one, is yuan, the others whole numbers or text. Unknown paths are left
    alone. Raises NotAnAmountError, or ValueError for what is no whole number.
    """
    for path, text in typed.items():
        if path.split(".", 1)[0] in {"rules", "ceilings", "limits"}:
            _put(rules, path.split("."), text)
    return rules


def _put(rules: dict[str, object], steps: list[str], text: str) -> None:
    inner: object = rules
    for step in steps[:-1]:
        inner = _step(inner, step)
    last = steps[-1]
    if isinstance(inner, list) and last.isdecimal() and int(last) < len(inner):
        inner[int(last)] = _value(steps, text)
    elif isinstance(inner, dict) and last in inner:
        inner[last] = _value(steps, text)


def _step(inner: object, step: str) -> object:
    if isinstance(inner, dict):
        return inner.get(step)
    if isinstance(inner, list) and step.isdecimal() and int(step) < len(inner):
        return inner[int(step)]
    return None


def _value(steps: list[str], text: str) -> int | str:
    if any(step.endswith("_fen") for step in steps):
        return parse_yuan(text)
    if steps[-1] in {"say", "name", "approver"}:
        return text
    return int(text)
