"""A payment page's answer, row by row: what each row would do, before anything moves.

A row is matched by the key of its line alone, never by amount or name.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from compensation.domain.batch_states import LineState
from compensation.domain.money import NotAnAmountError, parse_yuan
from compensation.domain.payout_layout import ResultHeadings
from reviews.domain.masking import mask_free_text
from reviews.domain.reason import Reason

#: A number a spreadsheet rounded: its digits can't be had back.
_ROUNDED = re.compile(r"^\d(?:\.\d+)?E\+?\d{1,3}$", re.IGNORECASE)
#: Keys are made of these signs (see `reviews.models.fields.new_public_id`), perhaps with a try.
_KEY = re.compile(r"(?<![a-z0-9])[a-z2-7]{16}(?:-\d{1,4})?(?![a-z0-9-])")
_KEY_SHOWN, _SAID_SHOWN = 80, 160


class Verdict(StrEnum):
    """What a row would do; only the first two move anything."""

    PAY = "pay"
    FAIL = "fail"
    ALREADY = "already"
    HELD = "held"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class ResultCells:
    """The cells of a row that count, as text."""

    number: int
    key: str
    outcome: str
    amount: str
    failure: str = ""
    reference: str = ""
    damage: Reason | None = None


@dataclass(frozen=True, slots=True)
class KnownLine:
    """A line of the shop's batches; ``batch`` is the number of its batch."""

    key: str
    batch: int
    amount_fen: int
    state: LineState


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A row with its verdict and the reason of it."""

    number: int
    key: str
    verdict: Verdict
    because: Reason | None = None
    amount_fen: int | None = None
    reference: str = ""
    failure: str = ""


def find_headings(
    header: Sequence[str], headings: ResultHeadings
) -> tuple[dict[str, int], list[Reason]]:
    """Where each needed column stands, and which ones are missing.

    Of several headings that would do, the one named first in the preset counts.
    """
    cleaned = [_plain(heading) for heading in header]
    places: dict[str, int] = {}
    for name in ("key", "outcome", "amount", "failure", "reference"):
        wanted = [_plain(heading) for heading in getattr(headings, name)]
        found = next((cleaned.index(heading) for heading in wanted if heading in cleaned), None)
        if found is not None:
            places[name] = found
    missing = [
        Reason("result_column_missing", {"column": name, "headings": " / ".join(wanted)})
        for name in ("key", "outcome", "amount")
        if name not in places
        for wanted in [getattr(headings, name)[:4]]
    ]
    return places, missing


def keys_of(rows: Iterable[ResultCells]) -> set[str]:
    """The keys a result names, as our lines would carry them."""
    return {key for row in rows if (key := read_key(row.key))}


def read_key(cell: str) -> str:
    """The key inside a cell, which may be a remark around it; "" where there is none."""
    found = _KEY.findall(_plain(cell))
    return found[-1] if found else ""


def judge_rows(
    rows: Sequence[ResultCells],
    *,
    batch: int,
    known: Mapping[str, KnownLine],
    headings: ResultHeadings,
) -> list[JudgedRow]:
    """Each row's verdict. Rows that name one key twice and disagree are held, all of them."""
    judged = [_judge(row, batch=batch, known=known, headings=headings) for row in rows]
    said: dict[str, set[Verdict]] = {}
    for row in judged:
        if row.verdict in _MOVING:
            said.setdefault(row.key, set()).add(row.verdict)
    seen: Counter[str] = Counter()
    return [_once(row, said, seen) for row in judged]


_MOVING = frozenset({Verdict.PAY, Verdict.FAIL})


def _once(row: JudgedRow, said: Mapping[str, set[Verdict]], seen: Counter[str]) -> JudgedRow:
    if row.verdict not in _MOVING:
        return row
    seen[row.key] += 1
    if len(said[row.key]) > 1:
        return replace(row, verdict=Verdict.HELD, because=Reason("result_contradicts_itself"))
    if seen[row.key] > 1:
        return replace(row, verdict=Verdict.ALREADY, because=Reason("result_says_it_twice"))
    return row


def _judge(
    row: ResultCells,
    *,
    batch: int,
    known: Mapping[str, KnownLine],
    headings: ResultHeadings,
) -> JudgedRow:
    """In order: damage, the key, its line and batch, the outcome, the amount, what is booked."""
    shown = row.key.strip()[:_KEY_SHOWN]
    if row.damage is not None:
        return JudgedRow(row.number, shown, Verdict.UNREADABLE, row.damage)
    key = read_key(row.key)
    if not key:
        return JudgedRow(row.number, shown, Verdict.UNREADABLE, _no_key(row.key))
    line = known.get(key)
    if line is None:
        return JudgedRow(row.number, key, Verdict.UNKNOWN, Reason("result_key_unknown"))
    if line.batch != batch:
        because = Reason("result_of_another_batch", {"number": line.batch})
        return JudgedRow(row.number, key, Verdict.UNKNOWN, because)
    return _judge_line(row, line, headings)


def _judge_line(row: ResultCells, line: KnownLine, headings: ResultHeadings) -> JudgedRow:
    outcome = _outcome(row.outcome, headings)
    if outcome is None:
        because = Reason("result_outcome_unknown", {"said": row.outcome.strip()[:40] or "—"})
        return JudgedRow(row.number, line.key, Verdict.HELD, because)
    try:
        amount_fen = parse_yuan(row.amount)
    except NotAnAmountError as error:
        return JudgedRow(row.number, line.key, Verdict.HELD, error.reason)
    judged = JudgedRow(
        number=row.number,
        key=line.key,
        verdict=outcome,
        amount_fen=amount_fen,
        reference=row.reference.strip()[:_KEY_SHOWN],
        failure=row.failure.strip()[:_SAID_SHOWN] if outcome == Verdict.FAIL else "",
    )
    if amount_fen != line.amount_fen:
        params = {"said_fen": amount_fen, "ours_fen": line.amount_fen}
        return replace(
            judged, verdict=Verdict.HELD, because=Reason("result_amount_differs", params)
        )
    return _against_state(judged, line.state)


def _against_state(judged: JudgedRow, state: LineState) -> JudgedRow:
    if state == LineState.SENT:
        return judged
    if state == _BOOKED[judged.verdict]:
        return replace(judged, verdict=Verdict.ALREADY, because=Reason("result_booked_already"))
    because = Reason("result_against_booking", {"line_state": state.value})
    return replace(judged, verdict=Verdict.HELD, because=because)


_BOOKED = {Verdict.PAY: LineState.PAID, Verdict.FAIL: LineState.FAILED}


def _outcome(said: str, headings: ResultHeadings) -> Verdict | None:
    word = _plain(said)
    if word in {_plain(known) for known in headings.paid_words}:
        return Verdict.PAY
    return Verdict.FAIL if word in {_plain(known) for known in headings.failed_words} else None


def _no_key(cell: str) -> Reason:
    narrow = "".join(unicodedata.normalize("NFKC", cell).split())
    if _ROUNDED.match(narrow):
        return Reason("result_key_rounded", {"said": narrow[:40]})
    if not narrow:
        return Reason("result_key_missing")
    return Reason("result_key_unreadable", {"said": mask_free_text(cell.strip())[:40]})


def _plain(text: str) -> str:
    """Full width, case, blanks and a spreadsheet's own decoration aside."""
    narrow = unicodedata.normalize("NFKC", text).strip().strip("\t'\"=").strip()
    return narrow.casefold()
