"""Names of the compensation words; stored values stay plain strings."""

from django.utils.translation import gettext_lazy as _

REMEDY_CHOICES = [
    ("cash", _("Cash")),
    ("coupon", _("Coupon")),
    ("free_shipping", _("Free shipping next time")),
    ("member_level", _("Member level")),
    ("gift", _("Gift")),
    ("refund", _("Refund")),
    ("replacement", _("Replacement")),
]

APPROVER_CHOICES = [
    ("", _("Nobody")),
    ("lead", _("Lead")),
    ("owner", _("Owner")),
]

OFFER_STATE_CHOICES = [
    ("draft", _("Draft")),
    ("waiting_approval", _("Waiting for approval")),
    ("approved", _("Approved")),
    ("rejected", _("Not approved")),
    ("offered", _("Offered")),
    ("accepted", _("Accepted")),
    ("declined", _("Declined")),
    ("expired", _("Expired")),
    ("payable", _("Payable")),
    ("paying", _("Being paid")),
    ("paid", _("Paid")),
    ("failed", _("Payment failed")),
    ("reversed", _("Reversed")),
]

PAYOUT_STATE_CHOICES = [
    ("payable", _("Payable")),
    ("paying", _("Being paid")),
    ("paid", _("Paid")),
    ("failed", _("Payment failed")),
    ("reversed", _("Reversed")),
]

VERSION_STATE_CHOICES = [
    ("draft", _("Draft")),
    ("published", _("Published")),
]

ACCOUNT_CHOICES = [
    ("available", _("Shop's purse")),
    ("promised", _("Promised to buyers")),
    ("payable", _("Payable")),
    ("paid", _("Paid")),
    ("reversed", _("Reversed")),
]

LEDGER_EVENT_CHOICES = [
    ("promise", _("Promise made")),
    ("release", _("Released")),
    ("accept", _("Accepted")),
    ("pay", _("Paid")),
    ("reverse", _("Reversed")),
]
