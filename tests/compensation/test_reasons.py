import re
from pathlib import Path

import pytest
from django.utils import translation

import compensation
from compensation.reasons import SENTENCES
from reviews.domain.reason import Reason
from reviews.reasons import known_codes, render

CODE = re.compile(r'Reason\(\s*"(\w+)"')
SOURCES = Path(compensation.__file__).parent
ADDED = {f"amount_by_{bound}" for bound in ("severity", "percent", "rule", "ceiling", "order")}
CHECKED = {"remedy_of_nothing", "approval_never_needed", "amount_over_order", "nothing_to_say"}
#: Said by this app in words of the reviews app, which names the same thing on the case card.
BORROWED = {"order_cancelled_unshipped"}


def used_codes():
    sources = (path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py"))
    return {code for source in sources for code in CODE.findall(source)} | ADDED | CHECKED


def test_every_reason_of_the_app_has_its_sentence_and_no_other():
    assert used_codes() == set(SENTENCES) | BORROWED


def test_the_desk_knows_the_sentences():
    assert set(SENTENCES) | BORROWED <= known_codes()


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (
            Reason("amount_by_percent", {"rule": "物流", "cause": "x", "severity": 2}),
            "Rule “物流”, serious: the rule's share of the order",
        ),
        (
            Reason("offers_over_order", {"paid_fen": 12_900, "left_fen": 400}),
            "All offers together would exceed the ¥129.00 paid; ¥4.00 is left.",
        ),
        (
            Reason("offer_move_refused", {"state": "paid", "wanted": "offered"}),
            "The offer is “Paid”; it can't become “Offered”.",
        ),
        (
            Reason("policy_unreadable", {"path": "policy.rules", "expected": "list"}),
            "The policy can't be read at policy.rules: a list is expected.",
        ),
    ],
)
def test_a_reason_reads_as_a_sentence(reason, sentence):
    with translation.override("en"):
        assert render(reason) == sentence
