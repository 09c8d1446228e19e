"""`infer_place`: addresses in, one a line; what kind of place each is out, as JSON lines."""

import json
import os
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

from reviews.domain.places import infer_place
from reviews.management.base import DeskCommand


class Command(DeskCommand):
    help = (
        "Reads addresses from standard input, one a line, and writes one JSON object a line: "
        "address, place_type, confidence, because. UTF-8 or GB18030."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            for address in _addresses(sys.stdin.buffer):
                place = infer_place(address)
                answer = {
                    "address": address,
                    "place_type": place.place_type.value,
                    "confidence": place.confidence,
                    "because": list(place.because),
                }
                self.stdout.write(json.dumps(answer, ensure_ascii=False))
            self.stdout.flush()
        except BrokenPipeError:
            # The reader has seen enough (`| head`); Python would complain again when it exits.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _addresses(lines: BinaryIO) -> Iterator[str]:
    for line in lines:
        raw = line.rstrip(b"\r\n")
        try:
            yield raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            yield raw.decode("gb18030", errors="replace")
