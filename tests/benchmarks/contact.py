"""The places and contact-rules table: accuracy on addresses read by hand, and speed.

Run with ``python -m tests.benchmarks.contact``. The data folder is ``REVIEWDESK_SHARED_DATA`` or
``../shared/data`` beside the repository; where it is missing only the rules are measured.
"""

import csv
import datetime as dt
import os
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from reviews.domain.contact_rules import (
    DESK_ZONE,
    ContactFacts,
    ContactRules,
    Dial,
    allowed_slots,
)
from reviews.domain.places import PlaceType, infer_place
from reviews.domain.workdays import Calendar

FOLDER = Path(
    os.environ.get("REVIEWDESK_SHARED_DATA")
    or Path(__file__).resolve().parents[3] / "shared" / "data",
)
SEED, CASES, SLOTS = 20, 2_000, 96


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table."""

    measure: str
    reached: str
    target: str


def home(place_type: str) -> str:
    """Estates and villages are one: both mean that people are home in the evening."""
    return "residential" if place_type == PlaceType.RURAL else place_type


def places(folder: Path) -> Iterator[Line]:
    """Accuracy on sure rows, unknown among rows with a cue, addresses a second of one core."""
    with (folder / "places.dev.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {row["address"]: infer_place(row["address"]).place_type.value for row in rows}
    sure = [row for row in rows if row["confidence"] == "high"]
    right = mean(home(found[row["address"]]) == home(row["place_type"]) for row in sure)
    cued = [row for row in rows if row["place_type"] != PlaceType.UNKNOWN]
    unknown = mean(found[row["address"]] == PlaceType.UNKNOWN for row in cued)
    yield Line(f"places: accuracy on {len(sure)} sure rows", f"{right:.3f}", ">= 0.85")
    yield Line(f"places: unknown of {len(cued)} rows with a cue", f"{unknown:.3f}", "<= 0.15")
    addresses = (folder / "addresses.txt").read_text(encoding="utf-8").splitlines()
    started = time.process_time()
    for address in addresses:
        infer_place(address)
    speed = len(addresses) / (time.process_time() - started)
    yield Line("places: addresses a second of one core", f"{speed:,.0f}", ">= 20,000")


def rules() -> Line:
    """Seconds of one core to answer for every case and every half hour of two days."""
    chance = random.Random(SEED)  # invented cases, no secret
    now = dt.datetime(2026, 11, 18, 10, tzinfo=DESK_ZONE)
    slots = [now + n * dt.timedelta(minutes=30) for n in range(SLOTS)]
    cases = [_invented(chance, now) for _case in range(CASES)]
    calendar, limits = Calendar(), ContactRules()
    started = time.process_time()
    for facts in cases:
        allowed_slots(slots, rules=limits, facts=facts, calendar=calendar)
    seconds = time.process_time() - started
    return Line(f"rules: seconds for {CASES:,} cases x {SLOTS} slots", f"{seconds:.2f}", "< 1")


def _invented(chance: random.Random, now: dt.datetime) -> ContactFacts:
    hours = [chance.uniform(0, 72) for _dial in range(chance.choice([0, 0, 1, 2]))]
    return ContactFacts(
        region=chance.choice(["浙江省", "新疆", "四川省"]),
        dials=tuple(Dial(now - dt.timedelta(hours=h), chance.random() < 0.3) for h in hours),
        number_expires_at=now + dt.timedelta(days=chance.uniform(-1, 15)),
    )


def main() -> None:
    """Print the table."""
    lines = [rules()]
    if (FOLDER / "addresses").is_dir():
        lines = [*places(FOLDER / "addresses"), *lines]
    else:
        sys.stdout.write(f"places: skipped, there is no folder {FOLDER / 'addresses'}\n")
    for line in lines:
        sys.stdout.write(f"{line.measure:<48}{line.reached:>10}   {line.target}\n")


if __name__ == "__main__":
    main()
