from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.domain.weeks import IsoWeek
from reports.operations.files import save_weekly_workbook
from reviews import reasons
from reviews.management.base import DeskCommand, parse_moment, shop_by_code


class Command(DeskCommand):
    help = "Writes a week's cause analysis as a workbook."

    def add_arguments(self, parser: ArgumentParser) -> None:
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--shop", required=True, metavar="CODE")
        parser.add_argument("--week", required=True, metavar="2026-W46")
        parser.add_argument("--output", required=True, metavar="FILE.xlsx", type=Path)
        parser.add_argument("--language", choices=languages, default=settings.LANGUAGE_CODE)
        parser.add_argument("--at", type=parse_moment, metavar="ISO")

    def handle(self, *_args: Any, **options: Any) -> None:
        output: Path = options["output"]
        try:
            summary = save_weekly_workbook(
                shop=shop_by_code(options["shop"]),
                week=_week(options["week"]),
                language=options["language"],
                path=output,
                now=options["at"] or timezone.now(),
            )
        except OSError as error:
            raise CommandError(
                _("%(path)s can't be written: %(error)s. Name a file in a folder of yours.")
                % {"path": output, "error": error.strerror or error}
            ) from None
        for sentence in summary.sentences:
            self.stdout.write(reasons.render(sentence))
        self.stdout.write(
            _("%(cases)s cases of %(week)s written to %(path)s.")
            % {"cases": summary.totals.cases, "week": summary.week, "path": output}
        )


def _week(written: str) -> IsoWeek:
    try:
        return IsoWeek.parse(written)
    except ValueError:
        raise CommandError(
            _("%(written)s is no week. Write an ISO week such as 2026-W46.") % {"written": written}
        ) from None
