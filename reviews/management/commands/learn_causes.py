"""`learn_causes`: teach the desk a shop's causes, and see whether it got better."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from reviews.domain.causes.learner import LabelledText
from reviews.management.base import DeskCommand, shop_by_code
from reviews.management.cause_lines import facts_in
from reviews.management.json_lines import BadLineError, objects_of
from reviews.operations.cause_learning import (
    CodesNotInTree,
    Lesson,
    NothingToLearn,
    learn_for_shop,
)
from reviews.reasons import render

_LONGEST_CODE = 60


class Command(DeskCommand):
    help = (
        "Learns a shop's causes from its confirmed reviews, or from a file of labelled texts, and "
        "prints the held-out figures before and after. The model is used only if it is better."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--shop", metavar="CODE", required=True)
        parser.add_argument(
            "--labels",
            metavar="FILE.jsonl",
            type=Path,
            help=(
                'lines of {"text": ..., "causes": [...]}, perhaps with "stars" and "category", '
                "instead of the confirmed reviews"
            ),
        )
        parser.add_argument(
            "--add-causes",
            action="store_true",
            help="add codes of the file that the shop's tree lacks",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        shop, file = shop_by_code(options["shop"]), options["labels"]
        try:
            lesson = learn_for_shop(
                shop=shop,
                now=timezone.now(),
                labels=None if file is None else _labels(file),
                add_causes=options["add_causes"],
            )
        except (NothingToLearn, CodesNotInTree) as error:
            raise CommandError(render(error.reason)) from None
        self._report(lesson)

    def _report(self, lesson: Lesson) -> None:
        compared = lesson.comparison
        facts = {"labels": lesson.labels, "judged": compared.judged, "number": lesson.number}
        self.stdout.write(
            _("Model %(number)s learned from %(labels)s texts, judged on %(judged)s held-out ones:")
            % facts,
        )
        self._row(_("all causes (micro-F1)"), compared.before, compared.after)
        for code, (before, after) in sorted(compared.per_cause.items()):
            self._row(code, before, after)
        self.stdout.write(
            _("It is better and in use now; all reviews will be read again.")
            if lesson.is_applied
            else _("It is not better; the shop keeps the reader it has."),
        )

    def _row(self, name: str, before: float, after: float) -> None:
        self.stdout.write(f"  {before:.3f} -> {after:.3f}  {name}")


def _labels(file: Path) -> list[LabelledText]:
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise CommandError(
            _("%(file)s can't be read: %(fault)s") % {"file": file, "fault": error.strerror},
        ) from None
    labels = []
    for number, raw in objects_of(lines):
        try:
            labels.append(_label(raw))
        except BadLineError as error:
            raise CommandError(
                _("Line %(number)s: %(fault)s") % {"number": number, "fault": error},
            ) from None
    return labels


def _label(raw: dict[str, object] | BadLineError) -> LabelledText:
    if isinstance(raw, BadLineError):
        raise raw
    text, causes = raw.get("text"), raw.get("causes")
    if not isinstance(text, str):
        raise BadLineError(_("it has no “text”."))
    if not isinstance(causes, list) or not all(_is_code(code) for code in causes):
        raise BadLineError(_("“causes” must be a list of codes of at most 60 characters."))
    return LabelledText(text, frozenset(causes), facts_in(raw))


def _is_code(code: object) -> bool:
    return isinstance(code, str) and 0 < len(code) <= _LONGEST_CODE
