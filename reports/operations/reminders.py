"""Tells of corrective actions that need somebody; each occasion once to each who hears of it.

What was told stands in the action's history, with the day and the status it was told of: a new
day or another return of the cause is told again. A receiver that refused hears it the next hour.
"""

import datetime as dt
import logging
from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from reports.domain.reminders import Reminder, reminder_for
from reports.domain.told import reminder_word
from reports.domain.weeks import DESK_ZONE
from reports.models import Action, Receiver
from reports.operations.deliveries import send_text
from reports.words import UNITS, label
from reviews import reasons
from reviews.access import DECIDERS
from reviews.models import Member, Shop
from reviews.operations.history import record_change

logger = logging.getLogger(__name__)

WAITING = ["open", "reopened"]
MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class Occasion:
    """An action and why it is told of."""

    action: Action
    reminder: Reminder


def remind_of_actions(*, now: dt.datetime) -> int:
    """Send what is due to the receivers of each shop; returns how many messages were taken."""
    today = now.astimezone(DESK_ZONE).date()
    due: dict[Shop, list[Occasion]] = defaultdict(list)
    found = Action.objects.filter(status__in=WAITING).select_related("shop", "cause", "product")
    for action in found.order_by("shop", "due_on", "id"):
        reminder = reminder_for(status=action.status, due_on=action.due_on, today=today)
        if reminder is not None:
            due[action.shop].append(Occasion(action, reminder))
    return sum(_tell_shop(shop, occasions, now=now) for shop, occasions in due.items())


def _tell_shop(shop: Shop, occasions: list[Occasion], *, now: dt.datetime) -> int:
    escalated = [one for one in occasions if one.reminder.escalates]
    receivers = Receiver.objects.filter(shop=shop, retired_at__isnull=True).order_by("id")
    taken = sum(_tell(receiver, occasions, now=now) for receiver in receivers)
    return taken + sum(_tell(decider, escalated, now=now) for decider in _deciders(shop))


def _deciders(shop: Shop) -> list[Receiver]:
    """Leads and owners by their own mail, where the desk sends any."""
    if not settings.MAIL_URL:
        return []
    members = Member.objects.filter(shop=shop, role__in=DECIDERS, is_active=True)
    return [
        Receiver(
            public_id=member.public_id,
            kind="mail",
            address=member.user.email,
            language=member.user.language,
        )
        for member in members.exclude(user__email="").select_related("user").order_by("id")
    ]


def _tell(receiver: Receiver, occasions: list[Occasion], *, now: dt.datetime) -> bool:
    news = [one for one in occasions if not _was_told(receiver, one)][:MOST_LINES]
    if not news:
        return False
    with translation.override(receiver.language):
        title, text = _message(news)
    refused = send_text(receiver=receiver, title=title, text=text, now=now)
    if refused is not None:
        logger.warning("reminder not taken by %s: %s", receiver.public_id, refused.code)
        return False
    for one in news:
        record_change(one.action, member=None, now=now, reason=_word(receiver, one))
    return True


def _word(receiver: Receiver, told: Occasion) -> str:
    return reminder_word(told.reminder.occasion, receiver.public_id)


def _was_told(receiver: Receiver, one: Occasion) -> bool:
    entries = one.action.history.filter(
        history_change_reason=_word(receiver, one), due_on=one.action.due_on
    )
    if one.action.status == "reopened":
        since = one.action.history.exclude(status="reopened").order_by("-history_id").first()
        entries = entries.filter(history_id__gt=since.history_id if since else 0)
    return bool(entries.exists())


def _message(news: list[Occasion]) -> tuple[str, str]:
    shop = news[0].action.shop
    title = _("%(shop)s: %(count)d corrective actions need somebody") % {
        "shop": shop.name,
        "count": len(news),
    }
    lines = [_line(one) for one in news]
    if settings.PUBLIC_URL:
        path = reverse("reports:actions", kwargs={"shop": shop.code})
        lines.append(f"{settings.PUBLIC_URL}{path}")
    return title, "\n\n".join(lines)


def _line(one: Occasion) -> str:
    action = one.action
    why = reasons.render(one.reminder.reason)
    unit = label(UNITS, action.unit)
    who = _("%(unit)s, %(owner)s") % {"unit": unit, "owner": action.owner_name}
    return _("%(title)s (%(who)s; %(cause)s): %(why)s") % {
        "title": action.title,
        "who": who if action.owner_name else unit,
        "cause": action.cause.label,
        "why": why,
    }
