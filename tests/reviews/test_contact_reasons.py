import re
from pathlib import Path

import pytest

from reviews.domain.contact_rules import Hold
from reviews.domain.next_step import StepKind
from reviews.domain.outcomes import Outcome
from reviews.reasons import contact, render

ROOM = Path(contact.__file__).parents[1]
FILES = (
    *("domain/contact_blocks.py", "domain/contact_limits.py", "domain/next_step.py"),
    *("operations/attempts.py", "operations/attempt_effects.py", "operations/calls.py"),
    *("operations/case_states.py", "operations/contacts.py", "operations/reveals.py"),
    "operations/talks.py",
)
#: What stands in the braces of a code that is put together.
PARTS = {
    "{hold}": tuple(Hold),
    "{hold}_until": tuple(f"{hold}_until" for hold in Hold),
    "{kind}": (
        *(StepKind.SOLVE, StepKind.STOP_PHONE, StepKind.END_CONTACT),
        StepKind.HAND_OVER,
    ),
    "{outcome}": (
        *(Outcome.NO_ANSWER, Outcome.BUSY, Outcome.REJECTED, Outcome.HUNG_UP),
        Outcome.SWITCHED_OFF,
    ),
    "{why}": ("dials", "hung_up", "unanswered"),
    "{name}": (
        *("call_from", "call_until", "quiet_from", "quiet_until", "quiet_on_holiday_first_day"),
        *("dials_per_day", "connected_per_day", "dials_per_case", "hours_between_dials"),
    ),
}


def codes_in_use() -> set[str]:
    found = set()
    for name in FILES:
        for code in re.findall(r'Reason\(\s*f?"([^"]+)"', (ROOM / name).read_text()):
            start, brace, rest = code.partition("{")
            parts = PARTS[brace + rest] if brace else ("",)
            found |= {start + part for part in parts}
    return found


def test_every_code_has_a_sentence_and_every_sentence_a_code():
    assert codes_in_use() == set(contact.SENTENCES)


@pytest.mark.parametrize("code", sorted(contact.SENTENCES))
def test_every_sentence_can_be_filled(code):
    names = re.findall(r"%\((\w+)\)s", str(contact.SENTENCES[code]))
    times = dict.fromkeys(names, "2026-11-18T10:00:00+08:00")
    assert "%(" not in render({"code": code, "params": times})
