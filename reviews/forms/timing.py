"""Which sources of evidence count, and how much is left to chance to learn from."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.models import ShopSettings

MOST_BY_CHANCE = 30


class TimingForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    """The switches of the timing page."""

    explore_share = forms.IntegerField(
        label=_("Half hours drawn by chance, to learn from (%)"),
        min_value=0,
        max_value=MOST_BY_CHANCE,
    )

    class Meta:
        model = ShopSettings
        fields = (
            *("uses_presence", "uses_own_calls", "uses_own_hours", "uses_shop_rates"),
            *("uses_place", "explore_share"),
        )
