"""Filters of the queue, and giving cases to people."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.choices import CLOSE_REASON_CHOICES, LEVEL_CHOICES
from reviews.forms.contact import SNOOZE_CHOICES
from reviews.forms.days import SENSIBLE_DAYS, DayInput
from reviews.forms.selects import PlainSelect
from reviews.models import Member, Shop
from reviews.queries.card import cause_choices
from reviews.queries.filters import VIEWS, CaseFilters

CASE_LEVELS = [choice for choice in LEVEL_CHOICES if choice[0] != "good"]
ORDER_NAMES = {
    "best": _("Best to call now"),
    "newest": _("Newest first"),
    "oldest": _("Oldest first"),
}


def colleagues(shop: Shop) -> list[tuple[str, str]]:
    """Public id and name of everyone who can work on cases of the shop."""
    members = Member.objects.filter(shop=shop, is_active=True).exclude(role="ops")
    return [(member.public_id, member.display_name) for member in members.order_by("display_name")]


class QueueFilterForm(forms.Form):
    """The filters of the queue; they live in the address."""

    view = forms.ChoiceField(choices=[(view, view) for view in VIEWS], required=False)
    sort = forms.ChoiceField(
        label=_("Sort by"), choices=ORDER_NAMES.items(), required=False, widget=PlainSelect
    )
    level = forms.ChoiceField(label=_("Level"), required=False, widget=PlainSelect)
    cause = forms.ChoiceField(label=_("Cause"), required=False, widget=PlainSelect)
    product = forms.CharField(max_length=16, required=False)
    owner = forms.ChoiceField(label=_("In charge"), required=False, widget=PlainSelect)
    clock = forms.ChoiceField(label=_("Deadline"), required=False, widget=PlainSelect)
    opened_from = forms.DateField(label=_("Opened from"), required=False, validators=SENSIBLE_DAYS)
    opened_until = forms.DateField(
        label=_("Opened until"), required=False, validators=SENSIBLE_DAYS
    )
    q = forms.CharField(max_length=100, required=False)

    def __init__(self, *args: object, member: Member, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through as they came
        self._offer("level", _("All levels"), CASE_LEVELS)
        self._offer("cause", _("All causes"), cause_choices(member=member))
        self.colleagues = colleagues(member.shop)
        self._offer("owner", _("All owners"), self.colleagues)
        self._offer("clock", _("All deadlines"), [("soon", _("Ends within two days"))])
        for name in ("sort", "level", "cause", "owner", "clock"):
            self.fields[name].widget.attrs = {
                "class": "select",
                "data-send": "",
                "aria-label": self.fields[name].label,
            }
        for name in ("opened_from", "opened_until"):
            label = self.fields[name].label
            self.fields[name].widget = DayInput(
                {"class": "input", "data-send": "", "aria-label": label}
            )

    def _offer(self, name: str, nothing: object, choices: Sequence[tuple[str, object]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", nothing), *choices]

    def filters(self) -> CaseFilters:
        """What was asked for; an unknown value counts as not asked."""
        self.is_valid()
        asked = self.cleaned_data
        return CaseFilters(
            view=asked.get("view") or "open",
            sort=asked.get("sort", ""),
            level=asked.get("level", ""),
            cause=asked.get("cause", ""),
            product=asked.get("product", ""),
            owner=asked.get("owner", ""),
            clock=asked.get("clock", ""),
            words=asked.get("q", ""),
            since=asked.get("opened_from"),
            until=asked.get("opened_until"),
        )


class HandOverForm(forms.Form):
    """To whom a case goes, with a word."""

    to = forms.ChoiceField()
    word = forms.CharField(max_length=100, required=False)

    def __init__(self, *args: object, shop: Shop, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through as they came
        field = self.fields["to"]
        if isinstance(field, forms.ChoiceField):
            field.choices = colleagues(shop)


class ShiftHandoverForm(forms.Form):
    """To whom a shift goes (nobody: back to the queue), with a word."""

    to = forms.ChoiceField(label=_("To"), required=False)
    word = forms.CharField(
        label=_("What they should know"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3, "class": "textarea"}),
    )

    def __init__(self, *args: object, member: Member, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through as they came
        field = self.fields["to"]
        others = [one for one in colleagues(member.shop) if one[0] != member.public_id]
        if isinstance(field, forms.ChoiceField):
            field.choices = [*others, ("", _("Back to the queue"))]
            field.widget.attrs["class"] = "select"


class BulkForm(forms.Form):
    """Several cases: to one person, asleep, or out of the queue."""

    act = forms.ChoiceField(choices=[(act, act) for act in ("assign", "snooze", "close")])
    to = forms.ChoiceField(required=False)
    until = forms.ChoiceField(choices=SNOOZE_CHOICES, required=False)
    word = forms.CharField(max_length=120, required=False)
    close_reason = forms.ChoiceField(
        choices=[choice for choice in CLOSE_REASON_CHOICES if choice[0]], required=False
    )
    #: What each act cannot do without.
    NEEDS = {"assign": ("to",), "snooze": ("until", "word"), "close": ("close_reason",)}

    def __init__(self, *args: object, shop: Shop, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through as they came
        field = self.fields["to"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", ""), *colleagues(shop)]

    def clean(self) -> dict[str, object]:
        """Ask for what the act needs."""
        data: dict[str, object] = super().clean() or {}
        for name in self.NEEDS.get(str(data.get("act", "")), ()):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("Select cases, and say what is to happen with them."))
        return data


class SavedViewForm(forms.Form):
    """A name for the filters of the page."""

    name = forms.CharField(max_length=40)
    query = forms.CharField(max_length=500, required=False)
    is_shared = forms.BooleanField(required=False)
