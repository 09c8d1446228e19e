from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from reports.domain.stored_week import UnknownFormat
from reports.domain.summary import WeekSummary
from reports.domain.weeks import IsoWeek
from reports.models import ReportGroup, ReportInput, ReportRun
from reports.operations.runs import make_again, make_now
from reviews import reasons
from reviews.management.base import DeskCommand, parse_moment, shop_by_code
from reviews.models import Shop


class Command(DeskCommand):
    help = "Writes a week's cause analysis as a workbook."

    def add_arguments(self, parser: ArgumentParser) -> None:
        languages = [code for code, _name in settings.LANGUAGES]
        about = parser.add_mutually_exclusive_group(required=True)
        about.add_argument("--shop", metavar="CODE")
        about.add_argument("--shops", metavar="CODE,CODE", help=_("several shops in one workbook"))
        about.add_argument("--group", metavar="ID", help=_("the shops of a group of the desk"))
        about.add_argument("--again", metavar="ID", help=_("a finished report, from its kept rows"))
        parser.add_argument("--week", metavar="2026-W46")
        parser.add_argument("--output", required=True, metavar="FILE.xlsx", type=Path)
        parser.add_argument("--language", choices=languages, default=settings.LANGUAGE_CODE)
        parser.add_argument("--at", type=parse_moment, metavar="ISO")

    def handle(self, *_args: Any, **options: Any) -> None:
        output: Path = options["output"]
        try:
            summary = _again(options["again"], output) if options["again"] else self._new(options)
        except OSError as error:
            raise CommandError(
                _("%(path)s can't be written: %(error)s. Name a file in a folder of yours.")
                % {"path": error.filename or output, "error": error.strerror or error}
            ) from None
        with translation.override(options["language"]):
            for sentence in summary.sentences:
                self.stdout.write(reasons.render(sentence))
        self.stdout.write(
            _("%(cases)s cases of %(week)s written to %(path)s.")
            % {"cases": summary.totals.cases, "week": summary.week, "path": output}
        )

    def _new(self, options: dict[str, Any]) -> WeekSummary:
        if not options["week"]:
            raise CommandError(_("Name the week with --week, such as 2026-W46."))
        now = timezone.now()
        group = _group(options["group"]) if options["group"] else None
        run, summary = make_now(
            shops=list(group.shops.order_by("id")) if group else _shops(options),
            group=group,
            week=_week(options["week"]),
            language=options["language"],
            path=options["output"],
            made_at=options["at"] or now,
            now=now,
        )
        self.stdout.write(
            _("Kept as report %(id)s: --again %(id)s makes it again to the same figures.")
            % {"id": run.public_id}
        )
        return summary


def _group(public_id: str) -> ReportGroup:
    group = ReportGroup.objects.filter(public_id=public_id).first()
    if group is None:
        raise CommandError(_("There is no group %(id)s.") % {"id": public_id})
    return group


def _shops(options: dict[str, Any]) -> list[Shop]:
    codes = (options["shops"] or options["shop"]).split(",")
    return [shop_by_code(code) for code in dict.fromkeys(map(str.strip, codes))]


def _again(report: str, output: Path) -> WeekSummary:
    try:
        run = ReportRun.objects.select_related("shop", "group").get(public_id=report, state="done")
        return make_again(run=run, path=output)
    except (ReportRun.DoesNotExist, ReportInput.DoesNotExist, UnknownFormat):
        raise CommandError(
            _("The rows of report %(id)s are not kept, or are of a newer version.") % {"id": report}
        ) from None


def _week(written: str) -> IsoWeek:
    try:
        return IsoWeek.parse(written)
    except ValueError:
        raise CommandError(
            _("%(written)s is no week. Write an ISO week such as 2026-W46.") % {"written": written}
        ) from None
