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
    "handover.nothing": _("There is nothing in your name to hand over."),
}
