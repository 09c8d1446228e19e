"""Names of the desk's words for forms and tables; stored values stay plain strings."""

from django.utils.translation import gettext_lazy as _

PLATFORM_CHOICES = [
    ("taobao", _("Taobao")),
    ("tmall", _("Tmall")),
    ("jd", _("JD")),
    ("pdd", _("Pinduoduo")),
    ("douyin", _("Douyin")),
    ("other", _("Other platform")),
]

AGENT, LEAD, OWNER, OPS = "agent", "lead", "owner", "ops"
ROLE_CHOICES = [
    (AGENT, _("After-sales agent")),
    (LEAD, _("Lead")),
    (OWNER, _("Owner")),
    (OPS, _("Ops")),
]

LEVEL_CHOICES = [
    ("good", _("Good")),
    ("neutral", _("Neutral")),
    ("bad", _("Bad")),
    ("unrated", _("Unrated")),
]

REVIEW_STATE_CHOICES = [
    ("live", _("Live")),
    ("changed", _("Changed")),
    ("deleted", _("Deleted")),
    ("hidden", _("Hidden")),
    ("unknown", _("Not known")),
]

REVIEW_EVENT_CHOICES = [
    ("level_raised", _("Level raised")),
    ("level_lowered", _("Level lowered")),
    ("text_changed", _("Text changed")),
    ("append_added", _("Append added")),
    ("seller_replied", _("Seller replied")),
    ("deleted", _("Deleted")),
    ("hidden", _("Hidden")),
    ("restored", _("Shown again")),
]

COMPLAINT_CHOICES = [
    ("", _("Does not read like a complaint")),
    ("waiting", _("Reads like a complaint")),
    ("opened", _("Case opened")),
    ("dismissed", _("Not a complaint")),
]

SOURCE_CHOICES = [
    ("export", _("Export file")),
    ("api", _("Platform API")),
    ("manual", _("By hand")),
]

CAUSE_SOURCE_CHOICES = [
    ("reader", _("Built-in reader")),
    ("learner", _("Learned model")),
    ("person", _("Person")),
]

UNIT_CHOICES = [
    ("product", _("Product quality")),
    ("warehouse", _("Warehouse")),
    ("logistics", _("Logistics")),
    ("service", _("Customer service")),
    ("commercial", _("Merchandising")),
    ("buyer", _("Buyer")),
    ("unclear", _("Unclear")),
]

PLACE_CHOICES = [
    ("campus", _("Campus")),
    ("school", _("School")),
    ("office", _("Office")),
    ("factory", _("Factory")),
    ("hospital", _("Hospital")),
    ("government", _("Government")),
    ("retail", _("Retail")),
    ("residential", _("Residential")),
    ("rural", _("Rural")),
    ("military", _("Military")),
    ("pickup_point", _("Pickup point")),
    ("unknown", _("Unknown place")),
]

CASE_STATUS_CHOICES = [
    ("open", _("Open")),
    ("waiting", _("Waiting for the buyer")),
    ("held", _("Held")),
    ("closed", _("Closed")),
]

HOLD_CHOICES = [
    ("", _("Not held")),
    ("extortion", _("Suspected extortion, the owner decides")),
    ("complaint", _("Complaint at the platform or the authorities")),
    ("refund_pending", _("A refund is pending")),
    ("abusive", _("Abusive call, handed over")),
]

CLOSE_REASON_CHOICES = [
    ("", _("Not closed")),
    ("solved", _("Problem solved")),
    ("not_solved", _("Problem not solved")),
    ("unreachable", _("Buyer not reached")),
    ("refused_contact", _("Buyer wants no contact")),
    ("window_over", _("Change window was over at import")),
    ("no_complaint", _("No complaint")),
    ("extortion", _("Extortion, handed to the platform")),
]

CLOCK_CHOICES = [
    ("change_window", _("Change window")),
    ("number_expiry", _("Number expiry")),
    ("reply_limit", _("Reply limit")),
]

