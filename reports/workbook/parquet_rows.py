"""The case rows of a week as Parquet: typed columns for data tools (docs/decisions/0053).

Rows become typed columns a group at a time; what is kept of a large week is compact.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import IO

from arro3.core import Array, DataType, Field, RecordBatch, RecordBatchReader, Schema
from arro3.io import write_parquet

from reports.domain.row_columns import COLUMNS, RowColumn, Type, Value
from reports.domain.rows import CaseRow
from reports.domain.weeks import DESK_ZONE, IsoWeek

MIME_TYPE = "application/vnd.apache.parquet"
GROUP = 5_000
_TYPES = {
    Type.TEXT: DataType.utf8(),
    Type.WHOLE: DataType.int64(),
    Type.DECIMAL: DataType.float64(),
    Type.YES_NO: DataType.bool(),
    Type.TIME: DataType.timestamp("us", tz=DESK_ZONE.key),
}
_SCHEMA = Schema(
    [Field(column.name, _TYPES[column.type], nullable=column.may_lack) for column in COLUMNS]
)


def write_week_parquet(
    rows: Iterable[CaseRow], *, week: IsoWeek, file: IO[bytes], version: str
) -> None:
    """Write the rows into ``file``; week and version of the report stand in its metadata."""
    reader = RecordBatchReader.from_batches(_SCHEMA, list(_batches(rows, week)))
    write_parquet(
        reader,
        file,
        compression="zstd(3)",
        key_value_metadata={"reviewdesk.week": str(week), "reviewdesk.report": version},
    )


def _batches(rows: Iterable[CaseRow], week: IsoWeek) -> Iterator[RecordBatch]:
    left = iter(rows)
    while group := list(islice(left, GROUP)):
        yield RecordBatch.from_arrays(
            [_array(column, [column.value(row, week) for row in group]) for column in COLUMNS],
            schema=_SCHEMA,
        )


def _array(column: RowColumn, values: list[Value]) -> Array:
    wanted = _TYPES[column.type]
    if column.type is not Type.TIME:
        return Array(values, type=wanted)
    # Times go in as microseconds since 1970: the library builds no zoned ones from Python.
    return Array([_microseconds(one) for one in values], type=DataType.int64()).cast(wanted)


def _microseconds(moment: Value) -> int | None:
    if not isinstance(moment, datetime):
        return None
    return round(moment.timestamp() * 1_000_000)
