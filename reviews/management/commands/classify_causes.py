"""`classify_causes`: review texts in, their causes with the words that show them out."""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from reviews.domain.causes import read_causes
from reviews.domain.causes.facts import ReviewFacts
from reviews.management.base import DeskCommand, shop_by_code
from reviews.management.cause_lines import facts_in
from reviews.management.json_lines import BadLineError, objects_of
from reviews.operations.cause_readers import reader_of
from reviews.operations.causes import in_tree, living_causes

#: code, confidence, evidence
Finding = tuple[str, float, Iterable[Iterable[int]]]
Read = Callable[[str, ReviewFacts], list[Finding]]


class Command(DeskCommand):
    help = (
        "Reads JSON objects with id, text and perhaps stars and category from standard input, one "
        "a line, and writes one a line: id and causes (code, confidence, evidence as character "
        "offsets). A line that can't be read is named on standard error, the rest goes on, and "
        "the command ends with status 1. Without --shop no database is needed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--shop", metavar="CODE", help="read with this shop's tree and model")

    def handle(self, *_args: Any, **options: Any) -> None:
        read = _shop_reader(options["shop"]) if options["shop"] else _built_in
        try:
            bad = self._answer_all(read)
        except BrokenPipeError:
            # The reader has seen enough (`| head`); Python would complain again when it exits.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return
        if bad:
            raise CommandError(
                _("Lines that could not be read: %(bad)s (see above).") % {"bad": bad}
            )

    def _answer_all(self, read: Read) -> int:
        bad = 0
        for number, raw in objects_of(sys.stdin.buffer):
            try:
                self._answer(raw, read)
            except BadLineError as error:
                bad += 1
                self.stderr.write(
                    _("Line %(number)s: %(fault)s") % {"number": number, "fault": error},
                )
        return bad

    def _answer(self, raw: dict[str, object] | BadLineError, read: Read) -> None:
        if isinstance(raw, BadLineError):
            raise raw
        text, facts = _text(raw), facts_in(raw)
        causes = [
            {
                "code": code,
                "confidence": confidence,
                "evidence": [list(span) for span in evidence],
            }
            for code, confidence, evidence in read(text, facts)
        ]
        line = json.dumps({"id": raw.get("id"), "causes": causes}, ensure_ascii=False)
        # A lone surrogate can't be written as UTF-8, but as the escape JSON has for it.
        self.stdout.write(line.encode("utf-8", "backslashreplace").decode("utf-8"))
        self.stdout.flush()


def _text(raw: dict[str, object]) -> str:
    text = raw.get("text")
    if not isinstance(text, str):
        raise BadLineError(_("it has no “text”."))
    return text


def _built_in(text: str, facts: ReviewFacts) -> list[Finding]:
    reading = read_causes(text, stars=facts.stars)
    return [(cause.code, cause.confidence, cause.evidence) for cause in reading.causes]


def _shop_reader(code: str) -> Read:
    shop = shop_by_code(code)
    reader, tree = reader_of(shop), living_causes(shop)

    def read(text: str, facts: ReviewFacts) -> list[Finding]:
        rows = in_tree(reader.read(text, facts), tree)
        return [(row.cause.code, row.confidence, row.evidence) for row in rows]

    return read
