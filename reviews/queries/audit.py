"""The audit pages: who saw a number, let a wording pass, took rows out, changed a setting."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews.models import (
    CalendarSpan,
    Cause,
    ExportLog,
    Member,
    RevealLog,
    Script,
    ShiftHandover,
    Shop,
    ShopClock,
    WordingOverride,
)
from reviews.queries.audit_words import changes_of
from reviews.queries.rows import cause_name

KINDS = ("reveals", "overrides", "exports", "settings", "handovers")
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line: when, who, what it was about, and the word or the change."""

    at: dt.datetime
    who: str
    what: str
    word: str
    case: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A page of rows, newest first, and how many rows to skip for the next one."""

    rows: list[AuditRow]
    following: int | None


def audit_page(*, shop: Shop, kind: str, skip: int) -> AuditPage:
    """One page of one of `KINDS`; raises KeyError for another."""
    rows = list(islice(_READERS[kind](shop, skip), PAGE_SIZE + 1))
    following = skip + PAGE_SIZE if len(rows) > PAGE_SIZE else None
    return AuditPage(rows[:PAGE_SIZE], following)


def _page(rows: QuerySet[Any], skip: int) -> QuerySet[Any]:
    return rows[skip : skip + PAGE_SIZE + 1]


def _reveals(shop: Shop, skip: int) -> Iterator[AuditRow]:
    rows = RevealLog.objects.filter(case__shop=shop).select_related("member", "case", "case__buyer")
    for row in _page(rows.order_by("-at", "-id"), skip):
        buyer = row.case.buyer
        yield AuditRow(
            at=row.at,
            who=row.member.display_name,
            what=buyer.phone_masked if buyer is not None else "",
            word=str(_REVEALS.get(row.reason, row.reason)),
            case=row.case.public_id,
            where=row.ip_address or "",
        )


def _overrides(shop: Shop, skip: int) -> Iterator[AuditRow]:
    rows = WordingOverride.objects.filter(shop=shop).select_related("member", "case")
    for row in _page(rows.order_by("-at", "-id"), skip):
        case = row.case.public_id if row.case is not None else ""
        place = str(_PLACES.get(row.place, row.place))
        yield AuditRow(row.at, row.member.display_name, row.text, row.word, case, place)


def _exports(shop: Shop, skip: int) -> Iterator[AuditRow]:
    rows = ExportLog.objects.filter(shop=shop).select_related("member")
    for row in _page(rows.order_by("-at", "-id"), skip):
        what = str(_EXPORTS.get(row.what, row.what))
        yield AuditRow(row.at, row.member.display_name, what, row.query, where=str(row.rows))


def _handovers(shop: Shop, skip: int) -> Iterator[AuditRow]:
    """Shifts that were handed over: by whom, to whom, how many cases."""
    rows = ShiftHandover.objects.filter(shop=shop).select_related("giver", "receiver")
    counted = rows.annotate(cases=Count("lines"))
    for row in _page(counted.order_by("-given_at", "-id"), skip):
        to = row.receiver.display_name if row.receiver is not None else _("Back to the queue")
        yield AuditRow(row.given_at, row.giver.display_name, to, row.word, where=str(row.cases))


def _settings(shop: Shop, skip: int) -> Iterator[AuditRow]:
    """Changes of settings, people, scripts, days and deadlines, field by field."""
    histories = [
        (shop.settings.history, {"id": shop.settings.pk}),
        (Member.history, {"shop": shop.pk}),
        (Script.history, {"shop": shop.pk}),
        (CalendarSpan.history, {"shop": shop.pk}),
        (ShopClock.history, {"shop": shop.pk}),
    ]
    newest = [
        entry
        for manager, own in histories
        for entry in manager.filter(**own)
        .select_related("history_user")
        .order_by("-history_date", "-history_id")[: skip + PAGE_SIZE + 1]
    ]
    newest.sort(key=lambda entry: entry.history_date, reverse=True)
    people = {member.user_id: member.display_name for member in Member.objects.filter(shop=shop)}
    causes = {cause.code: cause_name(cause) for cause in Cause.objects.filter(shop=shop)}
    for entry in newest[skip : skip + PAGE_SIZE + 1]:
        user = entry.history_user
        yield AuditRow(
            at=entry.history_date,
            who=people.get(user.pk, user.username) if user is not None else "",
            what=_subject(entry),
            word=changes_of(
                entry,
                _before(entry),
                causes=causes,
            ),
        )


def _subject(entry: Any) -> str:  # a row of simple_history
    name = str(entry.instance_type._meta.model_name)  # noqa: SLF001  # Django's documented API
    own = getattr(entry, "display_name", "") or getattr(entry, "name", "")
    if name == "shopclock":
        own = f"{entry.get_kind_display()} {entry.valid_from}"
    return f"{_SUBJECTS[name]} {own}".strip()


def _before(entry: Any) -> Any | None:  # rows of simple_history
    earlier = type(entry).objects.filter(id=entry.id, history_id__lt=entry.history_id)
    return earlier.order_by("-history_id").first()


_REVEALS = {
    "call": gettext_lazy("To call this buyer now"),
    "message": gettext_lazy("To write to this buyer"),
    "check": gettext_lazy("To check a wrong number"),
}
_PLACES = {
    "script": gettext_lazy("Script"),
    "message": gettext_lazy("Message"),
    "note": gettext_lazy("Note"),
    "payout_remark": gettext_lazy("Remark"),
    "coupon_name": gettext_lazy("Name"),
    "reason_code": gettext_lazy("Reason"),
}
_EXPORTS = {
    "approvals": gettext_lazy("Approvals"),
    "budgets": gettext_lazy("Budgets"),
    "codes": gettext_lazy("Coupon codes"),
    "promises": gettext_lazy("Promises"),
    "proof": gettext_lazy("Proof of a payment"),
    "stocks": gettext_lazy("Coupons and gifts"),
    "queue": gettext_lazy("Queue"),
    "week": gettext_lazy("Rows of a week as CSV"),
    "week_parquet": gettext_lazy("Week as Parquet"),
    "week_rows": gettext_lazy("Week through the interface"),
    "week_workbook": gettext_lazy("Workbook of a week"),
    "offers": gettext_lazy("Offers"),
    "payouts": gettext_lazy("Payouts"),
    "payments": gettext_lazy("Payment file with payees"),
    "batches": gettext_lazy("Payout batches"),
    "ledger": gettext_lazy("Ledger"),
    "period": gettext_lazy("Independence report"),
    "fairness": gettext_lazy("Fairness report"),
}
_SUBJECTS = {
    "shopsettings": gettext_lazy("Settings"),
    "member": gettext_lazy("Member"),
    "script": gettext_lazy("Script"),
    "calendarspan": gettext_lazy("Calendar"),
    "shopclock": gettext_lazy("Deadline"),
}


_READERS = {
    "reveals": _reveals,
    "overrides": _overrides,
    "exports": _exports,
    "settings": _settings,
    "handovers": _handovers,
}
