import datetime as dt
import zlib

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from openpyxl import load_workbook

from reports.domain.stored_week import unpack
from reports.models import ReportGroup, ReportInput
from reports.operations.files import media_path
from reports.operations.runs import make_again, request_report, request_weekly_reports, run_report
from reviews.models import Case, Review, ReviewCause
from tests import factories as make
from tests.reports.desk_week import MONDAY, WEEK, make_case, make_cause

LATER = MONDAY + dt.timedelta(days=9)


def made(now=MONDAY, **about):
    run = request_report(week=WEEK, language="en", now=now, **about)
    assert run_report(run_id=run.pk, now=now)
    run.refresh_from_db()
    return run


def cells(path):
    book = load_workbook(path)
    return {sheet.title: [[c.value for c in row] for row in sheet.iter_rows()] for sheet in book}


def notes(path):
    lines = cells(path)["Notes on the figures"]
    return " ".join(str(value) for line in lines for value in line if value)


def correct(shop, case, other):
    """Everything that moves on after a report: cause, facts, a deleted and a late review."""
    ReviewCause.objects.filter(review=case.review).update(cause=other)
    Case.objects.filter(pk=case.pk).update(solved_at=LATER, contacted_at=LATER)
    Review.objects.filter(pk=case.review_id).update(content="改口了")
    make_case(shop, cause=other, review__first_seen_at=WEEK.ends_at + dt.timedelta(hours=1))


def test_corrections_do_not_change_what_is_made_again(shop, tmp_path):
    odor, leak = make_cause(shop, "odor"), make_cause(shop, "leak")
    case = make_case(shop, cause=odor)
    make_case(shop, cause=odor)
    first = made(shop=shop)
    before = cells(media_path(first.stored_path))
    correct(shop, case, leak)
    summary = make_again(run=first, path=tmp_path / "again.xlsx")
    assert cells(tmp_path / "again.xlsx") == before
    assert summary.totals.cases == first.cases == 2
    call_command("weekly_report", again=first.public_id, output=tmp_path / "command.xlsx")
    assert cells(tmp_path / "command.xlsx") == before


def test_new_making_shows_the_new_figures_and_says_what_differs(shop):
    odor, leak = make_cause(shop, "odor"), make_cause(shop, "leak")
    case = make_case(shop, cause=odor)
    first = made(shop=shop)
    correct(shop, case, leak)
    second = made(shop=shop, now=LATER)
    assert (first.cases, first.since_last, second.cases) == (1, [], 2)
    assert [reason["code"] for reason in second.since_last] == [
        "making_before",
        "making_added",
        "making_causes",
        "making_contacted",
        "making_solved",
    ]
    assert second.since_last[1]["params"] == {"cases": 1, "late": 1}
    said = notes(media_path(second.stored_path))
    assert "1 cases came in since, 1 of them after the week had ended." in said
    assert "Problem solved: 0 then, 1 now." in said
    third = made(shop=shop, now=LATER + dt.timedelta(days=1))
    assert [reason["code"] for reason in third.since_last] == ["making_before", "making_same"]


def test_report_of_a_newer_desk_is_neither_compared_nor_made_again(shop, tmp_path):
    make_case(shop, cause=make_cause(shop, "odor"))
    first = made(shop=shop)
    newer = zlib.compress(b'{"format": 100}\n')
    ReportInput.objects.filter(run=first).update(packed=newer)
    assert made(shop=shop, now=LATER).since_last == []
    with pytest.raises(CommandError, match=first.public_id):
        call_command("weekly_report", again=first.public_id, output=tmp_path / "x.xlsx")
    with pytest.raises(CommandError, match="nothing"):
        call_command("weekly_report", again="nothing", output=tmp_path / "x.xlsx")


