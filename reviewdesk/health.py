"""Is the desk well? One finding a part: what is wrong, and how to mend it."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_celery_beat.models import PeriodicTask
from kombu.exceptions import ConnectionError as BrokerConnectionError
from kombu.exceptions import OperationalError as BrokerOperationalError

from reviewdesk.celery import app
from reviewdesk.command_line import first_line
from reviewdesk.models import Heartbeat
from reviewdesk.tasks import WORKER, beat_heart
from reviews.contact_cipher import UnreadableContact, blind_index, decrypt, encrypt
from reviews.domain.workdays import Calendar
from reviews.models import Shop
from reviews.queries.calendars import calendar_of

WORKER_SILENT_AFTER = dt.timedelta(minutes=2)
# Beat writes the times of its entries down every three minutes.
BEAT_SILENT_AFTER = dt.timedelta(minutes=5)
CLOCK_MAY_DIFFER = dt.timedelta(seconds=5)
FREE_BYTES_WANTED = 500 * 1024 * 1024
BROKER_SECONDS = 3
#: A plan looks four days ahead; the rest is time to act in.
CALENDAR_NEEDED_AHEAD = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `mend` says what to do and is empty where all is well."""

    name: str
    said: str
    mend: str = ""

    @property
    def ok(self) -> bool:
        return not self.mend


def examine(now: dt.datetime) -> list[Finding]:
    """Run every check, in the order in which a person would mend things."""
    return [check(now) for check in CHECKS]


def check_settings(_now: dt.datetime) -> Finding:
    messages = checks.run_checks(include_deployment_checks=settings.PRODUCTION)
    serious = [message for message in messages if message.level >= checks.WARNING]
    if serious:
        return Finding(
            "settings",
            _("%(count)d complaints, the first: %(first)s")
            % {"count": len(serious), "first": f"{serious[0].msg} ({serious[0].id})"},
            _("Correct the variables named in docs/configuration.md; `check` lists all."),
        )
    mode = _("production") if settings.PRODUCTION else _("embedded default")
    return Finding(
        "settings",
        _("version %(version)s, %(mode)s") % {"version": settings.VERSION, "mode": mode},
    )


def check_database(_now: dt.datetime) -> Finding:
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return Finding(
            "database",
            _("cannot be reached: %(error)s") % {"error": first_line(error).rstrip(".")},
            _("Start the database or correct DATABASE_URL."),
        )
    if missing:
        return Finding(
            "database",
            _("%(count)d migrations are missing") % {"count": len(missing)},
            _("Run: python manage.py migrate"),
        )
    return Finding("database", _("%(vendor)s, up to date") % {"vendor": connection.display_name})


def check_broker(_now: dt.datetime) -> Finding:
    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=BROKER_SECONDS)
            broker.channel()
            return Finding("broker", str(broker.transport.driver_name))
    except (BrokerOperationalError, BrokerConnectionError, OSError) as error:
        return Finding(
            "broker",
            _("cannot be reached: %(error)s") % {"error": first_line(error).rstrip(".")},
            _("Start the broker or correct CELERY_BROKER_URL."),
        )


def check_beat(now: dt.datetime) -> Finding:
    mend = _("Start beat: celery -A reviewdesk beat (scripts/run does it for you)")
    try:
        entry = PeriodicTask.objects.filter(task=beat_heart.name, enabled=True).first()
    except DatabaseError:
        return _unknown("beat")
    if entry is None or entry.last_run_at is None:
        return Finding("beat", _("has never run"), mend)
    return _age_finding("beat", now - entry.last_run_at, BEAT_SILENT_AFTER, mend)


def check_worker(now: dt.datetime) -> Finding:
    mend = _("Start a worker: celery -A reviewdesk worker (scripts/run does it for you)")
    try:
        beat_at = _last_beat()
    except DatabaseError:
        return _unknown("worker")
    if beat_at is None:
        return Finding("worker", _("has never answered"), mend)
    return _age_finding("worker", now - beat_at, WORKER_SILENT_AFTER, mend)


