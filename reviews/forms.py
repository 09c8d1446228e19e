"""Forms of the desk: what people type, checked before one operation gets it."""

import datetime as dt
from collections.abc import Sequence

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reviews.choices import (
    CHANNEL_CHOICES,
    CLOSE_REASON_CHOICES,
    HOLD_CHOICES,
    IMPORT_KIND_CHOICES,
    LEVEL_CHOICES,
    OUTCOME_CHOICES,
    ROLE_CHOICES,
    TEMPERAMENT_CHOICES,
)
from reviews.models import Member, Shop, ShopSettings
from reviews.operations.talks import Talk
from reviews.queries.card import cause_choices
from reviews.queries.filters import ORDERS, VIEWS, CaseFilters

CASE_LEVELS = [choice for choice in LEVEL_CHOICES if choice[0] != "good"]
ORDER_NAMES = {
    "best": _("Best to call now"),
    "newest": _("Newest first"),
    "oldest": _("Oldest first"),
}
#: What every person types into a note has to fit into a glance of the next colleague.
NOTE_LENGTH = 2_000
NEEDS_NOTE = frozenset({"answered", "abusive", "refused_contact"})
SNOOZE_CHOICES = [
    ("60", _("One hour")),
    ("180", _("Three hours")),
    ("morning", _("Tomorrow, 9:00")),
    ("three_days", _("In three days, 9:00")),
]
REVEAL_CHOICES = [
    ("call", _("To call this buyer now")),
    ("message", _("To write to this buyer")),
    ("check", _("To check a wrong number")),
]


def colleagues(shop: Shop) -> list[tuple[str, str]]:
    """Public id and name of everyone who can work on cases of the shop."""
    members = Member.objects.filter(shop=shop, is_active=True).exclude(role="ops")
    return [(member.public_id, member.display_name) for member in members.order_by("display_name")]


class QueueFilterForm(forms.Form):
    """The filters of the queue; they live in the address."""

    view = forms.ChoiceField(choices=[(view, view) for view in VIEWS], required=False)
    sort = forms.ChoiceField(label=_("Sort by"), choices=ORDER_NAMES.items(), required=False)
    level = forms.ChoiceField(label=_("Level"), required=False)
    cause = forms.ChoiceField(label=_("Cause"), required=False)
    product = forms.CharField(max_length=16, required=False)
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    clock = forms.ChoiceField(label=_("Deadline"), required=False)
    q = forms.CharField(max_length=100, required=False)

    def __init__(self, *args: object, member: Member, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through as they came
        self._offer("level", _("All levels"), CASE_LEVELS)
        self._offer("cause", _("All causes"), cause_choices(member=member))
        self._offer("owner", _("All owners"), colleagues(member.shop))
        self._offer("clock", _("All deadlines"), [("soon", _("Ends within two days"))])
        for name in ("sort", "level", "cause", "owner", "clock"):
            self.fields[name].widget.attrs = {
                "class": "select",
                "data-send": "",
                "aria-label": self.fields[name].label,
            }

    def _offer(self, name: str, nothing: object, choices: Sequence[tuple[str, object]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", nothing), *choices]

    def filters(self) -> CaseFilters:
        """What was asked for; an unknown value counts as not asked."""
        self.is_valid()
        asked = self.cleaned_data
        sort = asked.get("sort") or "best"
        return CaseFilters(
            view=asked.get("view") or "open",
            sort=sort if sort in ORDERS else "best",
            level=asked.get("level", ""),
            cause=asked.get("cause", ""),
            product=asked.get("product", ""),
            owner=asked.get("owner", ""),
            clock=asked.get("clock", ""),
            words=asked.get("q", ""),
        )


class AttemptForm(forms.Form):
    """What came of a contact; some outcomes ask for more."""

    channel = forms.ChoiceField(choices=CHANNEL_CHOICES)
    outcome = forms.ChoiceField(choices=OUTCOME_CHOICES)
    note = forms.CharField(max_length=NOTE_LENGTH, required=False)
    promised_at = forms.DateTimeField(required=False)
    is_solved = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))], required=False)
    promise = forms.CharField(max_length=300, required=False)
    promise_due = forms.DateTimeField(required=False)
    idempotency_key = forms.CharField(max_length=40)

    def clean(self) -> dict[str, object]:
        """Ask for what the outcome needs: a note, the agreed time, whether it is solved."""
        data: dict[str, object] = super().clean() or {}
        outcome = data.get("outcome")
        if outcome in NEEDS_NOTE and not data.get("note"):
            self.add_error("note", _("Write in a few words what was said."))
        if outcome == "promised_time":
            self._check_time(data.get("promised_at"), "promised_at")
        if outcome == "answered" and not data.get("is_solved"):
            self.add_error("is_solved", _("Say whether the problem is solved."))
        if data.get("promise"):
            self._check_time(data.get("promise_due"), "promise_due")
        return data

    def talk(self) -> Talk:
        """The checked report; only what belongs to the outcome."""
        data = self.cleaned_data
        return Talk(
            channel=data["channel"],
            outcome=data["outcome"],
            note=data["note"],
            promised_at=data["promised_at"],
            is_solved=data["is_solved"] == "yes",
            promise=data["promise"],
            promise_due=data["promise_due"],
        )

    def _check_time(self, moment: object, name: str) -> None:
        if name in self.errors:
            return
        if not isinstance(moment, dt.datetime):
            self.add_error(name, _("Write down the time."))
        elif moment <= timezone.now():
            self.add_error(name, _("This time has passed."))


