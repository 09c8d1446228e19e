"""What people report of a contact, and what they decide about a case."""

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reviews.choices import (
    CHANNEL_CHOICES,
    CLOSE_REASON_CHOICES,
    EVIDENCE_CHOICES,
    HOLD_CHOICES,
    OUTCOME_CHOICES,
    PLACE_CHOICES,
    TEMPERAMENT_CHOICES,
)
from reviews.models import Member
from reviews.operations.reveals import TO_CALL
from reviews.operations.talks import Talk
from reviews.queries.card import cause_choices

#: What every person types into a note has to fit into a glance of the next colleague.
NOTE_LENGTH = 2_000
NEEDS_NOTE = frozenset({"answered", "abusive", "refused_contact"})
SNOOZE_CHOICES = [
    ("60", _("One hour")),
    ("180", _("Three hours")),
    ("morning", _("Tomorrow, 9:00")),
    ("three_days", _("In three days, 9:00")),
]
#: How long a call rang that nobody answered; a short ringing says little of the hour.
RING_CHOICES = [
    ("25", _("25 seconds or longer")),
    ("15", _("about 15 seconds")),
    ("8", _("less than 10 seconds")),
]
REVEAL_CHOICES = [
    (TO_CALL, _("To call this buyer now")),
    ("message", _("To write to this buyer")),
    ("check", _("To check a wrong number")),
]


def moment_of(snooze: str, now: dt.datetime) -> dt.datetime:
    """The moment of one of `SNOOZE_CHOICES`, mornings in the desk's zone."""
    if snooze.isdigit():
        return now + dt.timedelta(minutes=int(snooze))
    days = 1 if snooze == "morning" else 3
    day = timezone.localtime(now) + dt.timedelta(days=days)
    return day.replace(hour=9, minute=0, second=0, microsecond=0)


class AttemptForm(forms.Form):
    """What came of a contact; some outcomes ask for more."""

    channel = forms.ChoiceField(choices=CHANNEL_CHOICES)
    outcome = forms.ChoiceField(choices=OUTCOME_CHOICES)
    note = forms.CharField(max_length=NOTE_LENGTH, required=False)
    ring_seconds = forms.TypedChoiceField(
        choices=RING_CHOICES, coerce=int, empty_value=None, required=False
    )
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
            ring_seconds=data["ring_seconds"] if data["outcome"] == "no_answer" else None,
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
        return moment_of(self.cleaned_data["until"], now)


class CorrectionForm(forms.Form):
    """What is not true: a kind of evidence or its piece of a moment; a place's real kind."""

    kind = forms.ChoiceField(choices=EVIDENCE_CHOICES)
    becomes = forms.ChoiceField(choices=PLACE_CHOICES, required=False)
    fact_at = forms.DateTimeField(required=False)


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
