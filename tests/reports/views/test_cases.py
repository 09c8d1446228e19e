import csv
import io

import pytest
import time_machine
from arro3.io import read_parquet

from reports.operations.rollups import count_marked_weeks
from reviews.models import ExportLog
from tests import factories as make
from tests.reports.desk_week import MONDAY, WEEK, make_case, make_cause

PAGE = "/s/hu/reports/cases/"


@pytest.fixture
def ask(ops, shop, sit):
    """Three cases of a leaking kettle (one solved), one slow parcel, one without a cause."""
    leak, slow = make_cause(shop, "leak"), make_cause(shop, "slow", "logistics")
    kettle = make.ProductFactory.create(shop=shop, title="养生壶")
    make_case(shop, cause=leak, product=kettle, solved_at=MONDAY, contacted_at=MONDAY)
    make_case(shop, cause=leak, product=kettle, review__content="打 13812345678 没人接")
    make_case(shop, cause=leak, level="neutral")
    make_case(shop, cause=slow, product=kettle)
    make_case(shop)
    make_case(shop, cause=leak, week=WEEK - 1)
    make_case(make.ShopFactory.create(), cause=None)
    browser = sit(ops)

    def asked(**given):
        given.setdefault("week", str(WEEK))
        with time_machine.travel(MONDAY, tick=False):
            return browser.get(
                PAGE, {k: kettle.public_id if v == "kettle" else v for k, v in given.items()}
            )

    asked.browser = browser
    return asked


@pytest.mark.parametrize(
    ("given", "total"),
    [
        ({}, 5),
        ({"cause": "leak"}, 3),
        ({"cause": "leak", "product": "kettle"}, 2),
        ({"cause": "none_stated"}, 1),
        ({"unit": "product"}, 3),
        ({"unit": "unclear"}, 1),
        ({"fact": "solved"}, 1),
        ({"fact": "not_contacted"}, 4),
        ({"fact": "neutral", "cause": "leak"}, 1),
        ({"fact": "nonsense", "page": "99"}, 5),
        ({"cause": "elsewhere", "page": "x"}, 0),
        ({"week": str(WEEK - 1)}, 1),
    ],
)
def test_list_is_as_long_as_the_figure_that_led_here(ask, given, total):
    page = ask(**given).context["page"]
    assert (page.total, len(page.cases)) == (total, total)


def test_numbers_in_the_words_are_masked(ask):
    said = ask(cause="leak").content.decode()
    assert ("13812345678" in said, "没人接" in said) == (False, True)


def test_pages_lead_to_older_and_newer_cases(ask, monkeypatch):
    monkeypatch.setattr("reports.queries.counted_cases.PAGE", 2)
    first, last = ask(fact="bad"), ask(fact="bad", page="2")
    assert [first.context["page"].after, last.context["page"].before] == [2, 1]
    assert "?week=2026-W46&amp;fact=bad&amp;page=2" in first.content.decode()


def test_page_narrowed_to_a_product_adds_up_its_own_cases(ops, shop, sit):
    kettle = make.ProductFactory.create(shop=shop)
    leak = make_cause(shop, "leak")
    for product in (kettle, kettle, None):
        make_case(shop, cause=leak, product=product)
    make_case(shop, cause=leak, product=kettle, week=WEEK - 1)
    count_marked_weeks(now=MONDAY)
    with time_machine.travel(MONDAY, tick=False):
        page = sit(ops).get("/s/hu/reports/", {"product": kettle.public_id, "cause": "leak"})
    totals = page.context["summary"].totals
    assert (totals.cases, totals.previous, totals.low_share) == (2, 1, None)
    assert [line.cases for line in page.context["comparisons"]] == [2, 2, 2, 2]
    assert f"?week=2026-W45&amp;cause=leak&amp;product={kettle.public_id}" in page.content.decode()


def test_csv_holds_the_cases_of_the_week_as_text(ask, ops, shop):
    make_case(shop, review__content="=HYPERLINK(1)", review__sku="-1")
    with time_machine.travel(MONDAY, tick=False):
        answer = ask.browser.get("/s/hu/reports/cases.csv", {"week": str(WEEK)})
    assert answer.content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(lines) == ask().context["page"].total == 6
    hostile = lines[-1]
    assert (hostile["Words of the buyer"], hostile["SKU"]) == ("'=HYPERLINK(1)", "'-1")
    assert (hostile["Rated at"], hostile["Paid, yuan"]) == ("2026-11-10 12:00", "0.00")
    assert ExportLog.objects.get().rows == 6


def test_parquet_holds_the_same_cases(ask):
    with time_machine.travel(MONDAY, tick=False):
        answer = ask.browser.get("/s/hu/reports/cases.parquet", {"week": str(WEEK)})
    table = read_parquet(io.BytesIO(answer.content)).read_all()
    assert (table.num_rows, ask().context["page"].total) == (5, 5)
    assert answer["Content-Disposition"] == 'attachment; filename="reviewdesk-hu-2026-W46.parquet"'
    log = ExportLog.objects.get()
    assert (log.what, log.rows) == ("week_parquet", 5)
