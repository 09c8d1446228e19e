"""Sentences of this room's reasons."""

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, LazyText | str] = {
    "abuse.demand": _("The text asks for money or goods for a better review."),
    "abuse.contact_data": _("The text holds a telephone number or an account to write to."),
    "abuse.rival": _("The text sends readers to another shop."),
    "abuse.pressing_elsewhere": _(
        "The same number gave %(reviews)s neutral or bad reviews in %(shops)s other shops of the "
        "desk within %(days)s days, %(pressing)s of them with a sign of pressure in the text."
    ),
    "abuse.low_elsewhere": _(
        "The same number gave %(reviews)s neutral or bad reviews in %(shops)s other shops of the "
        "desk within %(days)s days."
    ),
    "fact_days_to_sign": _("Signed %(days)s days after payment (%(carrier)s)."),
    "fact_days_to_ship": _("Shipped %(days)s days after payment (%(carrier)s)."),
    "fact_signed_before": _("Signed for %(days)s days before the review (%(carrier)s)."),
    "fact_refund_reason": _("The refund was asked for with: %(said)s"),
    "causes_too_few_labels": _(
        "%(labels)s labelled reviews are too few to learn from: it takes at least %(needed)s, "
        "and each cause at least twice.",
    ),
    "causes_code_taken": _("The code “%(given)s” is in the tree already."),
    "causes_code_malformed": _(
        "“%(given)s” is no code: a lower-case letter, then letters, digits and underscores."
    ),
    "causes_last_of_tree": _("A tree keeps at least one cause. Nothing was changed."),
    "causes_merge_refused": _(
        "A cause is merged only into another one of the tree that is in use."
    ),
    "causes_merged_already": _("This cause is merged already; take that merge back first."),
    "causes_merge_went_on": _(
        "The cause it went into was merged further; take that merge back first."
    ),
    "causes_not_merged": _("This cause is not merged. Nothing was changed."),
    "causes_not_in_tree": _(
        "The shop's cause tree lacks these codes: %(codes)s. Add them with --add-causes.",
    ),
}
