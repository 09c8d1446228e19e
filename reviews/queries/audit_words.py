"""Changes of settings, people, scripts, days and deadlines: each field, from what to what.

Values are shown as their page shows them: choices by their name, money in yuan, times in the desk's
zone, colleagues and causes by name.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NOTHING = "—"
Row = Any  # a row of simple_history
#: What a new row says of itself at once: else the limits of a shop could not be followed.
FIRST = ("days", "source")
#: What a member's history holds besides what somebody decided.
SILENT = frozenset({"id", "public_id", "shop", "user", "created_at", "version", "changed_by"})


def changes_of(entry: Row, earlier: Row | None, *, causes: Mapping[str, str]) -> str:
    """One line: "Dials a day: 2 → 1"; ``causes`` are the names of causes by their codes."""
    if earlier is None:
        first = [f"{label(one)}: {getattr(entry, one)}" for one in FIRST if hasattr(entry, one)]
        return "; ".join([_("Added"), *first])
    if entry.history_type == "-":
        return _("Removed")
    delta = entry.diff_against(earlier, foreign_keys_are_objs=False)
    told = [
        f"{label(one.field)}: {shown(entry, one.field, one.old, causes)}"
        f" → {shown(entry, one.field, one.new, causes)}"
        for one in delta.changes
        if one.field not in SILENT
    ]
    return "; ".join(told) or _("Saved without a change")


def label(field: str) -> str:
    """The field as its page names it."""
    return str(LABELS.get(field, field))


def shown(entry: Row, field: str, value: object, causes: Mapping[str, str]) -> str:
    """One value in words."""
    if value is None or value == "":
        return NOTHING
    if field == "cause_code":
        return causes.get(str(value), str(value))
    kind = entry.instance_type._meta.get_field(field)  # noqa: SLF001  # Django's documented API
    if kind.choices:
        return str(dict(kind.flatchoices).get(value, value))
    if field.endswith("_fen"):
        return f"¥{int(str(value)) / 100:,.2f}"
    return _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return str(value)


LABELS: dict[str, LazyText | str] = {
    "role": gettext_lazy("Role"),
    "display_name": gettext_lazy("Name on the desk"),
    "is_active": gettext_lazy("works here"),
    "paused_until": gettext_lazy("On a break until"),
    "text": gettext_lazy("Sentence"),
    "stage": gettext_lazy("Stage"),
    "kind": gettext_lazy("Where it is used"),
    "cause_code": gettext_lazy("Cause"),
    "retired_at": gettext_lazy("Retired at"),
    "changed_at": gettext_lazy("Changed at"),
    "starts_on": gettext_lazy("First day"),
    "ends_on": gettext_lazy("Last day"),
    "name": gettext_lazy("Name"),
    "days": gettext_lazy("Days"),
    "valid_from": gettext_lazy("Valid from"),
    "source": gettext_lazy("Source"),
    "call_from": gettext_lazy("Calls from"),
    "call_until": gettext_lazy("Calls until"),
    "quiet_from": gettext_lazy("Quiet from"),
    "quiet_until": gettext_lazy("Quiet until"),
    "quiet_on_holiday_first_day": gettext_lazy("Quiet on the first day of a holiday"),
    "dials_per_day": gettext_lazy("Dials a day, at most"),
    "dials_per_case": gettext_lazy("Dials a case, at most"),
    "hours_between_dials": gettext_lazy("Hours between dials, at least"),
    "handling_minutes": gettext_lazy("Minutes a call takes"),
    "share_kept_free": gettext_lazy("Share of the day kept free (%)"),
    "explore_share": gettext_lazy("Share of calls tried by chance (%)"),
    "promotion_share_kept_free": gettext_lazy("Kept free on promotion days (%)"),
    "purge_after_days": gettext_lazy("Days until contact data are purged after closing"),
    "may_mention_review": gettext_lazy("The review may be mentioned once, after solved"),
    "offer_limit_per_agent_day_fen": gettext_lazy("What a person may offer a day"),
    "uses_presence": gettext_lazy("Online now counts for the time of a call"),
    "uses_own_calls": gettext_lazy("Earlier calls to the buyer count for the time"),
    "uses_own_hours": gettext_lazy("Hours of the buyer's orders count for the time"),
    "uses_shop_rates": gettext_lazy("The shop's own rates count for the time"),
    "uses_place": gettext_lazy("The place of the address counts for the time"),
    "usual_school_holidays": gettext_lazy("Usual school holidays"),
    "usual_promotions": gettext_lazy("Usual promotions"),
}
