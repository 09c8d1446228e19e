"""Whatever a week holds: sheets, screen, CSV, Parquet, the API and the rows say the same."""

import csv
import re
from collections import Counter
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import time_machine
from arro3.io import read_parquet
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from hypothesis import given, settings
from hypothesis.extra.django import TestCase
from openpyxl import load_workbook

from reports.operations.runs import make_now
from reports.words import UNITS
from reviews.models import Shop
from tests import factories as make
from tests.reports.desk_week import MONDAY, WEEK
from tests.reports.generated_week import count_by_hand, drawn_shops, fill, is_answered

#: A figure on the page with its link to the cases it counted.
FIGURE = re.compile(r'<a [^>]*href="([^"]*/reports/cases/\?[^"]*)"[^>]*>\s*([\d,]+)\s*</a>')
#: Short lines are filled up, so that each has the places that are looked at.
COLUMNS = 16
LOGIN = "django.contrib.auth.backends.ModelBackend"


class TestFiguresAgree(TestCase):
    """Drawn rows in the database, read by the real queries and written by the real builders."""

    @settings(max_examples=8, deadline=None)
    @given(drawn_shops)
    def test_all_ways_out_say_the_same(self, drawn):
        cache.clear()
        shops = [make.ShopFactory.create(code=f"s{place}") for place in range(len(drawn))]
        for shop, cases in zip(shops, drawn, strict=True):
            fill(shop, cases)
        Shop.objects.update(created_at=WEEK.starts_at)
        check_workbook(shops)
        check_workbook(shops[:1])
        with time_machine.travel(MONDAY, tick=False):
            check_outputs(shops[0])


def check_workbook(shops):
    """Every sheet against the rows counted by hand, of one shop or of several together."""
    counted = count_by_hand(*shops)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "week.xlsx"
        make_now(shops=shops, week=WEEK, language="en", path=path, made_at=MONDAY, now=MONDAY)
        book = {
            sheet.title: list(
                sheet.iter_rows(max_col=max(COLUMNS, sheet.max_column), values_only=True)
            )
            for sheet in load_workbook(path)
        }
    check_summary(book["Summary"], counted)
    check_causes(book["Causes"], book["Trend"], counted)
    check_parts(book, counted)
    check_work(book, counted)
    check_compensation(book["Compensation"], counted)
    check_rows(records(book["Case rows"]), counted)
    notes = {line[0]: line[1] for line in book["Notes on the figures"] if len(line) > 1}
    late = counted.count(lambda case: arrived(case) >= WEEK.ends_at)
    assert str(notes["Arrived late"]).startswith(f"{late} cases")


def check_summary(lines, counted):
    figures = {line[0]: line[1] for line in lines}
    total = len(counted.cases)
    assert figures["Neutral and bad reviews"] == total
    for name, level in (("bad", "bad"), ("neutral", "neutral")):
        assert figures[f"of these {name}"] == counted.count(
            lambda case, one=level: case.level == one
        )
    assert figures["of these by an angry append"] == counted.count(
        lambda case: case.level in {"good", "unrated"}
    )
    assert figures["Units sold"] == (counted.units_sold or None)
    assert figures["Promised, yuan"] == counted.promised / 100
    assert figures["Paid, yuan"] == counted.paid / 100
    for name, fact in (
        ("Contacted", "contacted_at"), ("Problem solved", "solved_at"), ("Remedied", "remedied_at"),
    ):  # fmt: skip
        assert figures[name] == share(
            counted.count(lambda case, one=fact: getattr(case, one)), total
        )


