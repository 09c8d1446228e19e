"""The columns of a week's case rows for programs: Parquet and the interface have the same ones.

Names, order and types stay; a new column comes last. Ids are text, times carry their zone, money
is integer fen. Whether the review changed is left out on purpose: beside the owner's name it would
let anybody rank people by it, beside an amount it would join a remedy to the review.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reports.domain.rows import CaseRow
from reports.domain.timing import hours_to_contact
from reports.domain.weeks import DESK_ZONE, IsoWeek

Value = str | int | float | bool | datetime | None


class Type(StrEnum):
    """What a column holds."""

    TEXT = "text"
    WHOLE = "whole"
    DECIMAL = "decimal"
    YES_NO = "yes_no"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class RowColumn:
    """One column; ``may_lack`` says that a row may have no value in it."""

    name: str
    type: Type
    value: Callable[[CaseRow, IsoWeek], Value]
    may_lack: bool = False


def _local(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(DESK_ZONE)


COLUMNS: tuple[RowColumn, ...] = (
    RowColumn("week", Type.TEXT, lambda _row, week: str(week)),
    RowColumn("shop", Type.TEXT, lambda row, _week: row.shop),
    RowColumn("case_id", Type.TEXT, lambda row, _week: row.case_id),
    RowColumn("review_id", Type.TEXT, lambda row, _week: row.review_id),
    RowColumn("platform", Type.TEXT, lambda row, _week: row.platform),
    RowColumn("rated_at", Type.TIME, lambda row, _week: _local(row.rated_at)),
    RowColumn("arrived_at", Type.TIME, lambda row, _week: _local(row.arrived_at)),
    RowColumn("arrived_late", Type.YES_NO, lambda row, week: row.came_late(week)),
    RowColumn("level", Type.TEXT, lambda row, _week: row.level.value),
    RowColumn("stars", Type.WHOLE, lambda row, _week: row.stars, may_lack=True),
    RowColumn("text", Type.TEXT, lambda row, _week: row.text),
    RowColumn("unit", Type.TEXT, lambda row, _week: row.main_cause.unit),
    RowColumn("cause", Type.TEXT, lambda row, _week: row.main_cause.name),
    RowColumn("cause_code", Type.TEXT, lambda row, _week: row.main_cause.code),
    RowColumn(
        "cause_codes", Type.TEXT, lambda row, _week: " ".join(mark.code for mark in row.causes)
    ),
    RowColumn("evidence", Type.TEXT, lambda row, _week: " · ".join(row.main_cause.evidence)),
    RowColumn("product_id", Type.TEXT, lambda row, _week: row.product.code),
    RowColumn("product", Type.TEXT, lambda row, _week: row.product.title),
    RowColumn("sku", Type.TEXT, lambda row, _week: row.product.sku),
    RowColumn("product_line", Type.TEXT, lambda row, _week: row.product.line),
    RowColumn("province", Type.TEXT, lambda row, _week: row.province),
    RowColumn("carrier", Type.TEXT, lambda row, _week: row.carrier),
    RowColumn("order_fen", Type.WHOLE, lambda row, _week: row.order_fen, may_lack=True),
    RowColumn("status", Type.TEXT, lambda row, _week: row.state),
    RowColumn("owner", Type.TEXT, lambda row, _week: row.owner),
    RowColumn("attempts", Type.WHOLE, lambda row, _week: len(row.attempts)),
    RowColumn(
        "hours_to_first_attempt",
        Type.DECIMAL,
        lambda row, _week: hours_to_contact(row),
        may_lack=True,
    ),
    RowColumn(
        "contacted_at", Type.TIME, lambda row, _week: _local(row.contacted_at), may_lack=True
    ),
    RowColumn("solved_at", Type.TIME, lambda row, _week: _local(row.solved_at), may_lack=True),
    RowColumn("remedied_at", Type.TIME, lambda row, _week: _local(row.remedied_at), may_lack=True),
    RowColumn("closed_at", Type.TIME, lambda row, _week: _local(row.closed_at), may_lack=True),
    RowColumn("promised_fen", Type.WHOLE, lambda row, _week: row.promised),
    RowColumn("paid_fen", Type.WHOLE, lambda row, _week: row.paid),
)


def values_of(row: CaseRow, *, week: IsoWeek) -> dict[str, Value]:
    """One row by the names of its columns."""
    return {column.name: column.value(row, week) for column in COLUMNS}
