"""Names of the reports' words; stored values stay plain strings."""

from django.utils.translation import gettext_lazy as _

ACTION_STATUS_CHOICES = [
    ("open", _("Open")),
    ("in_force", _("Fix in force")),
    ("effective", _("Cause fell")),
    ("no_effect", _("No change seen")),
    ("reopened", _("Came back")),
    ("closed", _("Closed")),
]

RECEIVER_CHOICES = [
    ("dingtalk", _("DingTalk robot")),
    ("wecom", _("WeCom robot")),
    ("feishu", _("Feishu robot")),
    ("mail", _("Mail")),
]
