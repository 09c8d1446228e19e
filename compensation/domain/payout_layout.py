"""The form of a payment page's file: columns, their order and limits, totals, result headings.

Platforms change these now and then, so a layout is data: shipped ones to start from, and a shop's
own copies (see docs/money.md for where each shipped one comes from).
"""

from dataclasses import dataclass
from enum import StrEnum

from reviews.domain.reason import Reason

LONGEST_HEADING = 60
MOST_COLUMNS = 30
#: Pages cut a merchant's serial number here; ours are shorter.
KEY_LENGTH = 22


class Field(StrEnum):
    """What a column can hold."""

    POSITION = "position"
    KEY = "key"
    ORDER = "order"
    PAYEE_ACCOUNT = "payee_account"
    PAYEE_NAME = "payee_name"
    AMOUNT = "amount"
    REMARK = "remark"
    REMARK_AND_KEY = "remark_and_key"
    CONSTANT = "constant"


class TotalField(StrEnum):
    """What a totals block can hold."""

    BATCH = "batch"
    DAY = "day"
    TOTAL = "total"
    COUNT = "count"
    CONSTANT = "constant"


class TotalsPlace(StrEnum):
    """Where total and count stand in the file."""

    NONE = "none"
    HEAD = "head"
    FOOT = "foot"


PAYEE_FIELDS = frozenset({Field.PAYEE_ACCOUNT, Field.PAYEE_NAME})
_KEY_FIELDS = frozenset({Field.KEY, Field.REMARK_AND_KEY})
_WHO_FIELDS = frozenset({Field.ORDER, Field.PAYEE_ACCOUNT})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, its heading, and the most signs the page takes (0 = any)."""

    field: Field
    heading: str
    most: int = 0
    value: str = ""  # of a constant


@dataclass(frozen=True, slots=True)
class Total:
    """One cell of the totals block with its heading."""

    field: TotalField
    heading: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class ResultHeadings:
    """How the page's answer names its columns, and what it writes for paid and failed."""

    key: tuple[str, ...]
    outcome: tuple[str, ...]
    amount: tuple[str, ...]
    failure: tuple[str, ...]
    reference: tuple[str, ...]
    paid_words: tuple[str, ...]
    failed_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole form. Amounts in fen; 0 lines or fen mean no limit."""

    name: str
    columns: tuple[Column, ...]
    result: ResultHeadings
    title: str = ""
    totals_place: TotalsPlace = TotalsPlace.NONE
    totals: tuple[Total, ...] = ()
    most_lines: int = 0
    most_fen: int = 0
    encoding: str = "utf-8-sig"
    remark: str = ""

    def has(self, field: Field) -> bool:
        """Whether a column holds this."""
        return any(column.field == field for column in self.columns)

    @property
    def needs_payee(self) -> bool:
        """Whether the file holds payees in clear."""
        return any(self.has(field) for field in PAYEE_FIELDS)


def layout_problems(layout: Layout) -> list[Reason]:
    """Why a layout can't be used: an answer could not be matched, or nobody would be paid."""
    held = {column.field for column in layout.columns}
    problems = []
    if not held & _KEY_FIELDS:
        problems.append(Reason("layout_without_key"))
    if not held & _WHO_FIELDS:
        problems.append(Reason("layout_without_payee"))
    if Field.AMOUNT not in held:
        problems.append(Reason("layout_without_amount"))
    headings = [column.heading.strip() for column in layout.columns]
    if not all(headings) or len(set(headings)) != len(headings):
        problems.append(Reason("layout_headings_unclear"))
    if any(
        0 < column.most < KEY_LENGTH for column in layout.columns if column.field in _KEY_FIELDS
    ):
        problems.append(Reason("layout_key_is_cut", {"most": KEY_LENGTH}))
    return problems + _result_problems(layout.result)


def _result_problems(result: ResultHeadings) -> list[Reason]:
    needed = (result.key, result.outcome, result.amount, result.paid_words, result.failed_words)
    if not all(needed):
        return [Reason("layout_result_unclear")]
    if set(result.paid_words) & set(result.failed_words):
        return [Reason("layout_words_contradict")]
    return []
