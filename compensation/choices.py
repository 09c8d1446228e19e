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

TIER_CHOICES = [
    ("new", _("New customer")),
    ("returning", _("Returning customer")),
    ("regular", _("Regular customer")),
    ("unknown", _("Customer not known")),
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

BATCH_STATE_CHOICES = [
    ("draft", _("Being gathered")),
    ("exported", _("Exported, no answer yet")),
    ("partly", _("Partly answered")),
    ("answered", _("Fully answered")),
    ("closed", _("Closed")),
    ("recalled", _("Recalled")),
    ("discarded", _("Discarded")),
]

LINE_STATE_CHOICES = [
    ("gathered", _("Gathered")),
    ("sent", _("Waits for the answer")),
    ("paid", _("Paid")),
    ("failed", _("Payment failed")),
    ("dropped", _("Left out")),
    ("recalled", _("Recalled")),
]

FILE_TYPE_CHOICES = [("xlsx", _("Workbook")), ("csv", "CSV")]

RESULT_STATE_CHOICES = [
    ("checked", _("Looked at, not booked")),
    ("booking", _("Being booked")),
    ("booked", _("Booked")),
    ("discarded", _("Discarded")),
]

ROW_VERDICT_CHOICES = [
    ("pay", _("Paid")),
    ("fail", _("Payment failed")),
    ("already", _("Booked already")),
    ("held", _("Held: nothing moves")),
    ("unknown", _("Not of this batch")),
    ("unreadable", _("Unreadable")),
]

STOCK_KIND_CHOICES = [
    (value, name)
    for value, name in REMEDY_CHOICES
    if value in {"coupon", "free_shipping", "member_level", "gift", "replacement"}
]

CODE_STATE_CHOICES = [
    ("free", _("In stock")),
    ("handed", _("Handed to an offer")),
    ("sent", _("Sent to the buyer")),
    ("void", _("Taken out")),
]
