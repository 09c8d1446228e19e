"""Forms of the import pages: a file, how it is read, and the word to start."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.choices import IMPORT_KIND_CHOICES
from reviews.intake.asked import Asked
from reviews.models import ImportRun
from reviews.queries.import_preview import (
    PreviewView,
    delimiter_choices,
    encoding_choices,
    field_name,
)

#: In a column's list: not to be imported.
LEFT_OUT = "-"


class UploadForm(forms.Form):
    """A file, and what it holds where a person knows better than its headings."""

    kind = forms.ChoiceField(
        label=_("What the file holds"),
        choices=[("", _("Find out by its headings")), *IMPORT_KIND_CHOICES],
        required=False,
    )
    file = forms.FileField(label=_("File"), max_length=200)


class OverruleForm(forms.Form):
    """How the file is to be read instead; an empty answer leaves it as it was found."""

    look = forms.IntegerField(min_value=0)
    kind = forms.ChoiceField(choices=IMPORT_KIND_CHOICES)
    encoding = forms.ChoiceField(required=False)
    delimiter = forms.ChoiceField(required=False)
    sheet = forms.CharField(required=False, max_length=100, strip=False)
    header_row = forms.IntegerField(required=False, min_value=1, max_value=30)
    preset = forms.ChoiceField(required=False)
    keep = forms.BooleanField(required=False)

    def __init__(self, data: Mapping[str, Any], *, run: ImportRun, preview: PreviewView) -> None:
        super().__init__(data)
        self._run, self._preview = run, preview
        self._before = Asked.from_json(run.asked)
        found = ("", _("As found"))
        self._choose("encoding", [found, *encoding_choices()])
        self._choose("delimiter", [found, *delimiter_choices()])
        self._choose("preset", [found, *preview.presets])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        cleaned["columns"] = columns = self._columns()
        given = [field for field in columns.values() if field]
        for field in {field for field in given if given.count(field) > 1}:
            raise forms.ValidationError(
                _("Two columns can't both be: %(field)s."), params={"field": field_name(field)}
            )
        if cleaned.get("kind") != self._run.kind:
            # Fields of another kind mean nothing to this one.
            cleaned["columns"], cleaned["preset"] = {}, ""
        return cleaned

    def _columns(self) -> dict[str, str]:
        """What was said of the columns before and now; a column left as it is says nothing."""
        known = dict(self._preview.fields)
        said = dict(self._before.columns)
        accepted, declined = self.data.get("accept", ""), self.data.get("decline", "")
        for index, column in enumerate(self._preview.columns):
            chosen = self.data.get(f"column-{index}", "")
            if accepted == str(index):
                chosen = column.proposal
            if declined == str(index) or (chosen == LEFT_OUT and column.field):
                said[column.name] = ""
            elif chosen in known and chosen != column.field:
                said[column.name] = chosen
        return said

    def asked(self) -> Asked:
        """What is asked of the reader from now on."""
        cleaned = self.cleaned_data
        return Asked(
            encoding=cleaned["encoding"],
            delimiter=cleaned["delimiter"],
            sheet=cleaned["sheet"],
            header_row=cleaned["header_row"] or 0,
            preset=cleaned["preset"],
            columns=cleaned["columns"],
        )


class StartForm(forms.Form):
    """The word to start, and whether the file holds everything of a period."""

    look = forms.IntegerField(min_value=0)
    is_full_export = forms.BooleanField(required=False)
    covers_from = forms.DateField(required=False)
    covers_until = forms.DateField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        if not cleaned.get("is_full_export"):
            return cleaned
        first, last = cleaned.get("covers_from"), cleaned.get("covers_until")
        if not first or not last:
            raise forms.ValidationError(_("A full export needs its first and its last day."))
        if first > last:
            raise forms.ValidationError(_("The first day lies after the last one."))
        return cleaned

    def covers(self) -> tuple[dt.date, dt.date] | None:
        """First and last day of a full export; None for a file that is none."""
        cleaned = self.cleaned_data
        if not cleaned["is_full_export"]:
            return None
        return cleaned["covers_from"], cleaned["covers_until"]
