"""The days a shop declares, and which usual ones it keeps."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.choices import CALENDAR_CHOICES
from reviews.forms.days import DayInput
from reviews.models import ShopSettings

LARGEST_SHARE = 90


class SpanForm(forms.Form):
    """Days of one kind, both ends included; a single day needs no last one."""

    kind = forms.ChoiceField(label=_("What they are"), choices=CALENDAR_CHOICES)
    starts_on = forms.DateField(label=_("First day"), widget=DayInput())
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DayInput(),
    )
    name = forms.CharField(label=_("What they are called"), max_length=40, required=False)

    def clean(self) -> dict[str, object]:
        """Without a last day the first one is meant."""
        data: dict[str, object] = super().clean() or {}
        if data.get("ends_on") is None and "ends_on" not in self.errors:
            data["ends_on"] = data.get("starts_on")
        return data


class UsualDaysForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    """The desk's own dates, kept or not, and what a promotion leaves for calls."""

    promotion_share_kept_free = forms.IntegerField(
        label=_("Share of the shifts kept free on promotion days (%)"),
        min_value=0,
        max_value=LARGEST_SHARE,
    )

    class Meta:
        model = ShopSettings
        fields = ("promotion_share_kept_free", "usual_school_holidays", "usual_promotions")
        labels = {
            "usual_school_holidays": _("Usual school holidays, where none are declared"),
            "usual_promotions": _("618 and Double 11, where no other days are declared"),
        }
