from io import BytesIO

from arro3.io import read_parquet

from reports.domain.row_columns import COLUMNS, values_of
from reports.workbook import parquet_rows
from reports.workbook.parquet_rows import write_week_parquet
from tests.reports.week_of_rows import WEEK, case, hand_counted_rows


def written(rows):
    file = BytesIO()
    write_week_parquet(rows, week=WEEK, file=file, version="report-1")
    file.seek(0)
    return read_parquet(file).read_all()


def test_rows_are_read_back_value_by_value(monkeypatch):
    monkeypatch.setattr(parquet_rows, "GROUP", 2)
    rows = [*hand_counted_rows(), case(stars=None, text="=1+1\n'; --")]
    table = written(rows)
    assert table.column_names == [column.name for column in COLUMNS]
    for column in COLUMNS:
        found = [value.as_py() for value in table[column.name]]
        assert found == [values_of(row, week=WEEK)[column.name] for row in rows]


def test_types_are_the_same_for_a_week_without_cases():
    assert (
        written([]).schema.field("order_fen").type
        == written(hand_counted_rows()).schema.field("order_fen").type
    )
    types = {column.name: str(written([]).schema.field(column.name).type) for column in COLUMNS}
    assert "Asia/Shanghai" in types["rated_at"]
    assert ("Int64" in types["paid_fen"], "Utf8" in types["review_id"]) == (True, True)
