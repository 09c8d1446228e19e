import datetime as dt
from io import BytesIO

import pytest
import time_machine
from openpyxl import load_workbook

from reports.models import ReportGroup, ReportRun
from reports.operations.runs import run_report
from tests import factories as make
from tests.reports.desk_week import MONDAY, WEEK, make_case, make_cause

PAGE = "/s/hu/reports/groups/"


@pytest.fixture
def second(ops):
    shop = make.ShopFactory.create(code="er", name="二店")
    make.MemberFactory.create(shop=shop, user=ops.user, role="owner")
    return shop


@pytest.fixture
def desk(ops, sit):
    return sit(ops)


def grouped(*shops):
    group = ReportGroup.objects.create(name="两店", created_at=WEEK.starts_at)
    group.shops.set(shops)
    return group


def test_group_is_made_reported_and_taken_home(desk, shop, second):
    for one in (shop, second):
        make_case(one, cause=make_cause(one, "odor"))
    made = desk.post(PAGE, {"name": "两店", "shops": [shop.pk, second.pk]})
    group = ReportGroup.objects.get()
    assert (made.status_code, set(group.shops.all())) == (302, {shop, second})
    with time_machine.travel(MONDAY, tick=False):
        desk.post(f"{PAGE}{group.public_id}/ask/?week={WEEK}")
    run = ReportRun.objects.get(group=group)
    assert run_report(run_id=run.pk, now=run.due_at)
    page = desk.get(PAGE).content.decode()
    assert f"{PAGE}{group.public_id}/{run.public_id}/" in page
    answer = desk.get(f"{PAGE}{group.public_id}/{run.public_id}/")
    assert answer["Content-Disposition"].endswith(f'-{group.public_id}-2026-W46.xlsx"')
    assert load_workbook(BytesIO(b"".join(answer.streaming_content))).sheetnames
    desk.post(f"{PAGE}{group.public_id}/retire/")
    assert desk.get(f"{PAGE}{group.public_id}/{run.public_id}/").status_code == 404


@pytest.mark.parametrize("change", [{"role": "lead"}, {"role": "agent"}, {"is_active": False}])
def test_group_is_hidden_from_who_may_not_see_all_of_its_shops(desk, ops, shop, second, change):
    group = grouped(shop, second)
    run = ReportRun.objects.create(
        group=group, week=str(WEEK), due_at=MONDAY, created_at=MONDAY, state="done", stored_path="x"
    )
    assert "两店" in desk.get(PAGE).content.decode()
    ops.user.memberships.filter(shop=second).update(**change)
    assert "两店" not in desk.get(PAGE).content.decode()
    for path in (f"{run.public_id}/", "ask/", "retire/"):
        address = f"{PAGE}{group.public_id}/{path}"
        answer = desk.get(address) if path.startswith(run.public_id) else desk.post(address)
        assert answer.status_code == 404
    assert desk.get(f"/s/hu/reports/workbooks/{run.public_id}/").status_code == 404
    assert run.public_id not in desk.get("/s/hu/reports/workbooks/").content.decode()


def test_receiver_of_a_group_is_added_and_removed_by_who_sees_all_of_it(
    desk, ops, shop, second, settings
):
    settings.MAIL_URL = "smtp://mail"
    group = grouped(shop, second)
    page = f"{PAGE}{group.public_id}/receivers/"
    assert page in desk.get(PAGE).content.decode()
    given = {"kind": "mail", "name": "老板", "address": "boss@example.com"}
    assert desk.post(page, given)["Location"] == page
    receiver = group.receivers.get()
    assert (receiver.shop, receiver.created_by) == (None, ops)
    assert "老板" in desk.get(page).content.decode()
    assert desk.get("/s/hu/reports/receivers/").context["receivers"] == []
    assert desk.post(f"/s/hu/reports/receivers/{receiver.public_id}/retire/").status_code == 404
    other = grouped(shop, second)
    assert (
        desk.post(f"{PAGE}{other.public_id}/receivers/{receiver.public_id}/retire/").status_code
        == 404
    )
    assert desk.post(f"{page}{receiver.public_id}/retire/")["Location"] == page
    assert desk.get(page).context["receivers"] == []
    ops.user.memberships.filter(shop=second).update(role="lead")
    assert desk.get(page).status_code == 404
    assert desk.post(f"{page}{receiver.public_id}/retire/").status_code == 404


def test_foreign_shop_can_not_be_grouped_and_one_is_no_group(desk, shop, second):
    foreign = make.ShopFactory.create(name="别家")
    assert "别家" not in desk.get(PAGE).content.decode()
    for chosen in ([shop.pk, foreign.pk], [shop.pk], []):
        assert desk.post(PAGE, {"name": "x", "shops": chosen}).status_code == 422
    assert not ReportGroup.objects.exists()


def test_waiting_workbook_without_a_worker_says_so(desk, shop):
    run = ReportRun.objects.create(shop=shop, week=str(WEEK), due_at=MONDAY, created_at=MONDAY)
    for minutes, said in ((1, False), (3, True)):
        with time_machine.travel(MONDAY + dt.timedelta(minutes=minutes), tick=False):
            page = desk.get("/s/hu/reports/workbooks/")
        assert ("doctor" in page.content.decode()) is said
    busy = {"state": "running", "lease_until": MONDAY + dt.timedelta(minutes=9)}
    ReportRun.objects.create(shop=shop, week="2026-W40", due_at=MONDAY, created_at=MONDAY, **busy)
    with time_machine.travel(MONDAY + dt.timedelta(minutes=3), tick=False):
        assert desk.get("/s/hu/reports/workbooks/").context["workbooks"].stuck_since is None
    assert run.state == "queued"
