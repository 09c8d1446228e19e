"""Sentences of this room's reasons."""

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, LazyText | str] = {
    "abuse.demand": _("The text asks for money or goods for a better review."),
    "abuse.contact_data": _("The text holds a telephone number or an account to write to."),
    "abuse.rival": _("The text sends readers to another shop."),
    "causes_too_few_labels": _(
        "%(labels)s labelled reviews are too few to learn from: it takes at least %(needed)s, "
        "and each cause at least twice.",
    ),
    "causes_not_in_tree": _(
        "The shop's cause tree lacks these codes: %(codes)s. Add them with --add-causes.",
    ),
}