class TestMadeAgain(TestCase):
    """Whatever is corrected afterwards, the kept input gives the same rows."""

    @settings(max_examples=4, deadline=None)
    @given(
        st.lists(st.sampled_from(["odor", "leak", ""]), min_size=1, max_size=3),
        st.lists(st.sampled_from(["cause", "level", "solve", "delete", "late"]), max_size=3),
    )
    def test_rows_are_those_of_the_making(self, marks, moves):
        shop = make.ShopFactory.create()
        causes = {code: make_cause(shop, code) for code in ("odor", "leak")}
        cases = [make_case(shop, cause=causes.get(code)) for code in marks]
        run = made(shop=shop)
        before = unpack(bytes(ReportInput.objects.get(run=run).packed))
        for move in moves:
            self.move(shop, cases, causes, move)
        again = unpack(bytes(ReportInput.objects.get(run=run).packed))
        assert again == before
        path = media_path("again.xlsx")
        assert make_again(run=run, path=path).totals.cases == len(marks)
        assert cells(path) == cells(media_path(run.stored_path))

    def move(self, shop, cases, causes, move):
        case = Case.objects.filter(pk=cases[0].pk)
        moves = {
            "cause": lambda: ReviewCause.objects.filter(review=cases[0].review).update(
                cause=causes["leak"]
            ),
            "level": lambda: case.update(level="neutral"),
            "solve": lambda: case.update(contacted_at=LATER, solved_at=LATER),
            "delete": lambda: Review.objects.filter(pk=cases[-1].review_id).delete(),
            "late": lambda: make_case(shop, cause=causes["odor"]),
        }
        moves[move]()


def test_group_is_the_sum_of_its_shops(shop, tmp_path, capsys):
    other = make.ShopFactory.create(code="er", name="二店")
    for one, cases in ((shop, 2), (other, 3)):
        cause = make_cause(one, "odor")
        product = make.ProductFactory.create(shop=one, item_id="7")
        for _number in range(cases):
            make_case(one, cause=cause, product=product)
    group = ReportGroup.objects.create(name="两店", created_at=WEEK.starts_at)
    group.shops.set([shop, other])
    singles = [made(shop=one) for one in (shop, other)]
    whole = made(group=group)
    assert whole.cases == sum(one.cases for one in singles) == 5
    book = cells(media_path(whole.stored_path))
    rows = book["Case rows"]
    shops = [line[rows[0].index("Shop")] for line in rows[1:]]
    assert sorted(shops) == ["er"] * 3 + ["hu"] * 2
    assert "两店" in str(book["Summary"])
    for about in ({"shops": "hu, er"}, {"group": group.public_id}):
        call_command(
            "weekly_report", week=str(WEEK), output=tmp_path / "g.xlsx", language="en", **about
        )
        assert len(cells(tmp_path / "g.xlsx")["Case rows"]) == 6
    assert capsys.readouterr().out.count(" 5 ") >= 2
    with pytest.raises(CommandError, match="nobody"):
        call_command("weekly_report", group="nobody", week=str(WEEK), output=tmp_path / "x.xlsx")
    with pytest.raises(CommandError, match="--week"):
        call_command("weekly_report", shop="hu", output=tmp_path / "x.xlsx")


def test_case_of_a_group_is_linked_to_its_own_shop(shop):
    other = make.ShopFactory.create(code="er")
    case = make_case(other, cause=make_cause(other, "odor"))
    group = ReportGroup.objects.create(name="两店", created_at=WEEK.starts_at)
    group.shops.set([shop, other])
    run = made(group=group, base_url="https://desk.example.com")
    words = str(cells(media_path(run.stored_path))["Original words"])
    assert f"https://desk.example.com/s/er/cases/{case.public_id}/" in words


def test_group_without_a_shop_left_fails_loudly(db):
    group = ReportGroup.objects.create(name="空", created_at=WEEK.starts_at)
    run = request_report(group=group, week=WEEK, language="en", now=MONDAY)
    with pytest.raises(ValueError, match="needs a shop"):
        run_report(run_id=run.pk, now=MONDAY)


def test_monday_asks_once_for_each_group_in_use(db):
    kept, retired = (
        ReportGroup.objects.create(name=name, created_at=WEEK.starts_at) for name in "ab"
    )
    retired.retired_at = MONDAY
    retired.save()
    assert request_weekly_reports(now=MONDAY) == 1
    assert request_weekly_reports(now=MONDAY) == 0
    assert kept.reports.get().scheduled_for == (WEEK + 1).monday
