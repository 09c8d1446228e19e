"""What the import commands have in common."""

import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError
from contextlib import ExitStack
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from reviews import reasons
from reviews.domain.reason import Reason
from reviews.intake.asked import Asked
from reviews.intake.columns import FileKind, clean_heading, column_names, fields_of
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers import look
from reviews.intake.readers.spool import Spool
from reviews.management.base import DeskCommand, parse_moment, shop_by_code
from reviews.management.import_words import (
    columns_in_words,
    counted_in_words,
    first_rows_in_words,
    how_it_is_read,
    reasons_in_words,
    tally_in_words,
)
from reviews.models import ImportRun, Shop
from reviews.operations.import_files import limits_in_force
from reviews.operations.import_mapping import keep_mapping
from reviews.operations.import_preview import Preview, preview_file
from reviews.operations.import_rejects import write_rejects_of, write_trial_rejects
from reviews.operations.imports import run_import, start_import

#: How a tab and other signs are typed at a prompt.
_DELIMITERS = {"comma": ",", "tab": "\t", "semicolon": ";", "bar": "|"}
_ENCODINGS = ("utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be")


class ImportCommand(DeskCommand):
    """Takes a file in before it returns, and says what became of its rows.

    The exit status is 1 only where nothing could be read.
    """

    kind = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--shop", required=True, metavar="CODE")
        parser.add_argument("--dry-run", action="store_true", help="show it all, write nothing")
        parser.add_argument(
            "--rejects", type=Path, metavar="PATH", help="where the rows that can't go in are put"
        )
        parser.add_argument(
            "--at", type=parse_moment, metavar="ISO", help="import as of that moment"
        )
        parser.add_argument(
            "--full-export",
            type=parse_days,
            metavar="FROM..TO",
            help="the file holds everything of these days: what it lacks has been deleted",
        )
        self._add_overrules(parser)

    def _add_overrules(self, parser: ArgumentParser) -> None:
        how = parser.add_argument_group("instead of what is found by looking")
        how.add_argument("--preset", metavar="NAME")
        how.add_argument("--encoding", choices=_ENCODINGS)
        how.add_argument("--delimiter", choices=_DELIMITERS)
        how.add_argument("--sheet", metavar="NAME")
        how.add_argument("--header-row", type=int, metavar="N", help="counted from 1")
        how.add_argument(
            "--map",
            action="append",
            default=[],
            type=parse_column,
            metavar="HEADING=FIELD",
            help="read a column as a field; HEADING= leaves it out",
        )
        how.add_argument(
            "--save-mapping", action="store_true", help="use --map for the shop's next file too"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        shop = shop_by_code(options["shop"])
        asked = self._asked(options)
        workbook = BytesIO()
        try:
            self._check_columns(options["file"], asked)
            if options["dry_run"]:
                rejected, total = self._try(shop, asked, options, workbook)
            else:
                rejected, total = self._take(shop, asked, options, workbook)
        except UnreadableFile as failure:
            raise CommandError(reasons.render(failure.reason)) from None
        if rejected:
            self._put_rejects(workbook, _rejects_path(options))
        if rejected == total:
            raise CommandError(_("No row of the file could be taken in."))
        if not options["dry_run"]:
            self.follow_up(shop)

    def follow_up(self, shop: Shop) -> None:
        """What comes after the rows are in."""

    def _asked(self, options: dict[str, Any]) -> Asked:
        columns = dict(options["map"])
        known = fields_of(FileKind(self.kind))
        for field in columns.values():
            if field and field not in known:
                told = {"field": field, "known": ", ".join(known)}
                raise CommandError(_("There is no field %(field)s; known are: %(known)s.") % told)
        return Asked(
            encoding=options["encoding"] or "",
            delimiter=_DELIMITERS.get(options["delimiter"] or "", ""),
            sheet=options["sheet"] or "",
            header_row=options["header_row"] or 0,
            preset=options["preset"] or "",
            columns=columns,
        )

    def _check_columns(self, path: Path, asked: Asked) -> None:
        """A heading that isn't there is a slip of the person, not something to pass over."""
        if not asked.columns:
            return
        names = column_names(look(path, limits=limits_in_force(), asked=asked).header)
        cleaned = set(map(clean_heading, names))
        for heading in asked.columns:
            if clean_heading(heading) not in cleaned:
                told = {"heading": heading, "known": ", ".join(names)}
                raise CommandError(
                    _("There is no column %(heading)s; the file has: %(known)s.") % told
                )

    def _try(
        self, shop: Shop, asked: Asked, options: dict[str, Any], workbook: BytesIO
    ) -> tuple[int, int]:
        with TemporaryFile() as file:
            rejects = Spool(file)
            preview = preview_file(
                shop=shop,
                kind=self.kind,
                path=options["file"],
                asked=asked,
                limits=limits_in_force(),
                keep=lambda raw, reason: rejects.add(replace(raw, damage=reason)),
            )
            self._show(preview, options["file"].name)
            if preview.tally.rejected:
                header = [str(name) for name in _list(preview.shape["header"])]
                write_trial_rejects(header=header, rejects=rejects.kept(), file=workbook)
        return preview.tally.rejected, preview.counted

    def _show(self, preview: Preview, file_name: str) -> None:
        self.stdout.write(how_it_is_read(file_name, preview.shape, preview.total))
        if not preview.missing:
            self._write_all(tally_in_words(self.kind, preview.tally, preview.shape))
            self._write_all(counted_in_words(preview))
        self._write_all(columns_in_words(preview))
        if preview.missing:
            raise CommandError(_("Say with --map which columns these are."))
        self._write_all(reasons_in_words(preview.reasons))
        self._write_all(first_rows_in_words(preview.first))
        self.stdout.write(_("This was a trial; nothing was written."))

    def _write_all(self, lines: list[str]) -> None:
        for line in lines:
            self.stdout.write(line)

    def _take(
        self, shop: Shop, asked: Asked, options: dict[str, Any], workbook: BytesIO
    ) -> tuple[int, int]:
        run = self._run(shop, asked, options)
        self.stdout.write(how_it_is_read(run.file_name, run.recognised, run.total_rows or 0))
        self._write_all(tally_in_words(self.kind, run, run.recognised))
        if run.recognised["unknown"]:
            unknown = ", ".join(run.recognised["unknown"])
            self.stdout.write(_("Columns not used: %(unknown)s") % {"unknown": unknown})
        if options["save_mapping"] and asked.columns:
            keep_mapping(
                shop=shop,
                kind=self.kind,
                header=run.recognised["header"],
                columns=asked.columns,
                now=timezone.now(),
            )
        if run.rejected:
            write_rejects_of(run=run, file=workbook)
        return run.rejected, run.total_rows or 0

    def _run(self, shop: Shop, asked: Asked, options: dict[str, Any]) -> ImportRun:
        path: Path = options["file"]
        now = timezone.now()
        with ExitStack() as opened:
            try:
                file = opened.enter_context(path.open("rb"))
            except OSError:
                raise UnreadableFile(Reason("file_missing", {"file": str(path)})) from None
            queued = start_import(
                shop=shop,
                kind=self.kind,
                file=file,
                file_name=path.name,
                member=None,
                now=now,
                asked=asked,
                covers=options["full_export"],
                as_of=options["at"],
            )
        run = run_import(run_id=queued.pk, now=now)
        if run is None:
            raise CommandError(
                _("The same file is being imported just now; its result will stand.")
            )
        if run.state != "done":
            raise CommandError(reasons.render(run.error))
        return run

    def _put_rejects(self, workbook: BytesIO, path: Path) -> None:
        try:
            path.write_bytes(workbook.getvalue())
        except OSError:
            self.stderr.write(
                _("The rejected rows can't be written to %(path)s. Choose --rejects PATH.")
                % {"path": path}
            )
        else:
            self.stdout.write(_("The rejected rows with their reasons: %(path)s") % {"path": path})


def parse_column(raw: str) -> tuple[str, str]:
    """``HEADING=FIELD``; the heading may hold signs of equality itself."""
    heading, sign, field = raw.rpartition("=")
    if not sign or not heading.strip():
        raise ArgumentTypeError(_("%(raw)s is not HEADING=FIELD.") % {"raw": raw})
    return heading, field.strip()


def parse_days(raw: str) -> tuple[dt.date, dt.date]:
    """``2026-11-01..2026-11-18``: first and last day."""
    first, _sign, last = raw.partition("..")
    try:
        days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    except ValueError:
        days = None
    if days is None or days[0] > days[1]:
        raise ArgumentTypeError(
            _("%(raw)s is no span such as 2026-11-01..2026-11-18.") % {"raw": raw}
        )
    return days


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _rejects_path(options: dict[str, Any]) -> Path:
    given: Path | None = options["rejects"]
    file: Path = options["file"]
    return given or file.with_name(f"{file.stem}.rejects.xlsx")
