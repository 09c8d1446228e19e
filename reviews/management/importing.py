"""What the three import commands have in common."""

from argparse import ArgumentParser
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from reviews import reasons
from reviews.intake.failures import UnreadableFile
from reviews.management.base import DeskCommand, parse_moment, shop_by_code
from reviews.models import ImportRun, Shop
from reviews.operations.import_rejects import write_rejects_of
from reviews.operations.imports import run_import, start_import, try_import


class ImportCommand(DeskCommand):
    """Takes a file in before it returns, and says what became of its rows.

    The exit status is 1 only where nothing could be read.
    """

    kind = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--shop", required=True, metavar="CODE")
        parser.add_argument("--preset", metavar="NAME", help="instead of the one that is found")
        parser.add_argument("--dry-run", action="store_true", help="count, but write nothing")
        parser.add_argument(
            "--rejects", type=Path, metavar="PATH", help="where the rows that can't go in are put"
        )
        parser.add_argument(
            "--at", type=parse_moment, metavar="ISO", help="import as of that moment"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        shop = shop_by_code(options["shop"])
        workbook = BytesIO()
        try:
            if options["dry_run"]:
                run = self._try(shop, options, workbook)
            else:
                run = self._take(shop, options)
                if run.rejected:
                    write_rejects_of(run=run, file=workbook)
        except UnreadableFile as failure:
            raise CommandError(reasons.render(failure.reason)) from None
        self._summarise(run, is_trial=options["dry_run"])
        if run.rejected:
            self._put_rejects(workbook, _rejects_path(options))
        if run.rejected == run.total_rows:
            raise CommandError(_("No row of the file could be taken in."))
        if not options["dry_run"]:
            self.follow_up(shop)

    def follow_up(self, shop: Shop) -> None:
        """What comes after the rows are in."""

    def _try(self, shop: Shop, options: dict[str, Any], workbook: BytesIO) -> ImportRun:
        return try_import(
            shop=shop,
            kind=self.kind,
            path=options["file"],
            now=timezone.now(),
            preset=options["preset"],
            as_of=options["at"],
            rejects=workbook,
        )

    def _take(self, shop: Shop, options: dict[str, Any]) -> ImportRun:
        path: Path = options["file"]
        now = timezone.now()
        with ExitStack() as opened:
            try:
                file = opened.enter_context(path.open("rb"))
            except OSError:
                raise CommandError(
                    reasons.render({"code": "file_missing", "params": {"file": str(path)}})
                ) from None
            queued = start_import(
                shop=shop,
                kind=self.kind,
                file=file,
                file_name=path.name,
                member=None,
                now=now,
                preset=options["preset"],
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

    def _summarise(self, run: ImportRun, *, is_trial: bool) -> None:
        found = run.recognised
        how = " ".join(filter(None, (found["format"], found["encoding"], found["sheet"])))
        self.stdout.write(
            _("%(file)s: %(how)s, read as %(preset)s, %(rows)s rows")
            % {"file": run.file_name, "how": how, "preset": found["preset"], "rows": run.total_rows}
        )
        for label, count in _lines(run):
            self.stdout.write(f"  {label} {count}")
        if found["unknown"]:
            unknown = ", ".join(found["unknown"])
            self.stdout.write(_("Columns not used: %(unknown)s") % {"unknown": unknown})
        if is_trial:
            self.stdout.write(_("This was a trial; nothing was written."))

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


def _lines(run: ImportRun) -> list[tuple[str, int]]:
    lines = [
        (_("new:"), run.new),
        (_("changed:"), run.changed),
        (_("unchanged:"), run.unchanged),
        (_("repeated in the file:"), run.repeated),
        (_("rejected:"), run.rejected),
    ]
    if run.kind == "reviews":
        lines.append((_("cases opened:"), run.cases_opened))
    if run.recognised["repeated_headers"]:
        lines.append((_("header rows repeated:"), run.recognised["repeated_headers"]))
    return lines


def _rejects_path(options: dict[str, Any]) -> Path:
    given: Path | None = options["rejects"]
    file: Path = options["file"]
    return given or file.with_name(f"{file.stem}.rejects.xlsx")
