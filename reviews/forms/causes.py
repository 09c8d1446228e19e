"""What owners change in the cause tree, and choosing a reader."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.choices import UNIT_CHOICES
from reviews.models import Cause

LONGEST_NAME, LONGEST_EXAMPLE = 60, 500


class CauseForm(forms.Form):
    """A cause's names and the unit that can end it."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    name_en = forms.CharField(label=_("English name"), max_length=LONGEST_NAME, required=False)
    unit = forms.ChoiceField(label=_("Unit responsible"), choices=UNIT_CHOICES)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through as they came
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "select" if name == "unit" else "input"


class NewCauseForm(CauseForm):
    """A cause of the shop's own; its code never changes."""

    code = forms.SlugField(
        label=_("Code"),
        max_length=LONGEST_NAME,
        help_text=_("Lower-case letters, digits and underscores; it stays for good."),
    )
    field_order = ("code", "name", "name_en", "unit")


class ExampleForm(forms.Form):
    """A sentence that shows the cause."""

    text = forms.CharField(label=_("Example"), max_length=LONGEST_EXAMPLE)


class MergeForm(forms.Form):
    """The cause that stands for this one from now on."""

    into = forms.ModelChoiceField(Cause.objects.none(), to_field_name="code")

    def __init__(self, *args: object, cause: Cause, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through as they came
        field = self.fields["into"]
        if isinstance(field, forms.ModelChoiceField):
            others = Cause.objects.filter(shop=cause.shop_id, retired_at__isnull=True)
            field.queryset = others.exclude(pk=cause.pk).order_by("position", "pk")
