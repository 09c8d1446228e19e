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
    "placed.worth_most": _(
        "Of all allowed half hours a call is worth most here (%(worth)s), and there is room."
    ),
    "placed.worth_its_price": _(
        "Worth %(worth)s here: the most of all allowed half hours after the %(price_worth)s that "
        "others lose by it."
    ),
    "placed.others_lose_more": _(
        "%(better_at)s would be worth more (%(better_worth)s against %(worth)s), but others would "
        "lose %(better_price_worth)s there."
    ),
    "placed.nobody_there": _(
        "%(better_at)s would be worth more (%(better_worth)s against %(worth)s), but nobody is on "
        "shift then."
    ),
    "placed.kept": _(
        "It stays: %(better_at)s would be a little better, too little to move a planned call."
    ),
    "price.sought_after": _(
        "%(clock_at)s is sought after: another call there would lose %(price_worth)s."
    ),
    "price.nobody_there": _(
        "Nobody is on shift at %(clock_at)s: a call there would gain %(price_worth)s."
    ),
    "price.room_left": _("There is room at %(clock_at)s."),
    "fact.seen_online": _("Seen online at %(seen_at)s."),
    "fact.own_calls": _("%(answered)s of %(calls)s earlier calls answered."),
    "fact.own_call": _("Called at %(fact_at)s: %(outcome)s."),
    "fact.own_hour": _("An order or a review at %(fact_at)s."),
    "fact.own_hours": _("%(count)s orders and reviews, often around %(clock)s."),
    "fact.place": _("The address looks like: %(place_type)s."),
    "correction.nothing_known": _("There is nothing of the kind to set aside."),
    "correction.ended_already": _("This was taken back already."),
    "correction.changed_since": _("The address was changed since: there is nothing to take back."),
    "correction.time_past": _("The time the buyer had named has passed."),
    "correction.newer_time": _("The buyer has named a newer time since: it stands."),
    "correction.call_under_way": _("A call with this buyer is under way."),
    "timing.snoozed": _("Put off by a colleague."),
}
