"""A select that is drawn at once."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class PlainSelect(forms.Select):
    """A select of one choice without groups.

    Django draws each option by a template of its own: lists of fifty causes and fifty colleagues
    took a tenth of a page of the queue.
    """

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: object = None,  # noqa: ARG002  # Django's signature
    ) -> SafeString:
        """The element with its options; the chosen one is marked."""
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (key, flatatt({"selected": str(key) == chosen}), label)
                for key, label in self.choices
            ),
        )
        written = flatatt({"name": name, **self.build_attrs(self.attrs, attrs)})
        return format_html("<select{}>{}</select>", written, options)
