"""Sentences about days: why some can't be declared, and what a day means for a call."""

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, LazyText | str] = {
    "calendar.overlaps": _("These days overlap those from %(first)s to %(last)s."),
    "calendar.reversed": _("The last day lies before the first."),
    "calendar.far_away": _("Days between %(first)s and %(last)s, please."),
    "calendar.too_long": _("At most %(days)s days at a time."),
    "calendar.made_up": _("A make-up workday: people are at work."),
    "calendar.holiday": _("A holiday: the hours of days off."),
    "calendar.school": _("School holidays: pupils and students are at home."),
    "calendar.promotion": _("A promotion: less of the shifts is left for calls."),
}
