"""The audit pages: who saw a number, let a wording pass, took rows out, changed a setting."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews.models import ExportLog, Member, RevealLog, Script, Shop, WordingOverride

KINDS = ("reveals", "overrides", "exports", "settings")
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


def _settings(shop: Shop, skip: int) -> Iterator[AuditRow]:
    """Changes of the settings, the people and the scripts, field by field."""
    histories = [
        (shop.settings.history, {"id": shop.settings.pk}),
        (Member.history, {"shop": shop.pk}),
        (Script.history, {"shop": shop.pk}),
    ]
    newest = [
        entry
        for manager, own in histories
        for entry in manager.filter(**own)
        .select_related("history_user")
        .order_by("-history_date", "-history_id")[: skip + PAGE_SIZE + 1]
    ]
    newest.sort(key=lambda entry: entry.history_date, reverse=True)
    for entry in newest[skip : skip + PAGE_SIZE + 1]:
        yield AuditRow(
            at=entry.history_date,
            who=entry.history_user.username if entry.history_user else "",
            what=_subject(entry),
            word=_changes(entry),
        )


def _subject(entry: Any) -> str:  # a row of simple_history
    name = str(entry.instance_type._meta.model_name)  # noqa: SLF001  # Django's documented API
    return f"{_SUBJECTS[name]} {getattr(entry, 'display_name', '')}".strip()


def _changes(entry: Any) -> str:  # a row of simple_history
    earlier = type(entry).objects.filter(id=entry.id, history_id__lt=entry.history_id)
    before = earlier.order_by("-history_id").first()
    if before is None:
        return _("Added")
    delta = entry.diff_against(before, foreign_keys_are_objs=False)
    return "; ".join(f"{_label(one.field)}: {one.old} → {one.new}" for one in delta.changes)


def _label(field: str) -> str:
    return str(_FIELDS.get(field, field))


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
    "queue": gettext_lazy("Queue"),
    "week": gettext_lazy("Week"),
    "week_parquet": gettext_lazy("Week as Parquet"),
    "week_rows": gettext_lazy("Week through the interface"),
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
}
_FIELDS = {
    "role": gettext_lazy("Role"),
    "is_active": gettext_lazy("works here"),
    "text": gettext_lazy("Sentence"),
    "stage": gettext_lazy("Stage"),
    "kind": gettext_lazy("Where it is used"),
    "version": gettext_lazy("Version"),
    "retired_at": gettext_lazy("Retired at"),
    "changed_at": gettext_lazy("Changed at"),
    "changed_by": gettext_lazy("Changed by"),
    "paused_until": gettext_lazy("On a break until"),
    "cause_code": gettext_lazy("Cause"),
    "call_from": gettext_lazy("Call from"),
    "call_until": gettext_lazy("Call until"),
    "quiet_from": gettext_lazy("Quiet from"),
    "quiet_until": gettext_lazy("Quiet until"),
    "dials_per_day": gettext_lazy("Dials a day"),
    "dials_per_case": gettext_lazy("Dials a case"),
    "hours_between_dials": gettext_lazy("Hours between dials"),
    "handling_minutes": gettext_lazy("Minutes a call takes"),
    "purge_after_days": gettext_lazy("Days until contact data are purged"),
    "may_mention_review": gettext_lazy("The review may be mentioned"),
}


_READERS = {
    "reveals": _reveals,
    "overrides": _overrides,
    "exports": _exports,
    "settings": _settings,
}
