"""What people type about corrective actions."""

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from reports.choices import RECEIVER_CHOICES
from reviews.choices import UNIT_CHOICES
from reviews.forms.days import SENSIBLE_DAYS, DayInput
from reviews.models import Cause, Product, Shop

NARROWER = ("unit", "carrier", "warehouse", "batch")


class CauseField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    def label_from_instance(self, obj: Cause) -> str:
        return obj.label


class ProductField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    def label_from_instance(self, obj: Product) -> str:
        return obj.title or obj.item_id


class BriefForm(forms.Form):
    """What an action asks of whom; ``seen`` is the token of what the person had before them."""

    title = forms.CharField(label=_("What will be changed"), max_length=120)
    change = forms.CharField(
        label=_("Details"), max_length=2_000, required=False, widget=forms.Textarea
    )
    owner_name = forms.CharField(label=_("Who sees to it"), max_length=60)
    due_on = forms.DateField(label=_("Due"), validators=SENSIBLE_DAYS, widget=DayInput())
    seen = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)


class ActionForm(BriefForm):
    """A corrective action for a cause, and a product or all; narrower where more is known."""

    unit = forms.ChoiceField(
        label=_("Department"),
        required=False,
        choices=[("", _("The department of the cause")), *UNIT_CHOICES],
    )
    carrier = forms.CharField(label=_("Carrier"), max_length=40, required=False)
    warehouse = forms.CharField(label=_("Warehouse"), max_length=60, required=False)
    batch = forms.CharField(label=_("Batch"), max_length=120, required=False)

    def __init__(self, *args: object, shop: Shop, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["cause"] = CauseField(
            Cause.objects.filter(shop=shop, retired_at__isnull=True).order_by("position", "id"),
            label=_("Cause"),
            to_field_name="code",
            empty_label=_("Choose a cause"),
        )
        self.fields["product"] = ProductField(
            Product.objects.filter(shop=shop).order_by("title", "id"),
            label=_("Product"),
            to_field_name="public_id",
            required=False,
            empty_label=_("All products"),
        )
        self.order_fields(["cause", "product"])

    @property
    def first(self) -> list[forms.BoundField]:
        """What every action says."""
        return [self[name] for name in ("cause", "product", "title", "change", "owner_name")]

    @property
    def narrower(self) -> list[forms.BoundField]:
        """What narrows it, where it is known."""
        return [self[name] for name in NARROWER]

    @property
    def is_narrowed(self) -> bool:
        return any(self[name].value() for name in NARROWER)


class ForceForm(forms.Form):
    """Since when a change is in force."""

    on = forms.DateField(label=_("In force since"), validators=SENSIBLE_DAYS)


class AnswerForm(forms.Form):
    """What a unit changed, and since when: a day of the past year."""

    change = forms.CharField(max_length=2_000)
    on = forms.DateField()

    def __init__(self, *args: object, today: dt.date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["on"].validators += [
            MinValueValidator(today - dt.timedelta(days=365)),
            MaxValueValidator(today),
        ]


class ReceiverForm(forms.Form):
    """A robot's address or a mail address that hears of scheduled reports."""

    kind = forms.ChoiceField(label=_("Kind"), choices=RECEIVER_CHOICES)
    name = forms.CharField(label=_("Name"), max_length=60)
    address = forms.CharField(label=_("Address"), max_length=500)
    secret = forms.CharField(label=_("Secret for signing"), max_length=200, required=False)

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        if given.get("kind") == "mail":
            try:
                validate_email(given.get("address", ""))
            except forms.ValidationError as error:
                self.add_error("address", error)
        return given


class GroupForm(forms.Form):
    """A name, and the shops that are reported together."""

    name = forms.CharField(label=_("Name"), max_length=60)
    shops = forms.ModelMultipleChoiceField(label=_("Shops"), queryset=Shop.objects.none())

    def __init__(self, *given: Any, shops: QuerySet[Shop], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["shops"].queryset = shops  # type: ignore[attr-defined]  # a field of models
