"""From an export to a called buyer, a paid remedy and the weekly workbook, by commands and pages.

Walked over a made file of the JD crawl's shape and, where it exists, over the real one.
"""

import csv
import datetime as dt
import html
import io
import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from compensation.models import Budget, Offer, Payout
from compensation.operations.budgets import set_budget
from compensation.operations.checks import check_ledger
from reports.domain.weeks import IsoWeek
from reviews.models import Callback, Case, ImportRun, Member, Review, Shop
from tests.journeys.jd_export import COUNTS, DEFAULT_TEXT, HEADS, Counts, as_csv, jd_export
from tests.journeys.libre_office import sheets_by_libre_office

SHOP = "jd-kettle"
PASSWORD = "a-long-word-for-the-walk"
AT = dt.datetime.fromisoformat("2022-08-27T10:00+08:00")
SHEETS = [
    "Summary",
    "Causes",
    "Trend",
    "Products",
    "Departments",
    "Regions and carriers",
    "Timing",
    "Recovery",
    "Compensation",
    "Team",
    "Original words",
    "Actions",
    "Case rows",
    "Notes on the figures",
]


def real_file() -> Path:
    given = os.environ.get("REVIEWDESK_SHARED_DATA")
    folder = Path(given) if given else settings.BASE_DIR.parent / "shared" / "data"
    return folder / "reviews" / "jd_aircon_gb18030.csv"


