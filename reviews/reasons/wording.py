"""Sentences of the wording check: what stands there, and the rule behind it."""

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, LazyText | str] = {
    "wording_money_for_review": _(
        "Money or a gift near a changed, deleted or good review: “%(words)s”. Rule: %(source)s",
    ),
    "wording_review_in_money_text": _(
        "A text beside money must not speak of the review: “%(words)s”. Rule: %(source)s",
    ),
    "wording_legacy_code": _(
        "“%(words)s” is no cause of a payment; name what went wrong. Rule: %(source)s",
    ),
    "wording_threat": _("This reads as a threat: “%(words)s”. Rule: %(source)s"),
    "wording_address_pressure": _(
        "The buyer's address or workplace as pressure: “%(words)s”. Rule: %(source)s",
    ),
    "wording_pleading": _("This reads as pleading: “%(words)s”. Rule: %(source)s"),
    "wording_asks_change": _(
        "This asks for a change of the review: “%(words)s”. Rule: %(source)s",
    ),
    "script.unknown_variable": _("This is no variable of a script: %(words)s"),
    "wording_off_platform": _("This leads off the platform: “%(words)s”. Rule: %(source)s"),
}
