"""Sentences about the desk's own predictions: whether they come true, and what helps."""

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from reviews.domain.reach_evidence import EvidenceKind
from reviews.domain.timing_lift import PlainChoice

SENTENCES: dict[str, LazyText | str] = {
    "forecast.too_few": _("Too few calls to say: %(calls)s of the %(needed)s that are needed."),
    "forecast.comes_true": _(
        "The predictions come true: over %(calls)s calls %(predicted_share)s were expected to be"
        " answered and %(answered_share)s were."
    ),
    "forecast.too_high": _(
        "The predictions are too high: over %(calls)s calls %(predicted_share)s were expected to be"
        " answered, %(answered_share)s were."
    ),
    "forecast.too_low": _(
        "The predictions are too low: over %(calls)s calls %(predicted_share)s were expected to be"
        " answered, %(answered_share)s were."
    ),
    "forecast.uneven": _(
        "The predictions are right on average, but too high for some calls and too low for others:"
        " off by %(off_share)s over %(calls)s calls."
    ),
    "forecast.beats_hours": _(
        "They know more than a plain rate of the shop by the hour (%(calls)s calls)."
    ),
    "forecast.no_better_than_hours": _(
        "They know no more than a plain rate of the shop by the hour (%(calls)s calls)."
    ),
    "forecast.worse_than_hours": _(
        "A plain rate of the shop by the hour would predict better (%(calls)s calls)."
    ),
    "forecast.thirds": _(
        "Of the third of the calls it thought best %(best_share)s were answered, of the third it"
        " thought worst %(worst_share)s."
    ),
    "forecast.source_helps": _("Helps here, over %(calls)s calls."),
    "forecast.source_unclear": _("Does not help here: no gain to be seen over %(calls)s calls."),
    "forecast.source_hurts": _("Does not help here: it misled over %(calls)s calls."),
    "forecast.source_too_few": _(
        "Too few calls to say: it spoke of %(calls)s, %(needed)s are needed."
    ),
    "forecast.lift_better": _(
        "Better: %(desk_share)s answered by the desk's choice, %(plain_share)s by this one"
        " (%(low_points)s to %(high_points)s points more, %(calls)s calls)."
    ),
    "forecast.lift_worse": _(
        "Worse: %(desk_share)s answered by the desk's choice, %(plain_share)s by this one"
        " (%(low_points)s to %(high_points)s points, %(calls)s calls)."
    ),
    "forecast.lift_unclear": _(
        "No difference shown: %(desk_share)s answered by the desk's choice, %(plain_share)s by this"
        " one (%(low_points)s to %(high_points)s points, %(calls)s calls)."
    ),
    "forecast.lift_too_few": _(
        "Too few to say: %(matched)s calls drawn by chance fit, %(needed)s are needed."
    ),
    "forecast.gave_up": _("Given up after %(tries)s tries."),
}

SOURCE_NAMES: dict[str, LazyText | str] = {
    EvidenceKind.AGREED_TIME.value: _("A time the buyer named"),
    EvidenceKind.PRESENCE.value: _("Seen online, or just posted"),
    EvidenceKind.OWN_CALLS.value: _("The buyer's own calls"),
    EvidenceKind.OWN_HOURS.value: _("Hours of the buyer's orders and reviews"),
    EvidenceKind.SHOP_RATES.value: _("What the shop's calls taught"),
    EvidenceKind.PLACE.value: _("The kind of place in the address"),
}

PLAIN_NAMES: dict[str, LazyText | str] = {
    PlainChoice.EVENING.value: _("Always in the evening, 19:30 to 21:00"),
    PlainChoice.SHOP_HOURS.value: _("The shop's best hour for everybody"),
    PlainChoice.AT_ONCE.value: _("As soon as it is allowed"),
}
