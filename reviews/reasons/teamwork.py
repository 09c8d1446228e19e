"""Sentences of work that changes hands."""

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, LazyText | str] = {
    "handover.closed": _("The case was closed meanwhile."),
    "handover.changed_hands": _("The case went to %(colleague)s meanwhile."),
    "handover.colleague_on_it": _("%(colleague)s is on this case right now and keeps it in hand."),
    "handover.call_running": _("Report the call that is running first."),
    "handover.to_oneself": _("Choose a colleague, or the queue."),
    "handover.no_colleague": _("This person does not work on cases of the shop any more."),
    "shift.unreadable": _("Write hours as 9-12 13:30-18; “%(written)s” is none."),
    "shift.half_hours": _("Shifts begin and end at full and half hours."),
    "shift.order": _(
        "A shift ends after it starts, by 6 in the next morning at the latest (30:00)."
    ),
    "shift.overlap": _("Two parts of the day lie over each other."),
    "shift.too_long": _("From the first to the last hour are more than %(hours)s hours."),
    "shift.changed_meanwhile": _("Somebody changed this day meanwhile: it is %(current)s now."),
    "shift.neighbour": _("The shift runs into the one of the day beside it."),
    "handover.nothing": _("There is nothing in your name to hand over."),
}
