"""From a week's workbook to an action on its top cause, and its measured effect weeks later."""

import datetime as dt
import io
import re
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from reports.domain.weeks import IsoWeek
from reports.models import Action
from reviews.models import Cause
from tests.journeys.jd_export import as_csv

SHOP, PASSWORD = "jd-kettle", "a-long-word-for-the-walk"
WEEK = IsoWeek(2022, 28)
LEAK, GOOD = "用了两天壶底就漏水了", "烧水很快，很好用，满意"
#: Reviews a week, and how many of them leak before and after the seal was changed.
REVIEWS, BEFORE, AFTER = 40, 12, 2


def export(first: IsoWeek, last: IsoWeek, *, leaking: int) -> bytes:
    """A crawl of those weeks, each with so many leaking kettles."""
    rows: list[tuple[str, ...]] = []
    week = first
    while week <= last:
        for number in range(REVIEWS):
            at = week.starts_at + dt.timedelta(hours=4 * number + 1)
            leaks = number % REVIEWS < leaking
            rows.append(
                (
                    *("100013588053 ", f"9{week.number:03d}{number:05d}", "105", "1", "0"),
                    f"{at - dt.timedelta(days=5):%Y/%-m/%-d %-H:%M}",
                    f"{at:%Y/%-m/%-d %-H:%M}",
                    *("5", "1" if leaks else "5", "暖家 2升 养生壶", LEAK if leaks else GOOD),
                )
            )
        week += 1
    return as_csv(rows)


def run(command: str, *arguments: object) -> str:
    out = io.StringIO()
    call_command(command, *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


def take_in(path: Path, content: bytes, at: dt.datetime) -> None:
    path.write_bytes(content)
    run("import_reviews", path, "--shop", SHOP, "--at", at.isoformat())


@pytest.fixture
def ops(db: None, tmp_path: Path) -> Client:
    run("create_shop", SHOP, "--name", "暖家京东自营店", "--platform", "jd")
    password = tmp_path / "password"
    password.write_text(PASSWORD)
    run(
        "add_member",
        SHOP,
        "ops",
        *("--role", "ops", "--name", "吴运营"),
        "--password-file",
        password,
    )
    client = Client()
    client.cookies["django_language"] = "en"
    client.post(reverse("login"), {"username": "ops", "password": PASSWORD})
    return client


def effect_in(path: Path, week: IsoWeek) -> list[object]:
    run("weekly_report", "--shop", SHOP, "--week", week, "--output", path, "--language", "en")
    rows = list(load_workbook(path)["Actions"].iter_rows(min_row=5, values_only=True))
    return list(rows[0])


def test_an_action_on_the_top_cause_shows_its_effect_weeks_later(
    ops: Client, tmp_path: Path
) -> None:
    monday = WEEK.ends_at + dt.timedelta(hours=6)
    with time_machine.travel(monday, tick=False):
        take_in(tmp_path / "first.csv", export(WEEK - 5, WEEK, leaking=BEFORE), monday)
        said = run("weekly_report", "--shop", SHOP, "--week", WEEK, "--output", tmp_path / "w.xlsx")
        cause = Cause.objects.get(shop__code=SHOP, code="quality_defect")
        assert f"{BEFORE}" in said
        page = ops.get(reverse("reports:dashboard", kwargs={"shop": SHOP}), {"week": WEEK})
        (act, *_more) = re.findall(
            r'href="([^"]*/actions/\?[^"]*quality_defect)"', page.content.decode()
        )
        form = ops.get(act.replace("&amp;", "&"))
        assert form.context["attachable"] == BEFORE
        filled = {
            "title": "更换壶底密封圈",
            "owner_name": "王厂长",
            "due_on": "2022-07-22",
            "cause": cause.code,
            "week": str(WEEK),
            "attach": "1",
        }
        ops.post(reverse("reports:actions", kwargs={"shop": SHOP}), filled)
        action = Action.objects.get()
        assert action.attached.count() == BEFORE
        where = {"shop": SHOP, "action": action.public_id}
        ops.post(reverse("reports:in_force", kwargs=where), {"on": "2022-07-18"})
        shown = ops.get(reverse("reports:action", kwargs=where)).content.decode()
        assert "Too few to say: 60 cases before, 0 in 0 weeks after." in shown

    later = (WEEK + 6).starts_at + dt.timedelta(hours=6)
    with time_machine.travel(later, tick=False):
        take_in(tmp_path / "later.csv", export(WEEK + 1, WEEK + 5, leaking=AFTER), later)
        ops.post(reverse("login"), {"username": "ops", "password": PASSWORD})
        ops.post(reverse("reports:in_force", kwargs=where), {"on": "2022-07-18"})
        line = effect_in(tmp_path / "later.xlsx", WEEK + 5)
        shown = ops.get(reverse("reports:action", kwargs=where)).content.decode()
    action.refresh_from_db()
    # The first week of the shop and the week of the change count on neither side.
    assert action.effect["params"]["cases_before"] == 5 * BEFORE
    assert action.effect["params"]["cases_after"] == 4 * AFTER
    assert (action.status, line[5]) == ("effective", "Cause fell")
    sentence = "Down from 30.00 % to 5.00 % of reviews; 95 % interval of the fall"
    assert str(line[-1]).startswith(sentence)
    assert str(line[-1]).endswith("held for 4 weeks.")
    assert sentence in shown
