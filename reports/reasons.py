"""Sentences for the reasons of the reports."""

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, "LazyText | str"] = {
    "group_of_foreign_shops": _("You are not owner or ops of every one of these shops."),
    "group_needs_two_shops": _("Choose two shops or more."),
    "making_before": _(
        "The report finished on %(finished_at)s had other figures where named below."
    ),
    "making_same": _("Its figures were the same."),
    "making_added": _("%(cases)s cases came in since, %(late)s of them after the week had ended."),
    "making_gone": _("%(cases)s cases are no longer counted in this week."),
    "making_causes": _("%(cases)s cases have another main cause now."),
    "making_contacted": _("Contacted: %(before)s then, %(now)s now."),
    "making_solved": _("Problem solved: %(before)s then, %(now)s now."),
    "making_remedied": _("Remedied: %(before)s then, %(now)s now."),
    "making_changed": _("Review changed: %(before)s then, %(now)s now."),
    "making_promised": _("Promised: ¥%(before_fen)s then, ¥%(now_fen)s now."),
    "making_paid": _("Paid: ¥%(before_fen)s then, ¥%(now_fen)s now."),
    "week_without_cases": _("No neutral or bad review in this week."),
    "week_without_history": _(
        "%(cases)s neutral and bad reviews this week; there are no earlier weeks to compare with."
    ),
    "week_up": _(
        "%(cases)s neutral and bad reviews this week, %(percent)s %% more than the mean of the "
        "four weeks before (%(mean)s)."
    ),
    "week_down": _(
        "%(cases)s neutral and bad reviews this week, %(percent)s %% fewer than the mean of the "
        "four weeks before (%(mean)s)."
    ),
    "week_same": _(
        "%(cases)s neutral and bad reviews this week; the mean of the four weeks before is "
        "%(mean)s, the difference is within chance."
    ),
    "week_too_few": _(
        "%(cases)s neutral and bad reviews this week (mean of the four weeks before: %(mean)s); "
        "too few to say more."
    ),
    "week_growth_from": _(
        "%(percent)s %% of the increase comes from one place: %(product)s, %(cause)s."
    ),
    "week_top_cause": _("Most frequent cause: %(cause)s, %(cases)s cases, %(percent)s %% of all."),
    "span_without_cases": _("No neutral or bad review in these weeks."),
    "span_without_history": _(
        "%(cases)s neutral and bad reviews in %(weeks)s weeks; the shop's data do not reach back "
        "to as many weeks before."
    ),
    "span_up": _(
        "%(cases)s neutral and bad reviews in %(weeks)s weeks, %(percent)s %% more than in as many "
        "weeks before (%(mean)s)."
    ),
    "span_down": _(
        "%(cases)s neutral and bad reviews in %(weeks)s weeks, %(percent)s %% fewer than in as "
        "many weeks before (%(mean)s)."
    ),
    "span_same": _(
        "%(cases)s neutral and bad reviews in %(weeks)s weeks; as many weeks before had %(mean)s, "
        "the difference is within chance."
    ),
    "span_too_few": _(
        "%(cases)s neutral and bad reviews in %(weeks)s weeks (as many weeks before: %(mean)s); "
        "too few to say more."
    ),
    "recovery_without_comparison": _(
        "%(contacted)s cases contacted, %(rest)s not: nothing to compare, so no effect of the "
        "contacts is claimed."
    ),
    "recovery_within_chance": _(
        "Reviews changed in %(contacted)s %% of the contacted and %(rest)s %% of the uncontacted "
        "cases; the difference (%(low)s to %(high)s points) is within chance."
    ),
    "recovery_differs": _(
        "Reviews changed in %(contacted)s %% of the contacted and %(rest)s %% of the uncontacted "
        "cases; difference %(low)s to %(high)s points. Staff choose whom they call: no proof."
    ),
    "effect_too_few": _(
        "Too few to say: %(cases_before)s cases before, %(cases_after)s in %(weeks)s weeks after."
    ),
    "effect_down_per_units": _(
        "Down from %(before)s %% to %(after)s %% of units sold; 95 %% interval of the fall "
        "%(low)s to %(high)s points; held for %(weeks)s weeks."
    ),
    "effect_down_per_reviews": _(
        "Down from %(before)s %% to %(after)s %% of reviews; 95 %% interval of the fall "
        "%(low)s to %(high)s points; held for %(weeks)s weeks."
    ),
    "effect_up_per_units": _(
        "Up from %(before)s %% to %(after)s %% of units sold; 95 %% interval of the rise "
        "%(low)s to %(high)s points."
    ),
    "effect_up_per_reviews": _(
        "Up from %(before)s %% to %(after)s %% of reviews; 95 %% interval of the rise "
        "%(low)s to %(high)s points."
    ),
    "effect_no_change_per_units": _(
        "No change seen: %(before)s %% of units sold before, %(after)s %% in %(weeks)s weeks after."
    ),
    "effect_no_change_per_reviews": _(
        "No change seen: %(before)s %% of reviews before, %(after)s %% in %(weeks)s weeks after."
    ),
    "effect_recurred_per_units": _(
        "It fell, but in the last two weeks it came back: %(before)s %% of units sold before, "
        "%(after)s %% since."
    ),
    "effect_recurred_per_reviews": _(
        "It fell, but in the last two weeks it came back: %(before)s %% of reviews before, "
        "%(after)s %% since."
    ),
    "batch_of_sku": _("%(cases)s of %(of)s are of the variant %(sku)s."),
    "batch_of_days": _("%(cases)s of %(of)s were bought from %(first)s to %(last)s."),
    "batch_of_sku_and_days": _(
        "%(cases)s of %(of)s are of the variant %(sku)s, bought from %(first)s to %(last)s."
    ),
    "robot_refused": _("The robot refused the message (%(code)s %(words)s)."),
    "receiver_unreachable": _("Nobody answered (%(error)s)."),
    "receiver_not_allowed": _("The desk does not send to this address; see REVIEWDESK_ROBOTS."),
    "mail_not_set_up": _("No mail server is set; see REVIEWDESK_MAIL_URL."),
    "report_not_written": _(
        "The workbook could not be written: %(error)s. Make room or mend the folder, "
        "then ask again."
    ),
    "report_gave_up": _(
        "The workbook was given up after %(tries)s tries; see the log of the worker."
    ),
    "action_due_soon": _("Due on %(due)s."),
    "action_overdue": _("Overdue by %(days)s days; nobody has said what was changed."),
    "action_came_back": _("Its cause came back."),
    "told_due_soon": _("Reminded of the day: due on %(due)s."),
    "told_overdue": _("First reminder: due on %(due)s, and not answered by then."),
    "told_overdue_again": _("Reminder no. %(times)s: due on %(due)s, and still not answered."),
    "told_came_back": _("Told that the cause came back."),
    "told_something": _("Reminder sent."),
    "action_of_another_shop": _("This cause or product belongs to another shop."),
    "action_changed_meanwhile": _(
        "Somebody else has said it anew meanwhile. Load the page again and edit what stands there."
    ),
    "action_is_closed": _("This action is closed. Open a new one where the cause came back."),
}
