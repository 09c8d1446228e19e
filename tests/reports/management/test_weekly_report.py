import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from reports.models import ReportGroup, ReportRun
from reports.operations.files import media_path
from reports.operations.runs import sweep_reports
from reviews.models import Case, ReviewCause
from tests import factories as make
from tests.reports.desk_week import MONDAY, WEEK, make_case, make_cause


def report(output, **given):
    about = {} if "shops" in given else {"shop": "hu"}
    call_command(
        "weekly_report",
        **{**about, "week": str(WEEK), "output": output, "language": "en", **given},
    )


def cells(path):
    return {
        sheet.title: [c.value for row in sheet.iter_rows() for c in row]
        for sheet in load_workbook(path)
    }


def test_workbook_is_written_and_its_sentences_printed(shop, tmp_path, capsys):
    make_case(shop, cause=make_cause(shop, "odor"))
    path = tmp_path / "week.xlsx"
    report(path)
    printed = capsys.readouterr().out.splitlines()
    run = ReportRun.objects.get()
    assert len(printed) == 4
    assert (run.public_id in printed[0], str(path) in printed[-1]) == (True, True)
    assert load_workbook(path)["Case rows"].max_row == 2
    assert (run.state, run.cases, run.shop, run.language) == ("done", 1, shop, "en")
    assert load_workbook(media_path(run.stored_path)).sheetnames == load_workbook(path).sheetnames


def test_command_keeps_its_input_so_that_the_week_can_be_made_again(shop, tmp_path, capsys):
    case = make_case(shop, cause=make_cause(shop, "odor"))
    report(tmp_path / "first.xlsx", at=WEEK.ends_at)
    run = ReportRun.objects.get()
    ReviewCause.objects.all().delete()
    Case.objects.filter(pk=case.pk).update(solved_at=WEEK.ends_at)
    call_command("weekly_report", again=run.public_id, output=tmp_path / "again.xlsx")
    assert cells(tmp_path / "again.xlsx") == cells(tmp_path / "first.xlsx")
    assert ReportRun.objects.get() == run
    assert run.pk not in sweep_reports(now=run.due_at + dt.timedelta(days=9))


def test_several_shops_are_kept_as_a_group_on_no_page_asked_by_nobody(shop, tmp_path):
    other = make.ShopFactory.create(code="er", name="二" * 70)
    for one in (shop, other):
        make_case(one, cause=make_cause(one, "odor"))
    for _time in range(2):
        report(tmp_path / "both.xlsx", shops="hu,er")
    report(tmp_path / "one.xlsx", shops="hu")
    group = ReportGroup.objects.get()
    assert (set(group.shops.all()), group.reports.count()) == ({shop, other}, 2)
    assert group.reports.order_by("id").last().since_last[-1]["code"] == "making_same"
    assert group.name.startswith("养生壶旗舰店 + 二二")
    type(shop).objects.update(created_at=WEEK.starts_at)
    ReportGroup.objects.update(created_at=WEEK.starts_at)
    asked = ReportRun.objects.filter(pk__in=sweep_reports(now=MONDAY))
    assert {run.shop for run in asked} == {shop, other}


def test_same_week_gives_the_same_cells_again(shop, tmp_path):
    make_case(shop, cause=make_cause(shop, "odor"))
    books = []
    for name in ("one.xlsx", "two.xlsx"):
        report(tmp_path / name, at=WEEK.ends_at)
        books.append(cells(tmp_path / name))
    *_sheets, notes = (book.pop("Notes on the figures") for book in books)
    assert books[0] == books[1]
    assert "Its figures were the same." in notes


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
    assert not ReportRun.objects.exists()
    assert list(media_path("reports").iterdir()) == []


def test_full_media_folder_is_named(shop, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "file"
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="file/reports"):
        report(tmp_path / "week.xlsx")
    assert not (tmp_path / "week.xlsx").exists()
