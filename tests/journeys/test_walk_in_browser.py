"""The slice in a real browser: upload, next, card, outcome, offers, a phone, the workbook."""

import datetime as dt
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Locator, expect

from compensation.models import Offer, Payout
from compensation.operations.checks import check_ledger
from reports.operations.runs import run_report, sweep_reports
from reviews.models import Case, ImportRun, Shop
from reviews.operations.causes import sweep_causes
from reviews.operations.import_checks import run_check, sweep_checks
from reviews.operations.imports import run_import, sweep_imports
from reviews.operations.planning import plan_shop
from reviews.operations.shops import add_member, create_shop
from tests.journeys.conftest import AT, Quiet, Sit
from tests.journeys.jd_export import COUNTS, jd_export
from tests.journeys.person import PASSWORD, Person
from tests.journeys.test_walk_by_commands import real_file

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SHOP = "jd-kettle"
EARLIER = AT - dt.timedelta(days=1)
PEOPLE = (
    ("agent", "agent", "小林"),
    ("agent2", "agent", "小赵"),
    ("lead", "lead", "周主管"),
    ("owner", "owner", "陈店主"),
    ("ops", "ops", "吴运营"),
)


@pytest.fixture
def shop(quiet: Quiet) -> Shop:
    with quiet():
        shop = create_shop(code=SHOP, name="暖家自营店", platform="jd", now=EARLIER)
        for username, role, name in PEOPLE:
            add_member(
                shop=shop,
                username=username,
                role=role,
                display_name=name,
                password=PASSWORD,
                now=EARLIER,
            )
        return shop


class Export(NamedTuple):
    """A file to upload, and what its import must count."""

    path: Path
    new: int
    repeated: int


@pytest.fixture(params=["made", "real"])
def export(request: pytest.FixtureRequest, tmp_path: Path) -> Export:
    """A made export, and the real one of the same shape where it is at hand."""
    if request.param == "made":
        path = tmp_path / "jd.csv"
        path.write_bytes(jd_export())
        return Export(path, COUNTS.distinct, COUNTS.repeats)
    path = real_file()
    if not path.exists():
        pytest.skip(f"the real export is not there: {path}")
    # 2,699 exact repeats, and 11 comments that came again with other counters.
    return Export(path, 10_866, 2_710)


def test_the_slice_is_walked_in_a_browser(
    shop: Shop,
    sit: Sit,
    quiet: Quiet,
    tmp_path: Path,
    export: Export,
) -> None:
    ops = sit("ops")
    upload(ops, export, quiet)

    agent = sit("agent")
    agent.go(f"/s/{SHOP}/queue/")
    expect(agent.find("tr[data-row]").first).to_be_visible()
    case_id = agent.next_case()
    assert agent.find("mark").count() > 0
    agent.report("1", note="买家接受补偿，壶盖另外补发", is_solved="yes")
    agent.press("Escape")
    agent.page.wait_for_url(f"**/cases/{case_id}/")

    within = propose(agent, "1.00")
    expect(within).to_be_visible()
    agent.find('#offers button[value="withdraw"]').click()
    expect(agent.find('#offers button[value="withdraw"]')).to_have_count(0)
    propose(agent, "38.00", why="壶底漏水，买家自己出了运费")
    decider = approve_on_a_phone(sit, quiet, "36.50")

    agent.page.reload()
    agent.find('#offers button[value="offered"]').click()
    agent.find('#offers button[value="accept"]').click()
    expect(agent.find('#offers button[value="accept"]')).to_have_count(0)
    pay(decider)
    with quiet():
        case = Case.objects.get(public_id=case_id)
        payout = Payout.objects.get()
        assert (payout.state, payout.amount_fen) == ("paid", 3_650)
        assert check_ledger(shop=shop, now=timezone.now()).is_balanced
        assert None not in {case.contacted_at, case.solved_at, case.remedied_at}

    book = load_workbook(download(ops, case, quiet, tmp_path))
    ids = [row[0] for row in book.worksheets[12].iter_rows(min_row=2, values_only=True)]
    assert ids.count(case_id) == 1


def upload(ops: Person, export: Export, quiet: Quiet) -> None:
    """The file is looked through and started; the page shows what became of its rows."""
    ops.go(f"/s/{SHOP}/import/")
    ops.find("#id_file").set_input_files(export.path)
    with ops.page.expect_navigation(url="**/import/*/"):
        ops.find("form.drop button[type=submit]").click()
    expect(ops.find("#progress progress")).to_be_visible()
    with quiet():
        for run_id in sweep_checks(now=timezone.now()):
            run_check(run_id=run_id, now=timezone.now())
    ops.find("#start button[type=submit]").click()
    expect(ops.find("#progress progress")).to_be_visible()
    with quiet():
        now = timezone.now()
        for run_id in sweep_imports(now=now):
            run_import(run_id=run_id, now=now)
        run = ImportRun.objects.get()
        assert (run.new, run.repeated, run.rejected) == (export.new, export.repeated, 0)
        while sweep_causes(now=now):
            pass
        plan_shop(shop=Shop.objects.get(), now=now)
    shown = re.compile(rf"^\s*(?:{export.new}|{export.new:,})\s*$")
    expect(ops.find("#progress dd").first).to_have_text(shown, timeout=30_000)


def propose(agent: Person, amount: str, why: str = "") -> Locator:
    """Pick the card's cash by its key; the offer as it stands then."""
    key = agent.find('#offers input[data-choice][value="cash"]').first.get_attribute("data-key")
    agent.press(key or "")
    agent.find('#offers input[name="amount"]:visible').fill(amount)
    agent.find('#offers input[name="asked_reason"]:visible').fill(why)
    before = agent.find("#offers .list > li").count()
    agent.find("#offers form[data-fields] button[type=submit]").click()
    expect(agent.find("#offers .list > li")).to_have_count(before + 1)
    return agent.find("#offers .list > li").first


def approve_on_a_phone(sit: Sit, quiet: Quiet, amount: str) -> Person:
    with quiet():
        role = Offer.objects.get(state="waiting_approval").approver
    decider = sit(role, width=390, height=844)
    decider.go(f"/s/{SHOP}/compensation/approvals/")
    decider.find('input[name="amount"]').fill(amount)
    decider.find('article input[name="word"]').fill("破损严重，同意")
    decider.find('article button[value="approve"]').click()
    expect(decider.find("article.card")).to_have_count(0)
    return decider


def pay(decider: Person) -> None:
    decider.go(f"/s/{SHOP}/compensation/payouts/")
    decider.find('input[name="word"]').first.fill("JD20220827100001")
    decider.find('button[value="by_hand"]').first.click()
    expect(decider.find('button[value="by_hand"]')).to_have_count(0)


def download(ops: Person, case: Case, quiet: Quiet, folder: Path) -> Path:
    year, week, _day = timezone.localtime(case.review.rated_at).isocalendar()
    ops.go(f"/s/{SHOP}/reports/?week={year}-W{week:02d}")
    ops.find('form[action*="workbooks/ask"] button').first.click()
    expect(ops.find("#workbooks tbody tr")).to_have_count(1)
    with quiet():
        for run_id in sweep_reports(now=timezone.now()):
            run_report(run_id=run_id, now=timezone.now())
    with ops.page.expect_download() as loaded:
        ops.find("#workbooks tbody a").click()
    path = folder / "week.xlsx"
    loaded.value.save_as(path)
    return path