#: Where the deadlines come from; a row keeps the English, as `reviews.domain.clocks` gives it.
CLOCK_SOURCES = [
    _("Taobao rating rules: one change within 30 days, as quoted by seller sites"),
    _("Taobao notice of 2022-08-24: virtual numbers end 15 days after the trade succeeded"),
    _("Taobao open platform, traderate.explain.add: refused after 30 days"),
    _("desk default, unverified"),
]

CALLBACK_STATUS_CHOICES = [
    ("planned", _("Planned")),
    ("calling", _("Calling")),
    ("done", _("Done")),
    ("missed", _("Missed")),
    ("cancelled", _("Cancelled")),
]

CHANNEL_CHOICES = [
    ("phone", _("Phone")),
    ("wangwang", _("Wangwang")),
    ("sms", _("SMS")),
]

OUTCOME_CHOICES = [
    ("answered", _("Answered")),
    ("no_answer", _("No answer")),
    ("busy", _("Busy")),
    ("rejected", _("Rejected")),
    ("hung_up", _("Hung up")),
    ("wrong_number", _("Wrong number")),
    ("promised_time", _("Asked for a time")),
    ("refused_contact", _("Wants no contact")),
    ("abusive", _("Abusive")),
    ("switched_off", _("Switched off")),
]

#: Pieces of timing evidence that a colleague may say are not true of a buyer.
EVIDENCE_CHOICES = [
    ("agreed_time", _("Agreed time")),
    ("presence", _("Seen online")),
    ("own_calls", _("Earlier calls")),
    ("own_hours", _("Hours of orders and reviews")),
    ("place", _("Kind of place")),
]

PROMISE_STATE_CHOICES = [
    ("open", _("Open")),
    ("kept", _("Kept")),
    ("broken", _("Broken")),
    ("withdrawn", _("Withdrawn")),
]

TEMPERAMENT_CHOICES = [
    ("talkative", _("Talkative")),
    ("quiet", _("Quiet, do not press")),
    ("bargaining", _("Bargains")),
    ("polite", _("Polite")),
    ("never_paid", _("Never took a remedy")),
    ("other", _("Other")),
]

REFUND_STATUS_CHOICES = [
    ("none", _("No refund")),
    ("requested", _("Refund requested")),
    ("returning", _("Goods on the way back")),
    ("refused", _("Refused by the seller")),
    ("closed", _("Refund closed")),
    ("success", _("Refunded")),
]

ORDER_STATUS_CHOICES = [
    ("unpaid", _("Unpaid")),
    ("paid", _("Paid, not shipped")),
    ("shipped", _("Shipped")),
    ("success", _("Completed")),
    ("closed", _("Order closed")),
    ("unknown", _("Status not known")),
]

IMPORT_KIND_CHOICES = [
    ("reviews", _("Reviews")),
    ("orders", _("Orders")),
    ("refunds", _("Refunds")),
    ("do_not_contact", _("Do-not-contact list")),
]

CALENDAR_CHOICES = [
    ("workday", _("Workday")),
    ("off", _("Day off")),
    ("school", _("School holidays")),
    ("promotion", _("Promotion")),
]

WORK_STATE_CHOICES = [
    ("queued", _("Waiting to start")),
    ("running", _("Running")),
    ("done", _("Finished")),
    ("failed", _("Failed")),
    ("cancelled", _("Cancelled")),
]

#: An import is looked through first, and waits until a person starts it.
IMPORT_STATE_CHOICES = [
    ("checking", _("Being looked through")),
    ("checked", _("Waits for your go")),
    *WORK_STATE_CHOICES,
]

STAGE_CHOICES = [
    ("listen", _("Listen")),
    ("empathise", _("Empathise")),
    ("apologise", _("Apologise")),
    ("solve", _("Solve")),
    ("promise", _("Promise")),
]

SCRIPT_KIND_CHOICES = [
    ("talk", _("Said on the phone")),
    ("message", _("Written as a message")),
]

PRESENCE_SOURCE_CHOICES = [
    ("wangwang", _("Wangwang online")),
    ("review", _("Just posted a review")),
    ("message", _("Just wrote a message")),
]
