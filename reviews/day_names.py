"""What runs of days are called: shipped ones in the reader's language, own ones as typed."""

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from reviews.domain.day_spans import DaySpan

#: By the names in ``calendar_data/usual.toml``.
USUAL_NAMES: dict[str, "LazyText | str"] = {
    "寒假": _("Winter holidays"),
    "暑假": _("Summer holidays"),
    "618": "618",
    "双11": _("Double 11"),
}


def day_name(name: str, *, usual: bool) -> str:
    """A usual name translated; a shop's own stays, whatever it is."""
    return str(USUAL_NAMES.get(name, name)) if usual else name


def span_name(span: DaySpan) -> str:
    """What a run of days is called."""
    return day_name(span.name, usual=span.usual)
