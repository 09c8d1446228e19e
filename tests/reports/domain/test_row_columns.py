import datetime as dt

from reports.domain.row_columns import COLUMNS, Type, values_of
from tests.reports.week_of_rows import MONDAY, WEEK, case, hand_counted_rows

TYPES = {
    Type.TEXT: str,
    Type.WHOLE: int,
    Type.DECIMAL: float,
    Type.YES_NO: bool,
    Type.TIME: dt.datetime,
}


def test_columns_stay_as_they_were_announced():
    assert " ".join(column.name for column in COLUMNS) == (
        "week shop case_id review_id platform rated_at arrived_at arrived_late level stars text "
        "unit cause cause_code cause_codes evidence product_id product sku product_line province "
        "carrier order_fen status owner attempts hours_to_first_attempt contacted_at solved_at "
        "remedied_at closed_at promised_fen paid_fen"
    )


def test_every_value_is_of_its_column_s_type():
    bare = case(stars=None, causes=())
    for row in (*hand_counted_rows(), bare):
        for column in COLUMNS:
            value = column.value(row, WEEK)
            assert type(value) is TYPES[column.type] or (column.may_lack and value is None)


def test_times_carry_the_desk_s_zone_and_money_is_fen():
    row = values_of(hand_counted_rows()[0], week=WEEK)
    assert str(row["rated_at"]) == "2026-11-09 10:00:00+08:00"
    assert (row["order_fen"], row["promised_fen"], row["paid_fen"]) == (12_900, 500, 500)
    assert (row["attempts"], row["hours_to_first_attempt"]) == (2, 1.0)
    assert row["cause_codes"] == "quality_defect"
    utc = case(rated_at=MONDAY.astimezone(dt.UTC))
    assert str(values_of(utc, week=WEEK)["rated_at"]) == "2026-11-09 10:00:00+08:00"


def test_no_column_tells_whether_a_review_changed():
    assert not any("change" in column.name for column in COLUMNS)
