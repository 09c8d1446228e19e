"""The only writer of receivers and deliveries: who hears of a report, and whether they did."""

import datetime as dt
from http.client import HTTPException
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from reports.domain.robots import Robot, make_posting, refusal
from reports.domain.weeks import IsoWeek
from reports.models import Delivery, Receiver, ReportGroup, ReportRun
from reports.outgoing import NotAllowed, is_allowed, post_json
from reports.words import week_name
from reviews import reasons
from reviews.domain.reason import Reason
from reviews.models import Member, Shop

LEASE = dt.timedelta(minutes=2)
#: Robots take twenty messages a minute and then none for ten: waits grow.
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 11, 30, 120))


class WrongReceiver(Exception):
    """The receiver can't be added; ``reason`` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


def add_receiver(
    *,
    shop: Shop | None = None,
    group: ReportGroup | None = None,
    kind: str,
    name: str,
    address: str,
    secret: str,
    language: str,
    member: Member | None,
    now: dt.datetime,
) -> Receiver:
    """Announce the scheduled reports of the shop or the group there.

    Raises WrongReceiver where nothing may be sent.
    """
    if kind == "mail" and not settings.MAIL_URL:
        raise WrongReceiver(Reason("mail_not_set_up"))
    if kind != "mail" and not is_allowed(address):
        raise WrongReceiver(Reason("receiver_not_allowed"))
    return Receiver.objects.create(
        shop=shop,
        group=group,
        kind=kind,
        name=name,
        address=address,
        secret=secret,
        language=language,
        created_at=now,
        created_by=member,
    )


def retire_receiver(*, receiver: Receiver, now: dt.datetime) -> bool:
    """Announce nothing there any more; False where that was said before."""
    in_use = Receiver.objects.filter(pk=receiver.pk, retired_at__isnull=True)
    return in_use.update(retired_at=now) == 1


def announce(*, run: ReportRun, now: dt.datetime) -> int:
    """A delivery for each receiver of the shop or of the group; one that is there stays.

    None for a group that was given up while its workbook was made.
    """
    in_use = Receiver.objects.filter(retired_at__isnull=True, group__retired_at__isnull=True)
    receivers = in_use.filter(shop=run.shop_id, group=run.group_id).order_by("id")
    wanted = [
        Delivery(run=run, receiver=receiver, due_at=now, created_at=now) for receiver in receivers
    ]
    Delivery.objects.bulk_create(wanted, ignore_conflicts=True)
    return len(wanted)


def sweep_deliveries(*, now: dt.datetime, limit: int = 20) -> list[int]:
    """Ids of the deliveries a worker may send."""
    due = Delivery.objects.due(now).order_by("due_at", "id")
    return list(due.values_list("pk", flat=True)[:limit])


def deliver(*, delivery_id: int, now: dt.datetime) -> bool:
    """Send one due delivery; True where it was taken. A refused one waits, and at last fails."""
    if not Delivery.objects.claim(pk=delivery_id, now=now, lease=LEASE):
        return False
    delivery = Delivery.objects.select_related("receiver", "run__shop", "run__group").get(
        pk=delivery_id
    )
    with translation.override(delivery.receiver.language):
        title, text = _message(delivery.run)
    error = send_text(receiver=delivery.receiver, title=title, text=text, now=now)
    is_last = delivery.tries > len(WAITS)
    state = "done" if error is None else "failed" if is_last else "queued"
    wait = dt.timedelta() if state != "queued" else WAITS[delivery.tries - 1]
    Delivery.objects.filter(pk=delivery.pk, state="running", tries=delivery.tries).update(
        state=state,
        due_at=now + wait,
        lease_until=None,
        finished_at=None if state == "queued" else now,
        error=error.as_json() if error else {},
    )
    return error is None


def send_text(*, receiver: Receiver, title: str, text: str, now: dt.datetime) -> Reason | None:
    """Send one message now; None where it was taken, else why it was not."""
    try:
        if receiver.kind == "mail":
            return _mail(receiver.address, title, text)
        robot = Robot(receiver.kind)
        posting = make_posting(
            robot,
            url=receiver.address,
            secret=receiver.secret,
            title=title,
            text=f"{title}\n\n{text}",
            now=now,
        )
        status, body = post_json(posting.url, posting.body)
    except NotAllowed:
        return Reason("receiver_not_allowed")
    except (OSError, HTTPException, SMTPException) as error:
        return Reason("receiver_unreachable", {"error": type(error).__name__})
    return refusal(robot, status=status, body=body)


def _mail(address: str, title: str, text: str) -> Reason | None:
    if not settings.MAIL_URL:
        return Reason("mail_not_set_up")
    send_mail(title, text, None, [address])
    return None


def _message(run: ReportRun) -> tuple[str, str]:
    """Title and text: the report's sentences and the way to it; nothing of a buyer."""
    week = IsoWeek.parse(run.week)
    about = run.group or run.shop
    title = _("%(shop)s: weekly cause report, %(week)s") % {
        "shop": about.name if about else "",
        "week": week_name(week),
    }
    lines = [reasons.render(Reason.from_json(sentence)) for sentence in run.sentences]
    if settings.PUBLIC_URL and (path := _path_to(run)):
        lines.append(f"{settings.PUBLIC_URL}{path}?week={run.week}")
    return title, "\n\n".join(lines)


def _path_to(run: ReportRun) -> str:
    """The page of the report: a group's is opened from the desk of its first shop."""
    if run.group is None:
        return reverse("reports:dashboard", kwargs={"shop": run.shop.code}) if run.shop else ""
    first = run.group.shops.order_by("id").first()
    return reverse("reports:groups", kwargs={"shop": first.code}) if first else ""
