"""Sentences of this app's reasons, and the names of the words in them."""

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from compensation import batch_reasons
from compensation.choices import OFFER_STATE_CHOICES, REMEDY_CHOICES

SENTENCES: dict[str, LazyText | str] = {
    **batch_reasons.SENTENCES,
    # Amounts as people write them.
    "yuan_unreadable": _("“%(text)s” is not an amount of money, such as 5 or 12.50."),
    "yuan_too_large": _("“%(text)s” is too large to be an amount here."),
    "yuan_below_a_fen": _("“%(text)s” has parts of a fen; two decimals are the smallest."),
    # What the policy answers.
    "amount_by_severity": _("Rule “%(rule)s”, %(severity)s: the amount for this severity"),
    "amount_by_percent": _("Rule “%(rule)s”, %(severity)s: the rule's share of the order"),
    "amount_by_rule": _("Rule “%(rule)s”, %(severity)s: the rule's upper limit"),
    "amount_by_ceiling": _("Rule “%(rule)s”, %(severity)s: capped by the ceiling"),
    "amount_by_order": _("Rule “%(rule)s”, %(severity)s: what is left of the order's value"),
    "order_amount_unknown": _("%(kind)s: a share of the order, and its value is not known."),
    "nothing_left": _("%(kind)s: nothing of the order's value is left."),
    "ruled_out_by_ceiling": _("%(kind)s: the policy gives none for such a rating."),
    "rule_offers_nothing": _("Rule “%(rule)s” offers nothing."),
    "no_rule_matches": _("No rule of the policy matches this case."),
    # Why an offer can't be made, or not alone.
    "offer_held": _("Suspected extortion: nothing is offered until the owner decides."),
    "offer_case_closed": _("The case is closed."),
    "amount_must_be_positive": _("The amount must be more than nothing."),
    "offer_duplicate": _("This case or its order has an offer of this kind already."),
    "refund_pending": _("A refund of this order is under way; wait for it."),
    "offers_over_order": _(
        "All offers together would exceed the ¥%(paid_fen)s paid; ¥%(left_fen)s is left.",
    ),
    "repeat_claimant": _(
        "This buyer got %(claims)s remedies within %(days)s days, in any shop of the desk.",
    ),
    "agent_daily_limit": _("Your limit of the day leaves ¥%(left_fen)s."),
    "kind_beyond_policy": _("%(kind)s is not in the policy for this case."),
    "amount_beyond_policy": _("The policy allows up to ¥%(max_fen)s."),
    "kind_unknown": _("“%(kind)s” is no remedy of this desk."),
    "policy_changed": _(
        "Version %(number)s of the policy is in force since you opened this: look at what may be"
        " given now."
    ),
    "say_why": _("Say why this case needs it, by what went wrong."),
    "say_a_word": _("A word is needed here: your colleague reads it."),
    # Deciding and answering.
    "more_than_asked": _("Between nothing and the ¥%(asked_fen)s asked for."),
    "not_yours_to_decide": _("Only a lead or the owner of this shop decides that."),
    "own_offer": _("Nobody approves their own offer; ask a colleague."),
    "only_the_owner": _("Only the owner does that."),
    "offer_move_refused": _("The offer is “%(state)s”; it can't become “%(wanted)s”."),
    "offer_is_spoken": _("The buyer has been told; a promise is not withdrawn."),
    "offer_ran_out": _("The offer ran out on %(expired_at)s; make a new one."),
    # Dates to promise.
    "promise_date_usual": _(
        "%(days)s days to do it, one of slack, then the end of a workday: promise late, deliver"
        " early."
    ),
    "promise_date_by_history": _(
        "Of the last %(kept)s promises kept here, eight of ten took up to %(days)s days; a day of"
        " slack is on top, then the end of a workday."
    ),
    # Budgets.
    "budget_makes_no_sense": _("A budget needs a cap above nothing and an end after its start."),
    "budget_below_used": _("More than ¥%(cap_fen)s is promised or paid already."),
    "budget_used_up": _("The budget “%(name)s” leaves ¥%(left_fen)s; ask the owner to raise it."),
    # Paying.
    "payment_over_provider_limit": _("The demo account pays up to ¥%(limit_fen)s at once."),
    "reference_missing": _("Write down the platform's payment number: it is the proof."),
    "payout_not_payable": _("This payment is being made or is made already."),
    "no_provider": _("This shop pays by hand: pay on the platform, then note its number here."),
    "reversed_by_owner": _("Taken back by the owner: %(word)s"),
    # The proof.
    "ledger_unbalanced": _("The accounts do not add up to nothing: ¥%(sum_fen)s."),
    "posting_one_sided": _("The posting %(posting)s does not cancel out: ¥%(sum_fen)s."),
    "budget_out_of_step": _("The budget “%(name)s” says ¥%(used_fen)s, its ledger another sum."),
    "offer_out_of_step": _("Offer %(offer)s is “%(state)s”, its ledger says otherwise."),
    # Policies.
    "policy_unreadable": _("The policy can't be read at %(path)s: %(expected)s is expected."),
    "policy_is_published": _("Version %(number)s is published and never changes; make a draft."),
    "rule_unreachable": _(
        "Rule “%(rule)s” never applies: rule %(earlier)s “%(earlier_rule)s” takes its cases.",
    ),
    "rules_overlap": _(
        "Rule “%(rule)s” shares cases with rule %(earlier)s “%(earlier_rule)s”, which comes first.",
    ),
    "remedy_twice": _("Rule “%(rule)s” names %(kind)s twice."),
    "remedy_of_nothing": _("Rule “%(rule)s” offers %(kind)s of nothing."),
    "approval_never_needed": _("Rule “%(rule)s”, %(kind)s: no amount ever reaches the approval."),
    "amount_over_order": _("Rule “%(rule)s”, %(kind)s: more than the orders it is for."),
    "nothing_to_say": _("Rule “%(rule)s”, %(kind)s: the agent has no sentence to say."),
    "policy_has_gaps": _("Some cases meet no rule: end with a rule for all others."),
    "level_without_ceiling": _("There is no cash ceiling for a review that is “%(level)s”."),
}

SEVERITY_CHOICES = [("1", _("mild")), ("2", _("serious")), ("3", _("harmful"))]
EXPECTED_CHOICES = [
    ("object", _("a group of fields")),
    ("value", _("a value")),
    ("nothing", _("no such field")),
    ("list", _("a list")),
    ("whole_number", _("a whole number in range")),
    ("text", _("a text")),
    ("severities", _("severities from 1 to 3")),
    ("span", _("a range from low to high")),
    ("yes_or_no", _("true or false")),
    ("amount", _("at least one amount")),
    ("three_amounts", _("three amounts")),
]
_NAMED = {
    "kind": REMEDY_CHOICES,
    "state": OFFER_STATE_CHOICES,
    "wanted": OFFER_STATE_CHOICES,
    "severity": SEVERITY_CHOICES,
    "expected": EXPECTED_CHOICES,
}
WORDS: dict[tuple[str, str], LazyText | str] = {
    **batch_reasons.WORDS,
    **{(name, value): label for name, choices in _NAMED.items() for value, label in choices},
}
