import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from tests.reports.desk_week import WEEK, make_case, make_cause


def report(output, **given):
    call_command(
        "weekly_report",
        **{"shop": "hu", "week": str(WEEK), "output": output, "language": "en", **given},
    )


def test_workbook_is_written_and_its_sentences_printed(shop, tmp_path, capsys):
    make_case(shop, cause=make_cause(shop, "odor"))
    path = tmp_path / "week.xlsx"
    report(path)
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 3
    assert str(path) in printed[-1]
    assert load_workbook(path)["Case rows"].max_row == 2


def test_same_week_gives_the_same_cells_again(shop, tmp_path):
    make_case(shop, cause=make_cause(shop, "odor"))
    books = []
    for name in ("one.xlsx", "two.xlsx"):
        report(tmp_path / name, at=WEEK.ends_at)
        book = load_workbook(tmp_path / name)
        books.append([[c.value for row in sheet.iter_rows() for c in row] for sheet in book])
    assert books[0] == books[1]


@pytest.mark.parametrize(
    ("given", "named"),
    [({"week": "2026-46"}, "2026-46"), ({"week": "2025-W53"}, "2025-W53"), ({"shop": "no"}, "no")],
)
def test_wrong_shop_or_week_is_named_in_one_sentence(shop, tmp_path, given, named):
    with pytest.raises(CommandError, match=named) as refused:
        report(tmp_path / "week.xlsx", **given)
    assert "\n" not in str(refused.value)
    assert list(tmp_path.glob("*.xlsx")) == []


def test_unwritable_place_is_named(shop, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="file"):
        report(tmp_path / "file" / "week.xlsx")
    with pytest.raises(CommandError, match="directory"):
        report(tmp_path)