@pytest.fixture(params=["made", "real"])
def export(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The export to walk with."""
    if request.param == "made":
        path = tmp_path / "jd.csv"
        path.write_bytes(jd_export())
        return path
    path = real_file()
    if not path.exists():
        pytest.skip(f"the real export is not there: {path}")
    return path


@dataclass(frozen=True, slots=True)
class Expected:
    """What a file holds, counted without the desk: by the csv module alone."""

    rows: int
    exact_repeats: int
    by_id: Mapping[str, tuple[str, ...]]

    @property
    def cases(self) -> int:
        return sum(row[8] in {"1", "2", "3"} for row in self.by_id.values())


def count(path: Path) -> Expected:
    text = path.read_bytes().decode("gb18030")
    rows = [tuple(row) for row in csv.reader(io.StringIO(text, newline=""))][1:]
    return Expected(
        rows=len(rows),
        exact_repeats=len(rows) - len(set(rows)),
        by_id={row[1]: row for row in reversed(rows)},
    )


def run(command: str, *arguments: object) -> str:
    out = io.StringIO()
    call_command(command, *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


def stored() -> tuple[int, int, int]:
    return Review.objects.count(), Case.objects.count(), ImportRun.objects.count()


class Seat:
    """A person at the desk, through the pages alone."""

    def __init__(self, username: str) -> None:
        self.client = Client()
        came = self.client.post(
            reverse("login"), {"username": username, "password": PASSWORD, "next": "/"}
        )
        assert came.status_code == 302, came.content.decode()

    def get(self, name: str, **parts: str) -> str:
        answer = self.client.get(reverse(name, kwargs={"shop": SHOP, **parts}))
        assert answer.status_code == 200
        return answer.content.decode()

    def post(self, name: str, data: Mapping[str, object], **parts: str) -> str:
        """What stands on the page one lands on."""
        url = reverse(name, kwargs={"shop": SHOP, **parts})
        answer = self.client.post(url, data, follow=True)
        assert answer.status_code == 200, answer.content.decode()
        return answer.content.decode()

    def fresh_key(self, page: str) -> str:
        found = re.search(r'name="idempotency_key" value="(\w[\w-]*)"', page)
        assert found is not None, page
        return found[1]


@pytest.fixture
def people(db: None, tmp_path: Path) -> None:
    """A shop with one person in each role, made by commands."""
    run("create_shop", SHOP, "--name", "暖家京东自营店", "--platform", "jd")
    password = tmp_path / "password"
    password.write_text(PASSWORD)
    for role, name in (
        ("agent", "小林"),
        ("lead", "周主管"),
        ("owner", "陈店主"),
        ("ops", "吴运营"),
    ):
        given = ("--role", role, "--name", name, "--password-file", password)
        run("add_member", SHOP, role, *given)


@pytest.fixture(autouse=True)
def _on_that_saturday() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def take_in(export: Path) -> None:
    """Import, twice, with a trial before."""
    expected = count(export)
    trial = run("import_reviews", export, "--shop", SHOP, "--at", AT.isoformat(), "--dry-run")
    assert stored() == (0, 0, 0)

    said = run("import_reviews", export, "--shop", SHOP, "--at", AT.isoformat())
    assert said.splitlines()[:7] == trial.splitlines()[:7]
    once = ImportRun.objects.get()
    assert (once.total_rows, once.rejected, once.changed) == (expected.rows, 0, 0)
    assert (once.new, once.repeated) == (
        len(expected.by_id),
        expected.rows - len(expected.by_id),
    )
    levels = Counter(Review.objects.values_list("level", flat=True))
    stars = Counter(row[8] for row in expected.by_id.values())
    assert levels == {
        "bad": stars["1"],
        "neutral": stars["2"] + stars["3"],
        "good": stars["4"] + stars["5"],
    }
    assert Case.objects.count() == once.cases_opened == expected.cases
    assert not Case.objects.filter(review__level="good").exists()

    run("import_reviews", export, "--shop", SHOP, "--at", AT.isoformat())
    assert Review.objects.count() == len(expected.by_id)
    assert Case.objects.count() == expected.cases
    again = ImportRun.objects.order_by("-id")[0]
    assert (again.new, again.changed, again.cases_opened) == (0, 0, 0)


def plan() -> None:
    said = json.loads(run("plan_callbacks", "--shop", SHOP, "--at", AT.isoformat(), "--json"))
    planned = Callback.objects.filter(status="planned")
    assert said["planned"] == planned.count() > 0
    assert said["planned"] + sum(said["blocked"].values()) == said["cases"]
    assert 0 < said["value"] <= said["upper_bound"] * (1 + 1e-9)
    assert all(callback.reasons for callback in planned)


def next_case(agent: Seat) -> Case:
    agent.post("reviews:next_case", {})
    case = Case.objects.get(leased_by__user__username="agent")
    assert case.why != []
    return case


def talk(agent: Seat, case: Case) -> None:
    """The buyer has no number, so that the desk writes; the answer is noted."""
    card = agent.get("reviews:case", case=case.public_id)
    assert "".join(marked_words(card)) == shown_words(case)
    report = {
        "channel": "wangwang",
        "outcome": "answered",
        "note": "买家接受补偿，壶盖另外补发",
        "is_solved": "yes",
        "idempotency_key": agent.fresh_key(card),
    }
    agent.post("reviews:attempt", report, case=case.public_id)
    case.refresh_from_db()
    assert (case.contacted_at, case.solved_at) == (AT, AT)


def marked_words(page: str) -> list[str]:
    return [html.unescape(words) for words in re.findall(r"<mark[^>]*>([^<]+)</mark>", page)]


def shown_words(case: Case) -> str:
    """The characters that show a cause, by the evidence stored with it."""
    content = case.review.content
    spans = [span for cause in case.review.review_causes.all() for span in cause.evidence]
    return "".join(
        sign for at, sign in enumerate(content) if any(start <= at < end for start, end in spans)
    )


def offer(agent: Seat, case: Case, amount: str, why: str = "") -> Offer:
    panel = agent.get("compensation:offer_panel", case=case.public_id)
    assert "cash" in re.findall(r'name="kind" value="(\w+)"', panel)
    proposal = {
        "kind": "cash",
        "amount": amount,
        "asked_reason": why,
        "message": "这次给您添麻烦了，几天内到账。",
        "idempotency_key": agent.fresh_key(panel),
    }
    agent.post("compensation:propose", proposal, case=case.public_id)
    return Offer.objects.latest("pk")


def act(agent: Seat, offer: Offer, *acts: str) -> None:
    for one in acts:
        agent.post("compensation:offer_act", {"act": one}, offer=offer.public_id)
    offer.refresh_from_db()


def remedy(case: Case, agent: Seat) -> Payout:
    """Within the policy at once; beyond it a lead or the owner decides; paid by hand."""
    within = offer(agent, case, "1.00")
    assert within.state == "approved"
    act(agent, within, "withdraw")
    assert within.state == "expired"

    beyond = offer(agent, case, "38.00", why="壶底漏水，买家自己出了运费")
    assert (beyond.state, beyond.is_beyond_policy) == ("waiting_approval", True)
    decider = Seat(beyond.approver)
    page = decider.get("compensation:approvals")
    assert page.count(beyond.public_id) > 0
    decision = {"verdict": "approve", "amount": "36.50", "word": "破损严重，同意"}
    decider.post("compensation:decide", decision, offer=beyond.public_id)
    beyond.refresh_from_db()
    assert (beyond.state, beyond.amount_fen, beyond.requested_fen) == ("approved", 3_650, 3_800)

    act(agent, beyond, "offered", "accept")
    payout = Payout.objects.get(offer=beyond)
    by_hand = {"act": "by_hand", "word": "JD20220827100001"}
    decider.post("compensation:payout_act", by_hand, payout=payout.public_id)
    payout.refresh_from_db()
    assert (payout.state, payout.provider_reference) == ("paid", "JD20220827100001")
    return payout


def raise_review(case: Case, export: Path, folder: Path) -> None:
    """The next export shows five stars: a fact beside the others, bound to no remedy."""
    row = list(count(export).by_id[case.review.platform_id])
    row[HEADS.index("打分")] = "5"
    later = folder / "next_day.csv"
    later.write_bytes(as_csv([tuple(row)]))
    run("import_reviews", later, "--shop", SHOP, "--at", AT.isoformat())
    assert ImportRun.objects.latest("pk").changed == 1
    case.refresh_from_db()


def close(agent: Seat, case: Case) -> None:
    agent.post("reviews:close", {"close_reason": "solved"}, case=case.public_id)
    case.refresh_from_db()
    assert (case.status, case.close_reason) == ("closed", "solved")
    facts = (case.contacted_at, case.solved_at, case.remedied_at, case.review_changed_at)
    assert facts == (AT, AT, AT, AT)


def workbook(case: Case, path: Path) -> None:
    week = str(IsoWeek.of(case.review.rated_at))
    run("weekly_report", "--shop", SHOP, "--week", week, "--output", path, "--language", "en")
    book = load_workbook(path)
    assert book.sheetnames == SHEETS
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    heads, *rows = book["Case rows"].iter_rows(values_only=True)
    of_case = [dict(zip(heads, row, strict=True)) for row in rows if row[0] == case.public_id]
    assert [(row["Review id"], row["Paid, yuan"]) for row in of_case] == [
        (case.review.platform_id, 36.5),
    ]
    span = IsoWeek.parse(week)
    in_week = Case.objects.filter(
        review__rated_at__gte=span.starts_at, review__rated_at__lt=span.ends_at
    )
    assert len(rows) == in_week.count()


def walk(export: Path, folder: Path) -> Case:
    """The whole walk; the case that was worked."""
    take_in(export)
    plan()
    shop = Shop.objects.get(code=SHOP)
    owner = Member.objects.get(user__username="owner")
    set_budget(
        shop=shop,
        member=owner,
        name="八月",
        kind="",
        starts_on=dt.date(2022, 8, 1),
        ends_on=dt.date(2022, 8, 31),
        cap_fen=10_000,
        now=timezone.now(),
    )
    agent = Seat("agent")
    case = next_case(agent)
    talk(agent, case)
    remedy(case, agent)
    budget = Budget.objects.get()
    assert (budget.reserved_fen, budget.spent_fen) == (0, 3_650)
    assert check_ledger(shop=shop, now=timezone.now()).is_balanced
    raise_review(case, export, folder)
    close(agent, case)
    workbook(case, folder / "week.xlsx")
    return case


def test_the_made_file_holds_what_its_counts_say(tmp_path: Path) -> None:
    path = tmp_path / "jd.csv"
    path.write_bytes(jd_export())
    found = count(path)
    stars = Counter(row[8] for row in found.by_id.values())
    texts = Counter(row[10] for row in found.by_id.values())
    assert (
        Counts(
            rows=found.rows,
            repeats=found.exact_repeats,
            bad=stars["1"],
            neutral=stars["2"] + stars["3"],
            good=stars["4"] + stars["5"],
            default_texts=texts[DEFAULT_TEXT],
        )
        == COUNTS
    )


def test_the_slice_is_walked_from_an_export_to_the_weekly_workbook(
    people: None,
    export: Path,
    tmp_path: Path,
) -> None:
    walk(export, tmp_path)


@pytest.mark.journey
def test_libre_office_opens_the_workbook_of_the_walk(people: None, tmp_path: Path) -> None:
    export = tmp_path / "jd.csv"
    export.write_bytes(jd_export())
    case = walk(export, tmp_path)
    sheets = sheets_by_libre_office(tmp_path / "week.xlsx")
    assert [name for name, _rows in sheets] == SHEETS
    heads, *rows = dict(sheets)["Case rows"]
    of_case = [dict(zip(heads, row, strict=True)) for row in rows if row[0] == case.public_id]
    assert [row["Paid, yuan"] for row in of_case] == ["36.5"]
    assert not any(
        "Err:" in cell or cell == "#NAME?" for _n, rows in sheets for row in rows for cell in row
    )