def check_causes(causes, trend, counted):
    *lines, total = table(causes, "Unit")
    assert total[2] == sum(line[2] for line in lines) == len(counted.cases)
    assert {line[15]: line[2] for line in lines if line[2]} == counted.of_cause
    assert sum(line[11] for line in lines) == pytest.approx(total[11]) == counted.promised / 100
    assert sum(line[12] for line in lines) == pytest.approx(total[12]) == counted.paid / 100
    assert total[5] == sum(line[5] for line in lines) >= total[2]
    if counted.cases:
        assert sum(line[3] for line in lines) == pytest.approx(1)
        assert lines[-1][4] == pytest.approx(1)
        solved = sum(line[13] * line[2] for line in lines if line[2])
        assert solved == pytest.approx(counted.count(lambda case: case.solved_at))
    heads = next(line for line in trend if line[0] == "Cause")
    week = heads.index(str(WEEK))
    *series, sums, low = table(trend, "Cause")
    assert [sum(line[place] for line in series) for place in range(1, week + 2)] == list(
        sums[1 : week + 2]
    )
    assert sums[week] == len(counted.cases)
    assert low[week] == (share(counted.low, counted.reviews) if counted.reviews else None)


def check_parts(book, counted):
    total = len(counted.cases)
    products = table(book["Products"], "Product")
    by_code = Counter()
    for line in products:
        by_code[line[1] or ""] += line[3]
    assert by_code == counted.of_product
    assert sum(line[3] for line in table(book["Products"], "Product", which=1)) == total
    units = [re.fullmatch(r"(.*): (\d+) \(.*", str(line[0])) for line in book["Departments"]]
    assert {one[1]: int(one[2]) for one in units if one} == {
        english(UNITS[unit]): cases for unit, cases in counted.of_unit.items()
    }
    inside = [line[1] for line in book["Departments"] if isinstance(line[1], int)]
    assert sum(inside) == total
    for head in ("Province", "Carrier"):
        lines = table(book["Regions and carriers"], head)
        assert sum(line[1] for line in lines) == total


def check_work(book, counted):
    total = len(counted.cases)
    waits = table(book["Timing"], "First contact after")
    cases = {line[0]: line[1] for line in waits if not str(line[0]).startswith("Median")}
    assert sum(cases.values()) == total
    called = {one.case_id for one in counted.attempts}
    assert cases["Not contacted"] == total - len(called)
    has_maps = any(line and line[0] == "Weekday" for line in book["Timing"])
    assert has_maps == bool(counted.calls)  # else a sentence stands there
    dials = [line[1:] for line in table(book["Timing"], "Weekday", which=1)] if has_maps else []
    assert sum(cell or 0 for line in dials for cell in line) == len(counted.calls)
    calls = filled(book["Timing"], "Call")
    assert sum(line[1] for line in calls) == len(counted.calls)
    assert sum(line[2] for line in calls) == sum(map(is_answered, counted.calls))
    everyone, contacted, rest = table(book["Recovery"], "Cases")[:3]
    for place, fact in ((2, "contacted"), (3, "solved"), (6, "remedied"), (8, "review_changed")):
        assert everyone[place] == contacted[place] + rest[place]
        assert everyone[place] == counted.count(lambda case, one=fact: getattr(case, f"{one}_at"))
    assert everyone[1] == contacted[1] + rest[1] == total
    team = filled(book["Team"], "Member")
    assert sum(line[2] + line[8] for line in team) == len(counted.attempts)
    assert sum(line[8] for line in team) == sum(
        one.outcome == "abusive" for one in counted.attempts
    )


def check_compensation(lines, counted):
    *by_cause, total = table(lines, "Cause")
    assert total[1:5] == (
        counted.offers, total[2], counted.promised / 100, counted.paid / 100,
    )  # fmt: skip
    for part in (by_cause, filled(lines, "Rule"), filled(lines, "Kind")):
        for place in (1, 2, 3, 4, 5):
            assert sum(line[place] for line in part) == pytest.approx(total[place])


def check_rows(rows, counted):
    """The sheet's rows, or those of CSV, by the headings of the sheet."""
    assert sorted(row["Case"] for row in rows) == sorted(case.public_id for case in counted.cases)
    assert Counter(row["Cause code"] for row in rows) == counted.of_cause
    assert Counter(row["Product id"] or "" for row in rows) == counted.of_product
    assert sum(int(row["Attempts"]) for row in rows) == len(counted.attempts)
    assert sum(float(row["Promised, yuan"]) for row in rows) == pytest.approx(
        counted.promised / 100
    )
    assert sum(float(row["Paid, yuan"]) for row in rows) == pytest.approx(counted.paid / 100)
    for name, fact in (("Contacted at", "contacted_at"), ("Solved at", "solved_at")):
        assert sum(bool(row[name]) for row in rows) == counted.count(
            lambda case, one=fact: getattr(case, one)
        )