def check_storage(_now: dt.datetime) -> Finding:
    folder = Path(settings.DATA_DIR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"well")
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Finding(
            "storage",
            _("%(folder)s cannot be written: %(error)s")
            % {"folder": folder, "error": error.strerror},
            _("Make the folder writable or set REVIEWDESK_DATA_DIR."),
        )
    said = _("%(folder)s, %(free)d MB free") % {"folder": folder, "free": free // 1024**2}
    low = free < FREE_BYTES_WANTED
    return Finding("storage", said, _("Free some space on that disk.") if low else "")


def check_clock(now: dt.datetime) -> Finding:
    mend = _("Set the clocks of this machine and of the database by NTP.")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT CURRENT_TIMESTAMP")
            (told,) = cursor.fetchone()
            last_beat = _last_beat()
    except DatabaseError:
        return _unknown("clock")
    told = dt.datetime.fromisoformat(told) if isinstance(told, str) else told
    told = told.replace(tzinfo=dt.UTC) if told.tzinfo is None else told
    apart = abs(timezone.now() - told)
    if apart > CLOCK_MAY_DIFFER:
        seconds = int(apart.total_seconds())
        return Finding("clock", _("%(n)d seconds off the database's") % {"n": seconds}, mend)
    if last_beat is not None and last_beat > now + CLOCK_MAY_DIFFER:
        return Finding("clock", _("was set back: the last sign of life is in the future"), mend)
    return Finding("clock", timezone.localtime(now).isoformat(timespec="seconds"))


def check_keys(_now: dt.datetime) -> Finding:
    mend = _("Restore REVIEWDESK_CONTACT_KEYS and REVIEWDESK_INDEX_KEY from your backup.")
    try:
        whole = decrypt(encrypt("probe", purpose="doctor"), purpose="doctor") == "probe"
        whole = whole and bool(blind_index("probe", purpose="doctor"))
    except (ImproperlyConfigured, UnreadableContact) as error:
        return Finding("keys", str(error), mend)
    said = _("%(count)d contact keys, the index key is there")
    return Finding("keys", said % {"count": len(settings.CONTACT_KEYS)}, "" if whole else mend)


def check_calendar(now: dt.datetime) -> Finding:
    """A year that isn't announced falls back to weekdays and the holidays fixed by law.

    The notice for the next year comes in November or December; until the plan looks into that
    year, its absence is worth a word but nobody's fault.
    """
    today = timezone.localtime(now).date()
    ahead = (today + CALENDAR_NEEDED_AHEAD).year
    for year in range(today.year, ahead + 1):
        if Calendar().is_provisional(year) and not _declared_by_hand(year):
            return Finding(
                "calendar",
                _(
                    "%(year)d is not announced in this version: weekdays count as workdays,"
                    " make-up days are not known"
                )
                % {"year": year},
                _("Update ReviewDesk, or declare the days of the notice in each shop's calendar."),
            )
    said = _("the days off of %(year)d are known") % {"year": today.year}
    if Calendar().is_provisional(today.year + 1):
        said += _("; %(year)d is not announced yet") % {"year": today.year + 1}
    return Finding("calendar", said)


def check_messages(_now: dt.datetime) -> Finding:
    """Whether the Chinese is compiled: without it a Chinese desk is half English."""
    mend = _("Run %(command)s, then start the desk again; ./scripts/run does both.") % {
        "command": "scripts/messages --compile"
    }
    for folder in map(Path, settings.LOCALE_PATHS):
        for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
            compiled = source.with_suffix(".mo")
            if not compiled.exists():
                return Finding("messages", _("not compiled: pages are half English"), mend)
            if compiled.stat().st_mtime < source.stat().st_mtime:
                return Finding(
                    "messages", _("older than their source: new texts are English"), mend
                )
    return Finding("messages", _("compiled"))


def _declared_by_hand(year: int) -> bool:
    """Whether every shop has typed the notice of that year in."""
    try:
        shops = list(Shop.objects.select_related("settings").order_by("id"))
        return bool(shops) and not any(calendar_of(shop).is_provisional(year) for shop in shops)
    except DatabaseError:
        return False


CHECKS: tuple[Callable[[dt.datetime], Finding], ...] = (
    check_settings,
    check_database,
    check_broker,
    check_beat,
    check_worker,
    check_storage,
    check_clock,
    check_keys,
    check_calendar,
    check_messages,
)


def healthz(_request: HttpRequest) -> JsonResponse:
    """For load balancers: 200 while pages can be served, 503 without the database.

    ``worker`` is "alive", "silent" or "unknown"; it does not change the status, since a desk with
    a silent worker still serves its pages.
    """
    try:
        beat_at = _last_beat()
    except DatabaseError:
        return JsonResponse({"status": "database unreachable", "worker": "unknown"}, status=503)
    fresh = beat_at is not None and timezone.now() - beat_at <= WORKER_SILENT_AFTER
    return JsonResponse({"status": "ok", "worker": "alive" if fresh else "silent"})


def _last_beat() -> dt.datetime | None:
    return Heartbeat.objects.filter(name=WORKER).values_list("beat_at", flat=True).first()


def _unknown(name: str) -> Finding:
    return Finding(
        name, _("unknown while the database is not ready"), _("Mend the database first.")
    )


def _age_finding(name: str, age: dt.timedelta, limit: dt.timedelta, mend: str) -> Finding:
    seconds = max(int(age.total_seconds()), 0)
    said = _("last sign of life %(seconds)d seconds ago") % {"seconds": seconds}
    return Finding(name, said, mend if age > limit else "")
