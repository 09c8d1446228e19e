"""Sentences of timing: why this half hour, and why some cases wait."""

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, LazyText | str] = {
    "timing.agreed_time": _("The buyer asked for %(agreed_at)s."),
    "timing.seen_online": _("Seen online at %(seen_at)s, fading (%(effect_share)s)."),
    "timing.own_calls": _("%(answered)s of %(calls)s earlier calls answered (%(effect_share)s)."),
    "timing.own_hours": _(
        "%(count)s orders and reviews, often around %(clock)s (%(effect_share)s)."
    ),
    "timing.shop_rates": _("The shop's own calls at this hour (%(effect_share)s)."),
    "timing.place_good_hour": _(
        "The address looks like: %(place_type)s. A good hour there (%(effect_share)s)."
    ),
    "timing.place_poor_hour": _(
        "The address looks like: %(place_type)s. Not the best hour there (%(effect_share)s)."
    ),
    "timing.chance": _("About %(reach_share)s answer at this hour."),
    "timing.further_dial": _("Dial no. %(dial)s: each further one finds fewer people."),
    "timing.average_hours": _("Nothing is known of this buyer's hours: those of all buyers."),
    "timing.call_now": _("Waiting gains nothing: call now."),
    "timing.better_later": _("Better at %(best_at)s; until then others come first."),
    "timing.explored": _("Chosen at random among the three best half hours, to learn from it."),
    "timing.no_shifts": _("There are no shifts, so the plan knows no limit of calls."),
    "timing.no_capacity": _("No free half hour within the shifts."),
    "timing.not_worth_it": _("A further call is not worth it."),
    "timing.snoozed": _("Put off by a colleague."),
}
