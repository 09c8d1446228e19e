"""What every command of the desk has in common: its language, its moment, its errors."""

import datetime as dt
from argparse import ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.utils import DatabaseError, OperationalError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from reviews.models import Shop


def parse_moment(raw: str) -> dt.datetime:
    """An ISO 8601 time; one without offset counts as desk time."""
    try:
        moment = dt.datetime.fromisoformat(raw)
    except ValueError:
        raise ArgumentTypeError(
            _("%(raw)s is not a time such as 2026-11-22T10:00+08:00.") % {"raw": raw},
        ) from None
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def shop_by_code(code: str) -> Shop:
    """The shop of that code; CommandError with the way out where there is none."""
    shop = Shop.objects.select_related("settings").filter(code=code).first()
    if shop is None:
        raise CommandError(
            _(
                "There is no shop with the code %(code)s. Make it with: "
                "python manage.py create_shop %(code)s --name NAME --platform PLATFORM",
            )
            % {"code": code},
        )
    return shop


class DeskCommand(BaseCommand):
    """A command that speaks the desk's language and answers failures with one sentence."""

    requires_system_checks: list[str] = []

    def execute(self, *args: Any, **options: Any) -> str | None:
        with translation.override(settings.LANGUAGE_CODE):
            try:
                return super().execute(*args, **options)
            except OperationalError as error:
                raise CommandError(
                    _(
                        "The database can't be used (%(error)s). Check DATABASE_URL and run: "
                        "python manage.py migrate",
                    )
                    % {"error": str(error).strip().splitlines()[0]},
                ) from None
            except DatabaseError as error:
                raise CommandError(
                    _("The database refused (%(error)s). Nothing was half-written.")
                    % {"error": str(error).strip().splitlines()[0]},
                ) from None
