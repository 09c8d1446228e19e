"""What owners and leads set, and files that come in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews import reasons
from reviews.choices import CLOCK_CHOICES, ROLE_CHOICES
from reviews.domain.contact_rules import ContactRules, LoosenedRules
from reviews.forms.days import SENSIBLE_DAYS, DayInput, HourInput
from reviews.models import ShopSettings

LONGEST_PURGE, LONGEST_CALL, LARGEST_SHARE, LONGEST_CLOCK = 90, 120, 90, 365
_RULES = (
    *("call_from", "call_until", "quiet_from", "quiet_until", "quiet_on_holiday_first_day"),
    *("dials_per_day", "dials_per_case", "hours_between_dials"),
)


class ShopSettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    """Contact rules, capacity and data; only tighter than the desk's bounds."""

    handling_minutes = forms.IntegerField(
        label=_("Minutes a call takes"),
        min_value=1,
        max_value=LONGEST_CALL,
    )
    share_kept_free = forms.IntegerField(
        label=_("Share of the day kept free (%)"),
        min_value=0,
        max_value=LARGEST_SHARE,
    )
    purge_after_days = forms.IntegerField(
        label=_("Days until contact data are purged after closing"),
        min_value=1,
        max_value=LONGEST_PURGE,
    )

    class Meta:
        model = ShopSettings
        fields = (
            "call_from",
            "call_until",
            "quiet_from",
            "quiet_until",
            "quiet_on_holiday_first_day",
            "dials_per_day",
            "dials_per_case",
            "hours_between_dials",
            "handling_minutes",
            "share_kept_free",
            "may_mention_review",
            "purge_after_days",
        )
        labels = {
            "call_from": _("Calls from"),
            "call_until": _("Calls until"),
            "quiet_from": _("Quiet from"),
            "quiet_until": _("Quiet until"),
            "quiet_on_holiday_first_day": _("Quiet on the first day of a holiday"),
            "dials_per_day": _("Dials a day, at most"),
            "dials_per_case": _("Dials a case, at most"),
            "hours_between_dials": _("Hours between dials, at least"),
            "may_mention_review": _("The review may be mentioned once, after solved"),
        }
        widgets = {
            name: HourInput() for name in ("call_from", "call_until", "quiet_from", "quiet_until")
        }

    def clean(self) -> dict[str, object]:
        """Refuse what is looser than the desk's bounds, beside the field it stands in."""
        data: dict[str, object] = super().clean() or {}
        rules = {name: data[name] for name in _RULES if name in data}
        try:
            ContactRules(**rules)  # type: ignore[arg-type]  # each field cleans to its own type
        except LoosenedRules as loosened:
            name = loosened.reason.code.removeprefix("rules.loosened_")
            self.add_error(name if name in _RULES else None, reasons.render(loosened.reason))
        return data


class ClockForm(forms.Form):
    """A deadline of the shop's own, from a day on."""

    kind = forms.ChoiceField(label=_("Deadline"), choices=CLOCK_CHOICES)
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=LONGEST_CLOCK)
    valid_from = forms.DateField(label=_("Valid from"), widget=DayInput(), validators=SENSIBLE_DAYS)
    source = forms.CharField(label=_("Source"), max_length=200)


class MemberForm(forms.Form):
    """A person's role, and whether they still work here."""

    member = forms.CharField(max_length=16)
    role = forms.ChoiceField(choices=ROLE_CHOICES)
    is_active = forms.BooleanField(required=False)


class NewMemberForm(forms.Form):
    """A new person in the shop."""

    username = forms.SlugField(label=_("User name"), max_length=150)
    display_name = forms.CharField(label=_("Name on the desk"), max_length=40)
    role = forms.ChoiceField(label=_("Role"), choices=ROLE_CHOICES)
    password = forms.CharField(label=_("First password"), min_length=10, max_length=128)
