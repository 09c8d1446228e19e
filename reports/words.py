"""Names for the codes that stand in sheets and on pages."""

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from compensation.choices import OFFER_STATE_CHOICES, REMEDY_CHOICES
from reports.choices import ACTION_STATUS_CHOICES
from reports.domain.comparison import Period
from reports.domain.intervals import Interval, Verdict
from reports.domain.recovery import Group
from reports.domain.rows import CauseMark, ProductRef
from reports.domain.spans import Span
from reports.domain.told import Told
from reports.domain.weeks import IsoWeek
from reviews.choices import (
    CASE_STATUS_CHOICES,
    LEVEL_CHOICES,
    PLATFORM_CHOICES,
    UNIT_CHOICES,
)
from reviews.day_names import day_name

Labels = dict[str, "LazyText | str"]
LEVELS: Labels = dict(LEVEL_CHOICES)
UNITS: Labels = dict(UNIT_CHOICES)
KINDS: Labels = dict(REMEDY_CHOICES)
OFFER_STATES: Labels = dict(OFFER_STATE_CHOICES)
CASE_STATES: Labels = dict(CASE_STATUS_CHOICES)
PLATFORMS: Labels = dict(PLATFORM_CHOICES)
ACTION_STATES: Labels = dict(ACTION_STATUS_CHOICES)
VERDICTS: dict[Verdict, LazyText] = {
    Verdict.UP: gettext_lazy("▲ more, beyond chance"),
    Verdict.DOWN: gettext_lazy("▼ fewer, beyond chance"),
    Verdict.SAME: gettext_lazy("within chance"),
    Verdict.TOO_FEW: gettext_lazy("too few to say"),
}
GROUPS: dict[Group, LazyText] = {
    Group.ALL: gettext_lazy("All cases"),
    Group.CONTACTED: gettext_lazy("Contacted"),
    Group.NOT_CONTACTED: gettext_lazy("Not contacted"),
}
#: What a week is held against; a promotion is called by its own name.
PERIODS: Labels = {
    "previous": gettext_lazy("Week before"),
    "mean": gettext_lazy("Mean of the four weeks before"),
    "year": gettext_lazy("Same week a year before"),
    "promotion": gettext_lazy("%(name)s, a year before"),
}
PERIODS_OF_WEEKS: Labels = {
    "previous": gettext_lazy("As many weeks before"),
    "year": gettext_lazy("Same weeks a year before"),
}
#: Facts by which the cases of a figure can be asked for.
FACTS: Labels = {
    "contacted": gettext_lazy("contacted"),
    "not_contacted": gettext_lazy("not contacted"),
    "solved": gettext_lazy("problem solved"),
    "remedied": gettext_lazy("remedied"),
    "bad": gettext_lazy("bad"),
    "neutral": gettext_lazy("neutral"),
    "appended": gettext_lazy("by an angry append"),
    "changed": gettext_lazy("review changed"),
    "promised": gettext_lazy("with something promised"),
    "paid": gettext_lazy("with something paid"),
}
TOLD: dict[Told, LazyText] = {
    Told.OPENED: gettext_lazy("Action opened"),
    Told.CHANGED: gettext_lazy("Changed"),
    Told.EDITED: gettext_lazy("Edited"),
    Told.ATTACHED: gettext_lazy("Cases attached"),
    Told.DETACHED: gettext_lazy("Cases taken away"),
    Told.ANSWERED: gettext_lazy("Answered by the department"),
    Told.REMINDED: gettext_lazy("Reminder sent"),
    Told.MEASURED: gettext_lazy("Effect measured"),
}
#: What may be edited of an action.
BRIEF_NAMES: Labels = {
    "title": gettext_lazy("What will be changed"),
    "change": gettext_lazy("Details"),
    "owner_name": gettext_lazy("Who sees to it"),
    "due_on": gettext_lazy("Due"),
}
#: What became of a planned window, and how a call lay to its own.
WINDOWS: Labels = {
    "kept": gettext_lazy("called inside it"),
    "other_time": gettext_lazy("called at another time"),
    "missed": gettext_lazy("missed"),
    "cancelled": gettext_lazy("cancelled or planned anew"),
    "open": gettext_lazy("still open"),
}
DIALS: Labels = {
    "kept": gettext_lazy("in its window"),
    "other_time": gettext_lazy("outside its window"),
    "by_hand": gettext_lazy("by hand, without a window"),
}
WEEKDAYS: tuple[LazyText, ...] = (
    gettext_lazy("Mon"),
    gettext_lazy("Tue"),
    gettext_lazy("Wed"),
    gettext_lazy("Thu"),
    gettext_lazy("Fri"),
    gettext_lazy("Sat"),
    gettext_lazy("Sun"),
)


def label(labels: Labels, code: str) -> str:
    """The code's name, or the code itself where a shop made its own."""
    return str(labels.get(code, code))


def spoken(labels: Labels) -> Labels:
    """The names in the active language, looked up once for all rows of a large sheet."""
    return {code: str(name) for code, name in labels.items()}


def period_name(period: Period) -> str:
    """What a period is held against, with the promotion's name."""
    if len(period.now) > 1 and period.kind in PERIODS_OF_WEEKS:
        return label(PERIODS_OF_WEEKS, period.kind)
    return (
        str(PERIODS[period.kind]) % {"name": day_name(period.name, usual=period.usual)}
        if period.name
        else label(PERIODS, period.kind)
    )


def cause_name(cause: CauseMark) -> str:
    return cause.name or _("No cause stated")


def product_name(product: ProductRef) -> str:
    return product.title or product.code or _("Product unknown")


def week_name(week: IsoWeek) -> str:
    """Week 46 of 2026 in words."""
    return _("Week %(number)s of %(year)s") % {"number": week.number, "year": week.year}


def span_name(span: Span) -> str:
    """One week in words, or the first and the last of several."""
    if span.first == span.last:
        return week_name(span.last)
    return _("%(first)s to %(last)s (%(weeks)s weeks)") % {
        "first": span.first,
        "last": span.last,
        "weeks": len(span),
    }


def interval_text(interval: Interval | None) -> str:
    """A 95 % interval of a share as percentages, empty where there is none."""
    if interval is None:
        return ""
    return f"{100 * interval.low:.1f}% – {100 * interval.high:.1f}%"
