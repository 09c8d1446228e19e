"""What leads type about the team's work: scripts and score sheets."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.choices import SCRIPT_KIND_CHOICES, STAGE_CHOICES
from reviews.models import Member
from reviews.models.teamwork import SCORES
from reviews.queries.card import cause_choices

SCORE_CHOICES = [("0", _("missing")), ("1", _("partly")), ("2", _("well"))]
SCORE_NAMES = {
    "listening": _("Listened before offering"),
    "solving": _("Solved the problem itself"),
    "wording": _("Said nothing about the review's change"),
    "remedy": _("Remedy fitted the harm"),
    "record": _("Noted what the next colleague needs"),
}


class ScriptForm(forms.Form):
    """A sentence for a stage of the talk."""

    kind = forms.ChoiceField(label=_("Where it is used"), choices=SCRIPT_KIND_CHOICES)
    stage = forms.ChoiceField(label=_("Stage"), choices=STAGE_CHOICES)
    cause = forms.ChoiceField(label=_("Cause"), required=False)
    text = forms.CharField(
        label=_("Sentence"), max_length=500, widget=forms.Textarea({"rows": 3, "class": "input"})
    )
    override = forms.CharField(max_length=200, required=False)
    script = forms.IntegerField(required=False)

    def __init__(self, *args: object, member: Member, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through as they came
        field = self.fields["cause"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Every cause")), *cause_choices(member=member)]


class ScoreForm(forms.Form):
    """The short score sheet of a drawn case."""

    word = forms.CharField(max_length=300, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through as they came
        for name in SCORES:
            self.fields[name] = forms.TypedChoiceField(choices=SCORE_CHOICES, coerce=int)

    def scores(self) -> dict[str, int]:
        """Every score by its name."""
        return {name: self.cleaned_data[name] for name in SCORES}