def check_outputs(shop):
    """Page, cases behind its figures, CSV, Parquet and API of one shop."""
    counted, address = count_by_hand(shop), f"/s/{shop.code}/reports/"
    member = make.MemberFactory.create(shop=shop, role="ops")
    browser = Client()
    browser.force_login(member.user, backend=LOGIN)
    browser.cookies["django_language"] = "en"
    page = browser.get(address, {"week": str(WEEK)})
    check_board(page.context["summary"], counted)
    for link, figure in set(FIGURE.findall(page.content.decode())):
        listed = browser.get(unescape(link)).context["page"]
        assert (link, listed.total) == (link, int(figure.replace(",", "")))
    text = browser.get(f"{address}cases.csv", {"week": str(WEEK)}).content.decode("utf-8-sig")
    check_rows(list(csv.DictReader(StringIO(text))), counted)
    table_read = read_parquet(
        BytesIO(browser.get(f"{address}cases.parquet", {"week": str(WEEK)}).content)
    ).read_all()
    typed = {name: [one.as_py() for one in table_read[name]] for name in table_read.column_names}
    check_typed(typed, counted)
    figures = browser.get(f"/api/s/{shop.code}/reports/weeks/{WEEK}").json()
    check_figures(figures, counted)
    rows = browser.get(f"/api/s/{shop.code}/reports/weeks/{WEEK}/rows").json()["rows"]
    check_typed({name: [row[name] for row in rows] for name in typed}, counted)


def check_board(board, counted):
    totals = board.totals
    assert (totals.cases, totals.promised, totals.paid, totals.units_sold) == (
        len(counted.cases), counted.promised, counted.paid, counted.units_sold or None,
    )  # fmt: skip
    assert {line.unit: line.cases for line in board.units if line.cases} == counted.of_unit
    assert Counter({line.product.code: line.cases for line in board.products}) == counted.of_product
    assert (totals.low.count, totals.low.of) == (counted.low, counted.reviews)


def check_typed(columns, counted):
    assert sorted(columns["case_id"]) == sorted(case.public_id for case in counted.cases)
    assert Counter(columns["cause_code"]) == counted.of_cause
    assert Counter(columns["unit"]) == counted.of_unit
    assert (sum(columns["promised_fen"]), sum(columns["paid_fen"])) == (
        counted.promised, counted.paid,
    )  # fmt: skip
    assert sum(columns["attempts"]) == len(counted.attempts)


def check_figures(figures, counted):
    assert (figures["cases"], figures["promised_fen"], figures["paid_fen"]) == (
        len(counted.cases), counted.promised, counted.paid,
    )  # fmt: skip
    assert {one["code"]: one["cases"] for one in figures["causes"] if one["cases"]} == (
        counted.of_cause
    )


def table(lines, head, *, which=0):
    """The rows below the heading ``head`` up to the next empty row, the n-th such table."""
    starts = [place for place, line in enumerate(lines) if line and line[0] == head]
    found = []
    for line in lines[starts[which] + 1 :]:
        if not any(cell is not None for cell in line):
            break
        found.append(line)
    return found


def filled(lines, head):
    """The same without the sentence that a table without rows says instead."""
    return [line for line in table(lines, head) if any(cell is not None for cell in line[1:])]


def records(lines):
    heads, *rows = lines
    return [dict(zip(heads, row, strict=True)) for row in rows]


def arrived(case):
    by_append = case.level in {"good", "unrated"} and case.review.append_at
    return case.opened_at if by_append else case.review.first_seen_at


def share(count, of):
    return pytest.approx(count / of) if of else None


def english(name):
    with translation.override("en"):
        return str(name)