class RevealForm(forms.Form):
    """Why someone needs the number in clear."""

    reason = forms.ChoiceField(choices=REVEAL_CHOICES)


class SnoozeForm(forms.Form):
    """Until when a case sleeps, and why."""

    until = forms.ChoiceField(choices=SNOOZE_CHOICES)
    reason = forms.CharField(max_length=120)

    def moment(self, now: dt.datetime) -> dt.datetime:
        """The chosen moment, mornings in the desk's zone."""
        chosen = self.cleaned_data["until"]
        if chosen.isdigit():
            return now + dt.timedelta(minutes=int(chosen))
        days = 1 if chosen == "morning" else 3
        day = timezone.localtime(now) + dt.timedelta(days=days)
        return day.replace(hour=9, minute=0, second=0, microsecond=0)


class HandOverForm(forms.Form):
    """To whom a case goes, with a word."""

    to = forms.ChoiceField()
    word = forms.CharField(max_length=100, required=False)

    def __init__(self, *args: object, shop: Shop, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through as they came
        field = self.fields["to"]
        if isinstance(field, forms.ChoiceField):
            field.choices = colleagues(shop)


class BulkForm(HandOverForm):
    """Several cases to one person."""

    case = forms.CharField(required=False)


class HoldForm(forms.Form):
    """Why a case stops, until when nobody calls."""

    hold = forms.ChoiceField(choices=HOLD_CHOICES[1:])


class CloseForm(forms.Form):
    """Why a case ends."""

    close_reason = forms.ChoiceField(
        choices=[choice for choice in CLOSE_REASON_CHOICES if choice[0]]
    )


class TemperamentForm(forms.Form):
    """What a colleague noticed about talking with this buyer."""

    kind = forms.ChoiceField(choices=TEMPERAMENT_CHOICES)
    text = forms.CharField(max_length=300, required=False)


class CausesForm(forms.Form):
    """The causes a person sees in a review, and the main one among them."""

    causes = forms.MultipleChoiceField()
    main = forms.CharField(max_length=60, required=False)

    def __init__(self, *args: object, member: Member, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through as they came
        field = self.fields["causes"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = cause_choices(member=member)

    def clean(self) -> dict[str, object]:
        """The first cause is the main one where none of the chosen was named."""
        data: dict[str, object] = super().clean() or {}
        codes = data.get("causes")
        if isinstance(codes, list) and codes and data.get("main") not in codes:
            data["main"] = codes[0]
        return data


class UploadForm(forms.Form):
    """A file and what it holds."""

    kind = forms.ChoiceField(label=_("What the file holds"), choices=IMPORT_KIND_CHOICES)
    file = forms.FileField(label=_("File"), max_length=200)


class ShopSettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic at run time
    """Contact rules, capacity and data; only tighter than the desk's bounds."""

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
            "handling_minutes": _("Minutes a call takes"),
            "share_kept_free": _("Share of the day kept free (%)"),
            "may_mention_review": _("The review may be mentioned once, after solved"),
            "purge_after_days": _("Days until contact data are purged after closing"),
        }
        widgets = {
            name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            for name in ("call_from", "call_until", "quiet_from", "quiet_until")
        }


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


class ShiftForm(forms.Form):
    """When a member can make calls."""

    member = forms.ChoiceField(label=_("Member"))
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    starts = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}))
    ends = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}))

    def __init__(self, *args: object, shop: Shop, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through as they came
        field = self.fields["member"]
        if isinstance(field, forms.ChoiceField):
            field.choices = colleagues(shop)

    def bounds(self) -> tuple[dt.datetime, dt.datetime]:
        """Start and end as aware moments in the desk's zone."""
        day = self.cleaned_data["day"]
        zone = timezone.get_current_timezone()
        return (
            dt.datetime.combine(day, self.cleaned_data["starts"], tzinfo=zone),
            dt.datetime.combine(day, self.cleaned_data["ends"], tzinfo=zone),
        )
