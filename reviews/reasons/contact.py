"""Sentences of contact: why not now, what follows a call, and what was refused."""

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, LazyText | str] = {
    "contact.do_not_contact": _("This buyer wants no contact, in any shop of the desk, for good."),
    "contact.case_closed": _("The case is closed."),
    "contact.no_phone": _("There is no phone number."),
    "contact.wrong_number": _("The number is wrong or out of service."),
    "contact.number_expired": _("The number expired at %(expired_at)s."),
    "contact.dials_used_up": _("%(dials)s of at most %(most)s dials of this case are used."),
    "contact.held_extortion": _("Suspected extortion: no calls, the owner decides."),
    "contact.held_extortion_until": _(
        "Suspected extortion: no calls, the owner decides until %(until)s."
    ),
    "contact.held_complaint": _("A complaint runs at the platform or the authorities: no calls."),
    "contact.held_complaint_until": _(
        "A complaint runs at the platform or the authorities: no calls until %(until)s."
    ),
    "contact.held_refund_pending": _("A refund is pending: no calls."),
    "contact.held_refund_pending_until": _("A refund is pending: no calls until %(until)s."),
    "contact.held_abusive": _("An abusive call was handed over: no calls."),
    "contact.held_abusive_until": _("An abusive call was handed over: no calls until %(until)s."),
    "contact.outside_hours": _("Calls are made from %(opens)s to %(closes)s in the buyer's time."),
    "contact.region_morning": _(
        "In the buyer's region the day starts later: no calls before %(opens)s."
    ),
    "contact.quiet_hours": _("Quiet hours from %(quiet_from)s to %(quiet_to)s."),
    "contact.holiday_first_day": _("The first day of a holiday is quiet."),
    "contact.dials_today": _(
        "%(dials)s of at most %(most)s dials of today are used, counted across all shops."
    ),
    "contact.connected_today": _("The buyer was already spoken with today, in one of the shops."),
    "contact.too_soon": _(
        "The last dial was at %(dialled_at)s; at least %(hours)s hours lie between two."
    ),
    "contact.someone_is_calling": _("Another shop of the desk is calling this buyer right now."),
    "contact.colleague_is_calling": _("%(colleague)s is calling this buyer right now."),
    "rules.no_calling_hours": _("Calling hours must start before they end."),
    "rules.loosened_call_from": _("Calls never start before 09:00: %(value)s is too early."),
    "rules.loosened_call_until": _("Calls never go on after 21:00: %(value)s is too late."),
    "rules.loosened_quiet_from": _(
        "Quiet hours start at 13:00 at the latest: %(value)s is too late."
    ),
    "rules.loosened_quiet_until": _(
        "Quiet hours end at 14:00 at the earliest: %(value)s is too early."
    ),
    "rules.loosened_quiet_on_holiday_first_day": _("The first day of a holiday stays quiet."),
    "rules.loosened_dials_per_day": _("At most two dials a day: %(value)s is too many."),
    "rules.loosened_connected_per_day": _(
        "At most one connected call a day: %(value)s is too many."
    ),
    "rules.loosened_dials_per_case": _("At most five dials a case: %(value)s is too many."),
    "rules.loosened_hours_between_dials": _(
        "At least three hours between two dials: %(value)s is too few."
    ),
    "next.solve": _("Spoken with the buyer: now solve the problem."),
    "next.stop_phone": _("Wrong number: no more calls; write to the buyer instead."),
    "next.end_contact": _("The buyer wants no contact: nobody calls or writes again, in any shop."),
    "next.hand_over": _(
        "The call was abusive: the case goes to the lead, without any mark against you."
    ),
    "next.booked": _("Booked for the time the buyer named: %(promised_at)s."),
    "next.retry_no_answer": _("Nobody answered: the next try goes into another kind of slot."),
    "next.retry_busy": _(
        "The line was busy: the buyer is about, another try follows within the rules."
    ),
    "next.retry_switched_off": _(
        "The phone was off: another try at another hour, within the rules."
    ),
    "next.retry_rejected": _("The call was rejected: another time, not before the rules allow."),
    "next.retry_hung_up": _("The buyer hung up: one more try, on another day."),
    "next.give_up_dials": _("%(dials)s dials without a talk: no more calls."),
    "next.give_up_hung_up": _("The buyer hung up twice: no more calls."),
    "next.give_up_unanswered": _(
        "Unanswered in %(kinds)s different kinds of slot: no more calls, write instead."
    ),
    "reveal.case_closed": _("A number is shown only while its case is open."),
    "reveal.no_reason": _("Say why you need the number."),
    "reveal.no_phone": _("There is no number to show."),
    "reveal.contact_ended": _("This buyer wants no contact: the number stays hidden."),
    "reveal.too_many": _(
        "%(most)s numbers an hour at most: wait until %(until)s or ask your lead."
    ),
    "attempt.too_late_to_undo": _("An attempt can be undone for %(seconds)s seconds only."),
    "attempt.undone_already": _("This attempt was undone already."),
    "attempt.not_yours": _("Only the person who recorded an attempt can undo it."),
    "attempt.changed_since": _("The case was changed since; the attempt can't be undone any more."),
    "attempt.time_missing": _("Write down the time the buyer asked for."),
    "attempt.promise_without_day": _("Write down until when it was promised."),
    "attempt.time_past": _("The time the buyer asked for must lie ahead."),
    "attempt.time_outside_hours": _("A promised time must lie between %(opens)s and %(closes)s."),
    "attempt.case_closed": _("The case is closed; open it again before recording a contact."),
    "call.by_hand": _("Called by hand, outside the plan."),
    "case.closed_already": _("The case is closed already."),
    "case.not_held": _("The case is not held."),
}
