"""Sentences about deadlines: why a shop can't set one."""

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, LazyText | str] = {
    "clock.looser": _("The platform gives %(days)s days; a shop can only set fewer."),
    "clock.past": _("Clocks that run keep their ends; the first day can be %(first)s."),
}
