"""Sentences of this room's reasons."""

from django.utils.functional import Promise as LazyText

SENTENCES: dict[str, LazyText | str] = {}
