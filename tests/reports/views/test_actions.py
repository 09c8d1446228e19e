import datetime as dt

import pytest
import time_machine
from django.contrib.messages import get_messages

from reports.models import Action, Alarm
from reviews.operations.history import record_change
from tests import factories as make
from tests.reports.desk_week import MONDAY, WEEK, make_case, make_cause

PAGE = "/s/hu/reports/actions/"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def desk(client, lead):
    client.force_login(lead.user)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def cause(shop):
    return make_cause(shop, "packaging", "warehouse")


@pytest.fixture
def action(cause):
    return make.ActionFactory.create(cause=cause)


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_form_is_filled_from_the_cause_that_led_here(desk, shop, cause):
    product = make.ProductFactory.create(shop=shop)
    response = desk.get(f"{PAGE}?cause=packaging&product={product.public_id}")
    content = response.content.decode()
    assert '<option value="packaging" selected>packaging</option>' in content
    assert f'<option value="{product.public_id}" selected>' in content


def test_action_is_opened_by_the_form(desk, shop, cause, lead):
    product = make.ProductFactory.create(shop=shop)
    response = desk.post(
        PAGE,
        {
            "cause": "packaging",
            "product": product.public_id,
            "title": "加厚纸箱",
            "change": "五层",
            "owner_name": "老李",
            "due_on": "2026-12-01",
        },
    )
    made = Action.objects.get()
    assert response["Location"] == f"{PAGE}{made.public_id}/"
    assert (made.cause, made.product, made.title) == (cause, product, "加厚纸箱")
    assert (made.owner_name, made.due_on, made.created_by) == ("老李", dt.date(2026, 12, 1), lead)


@pytest.mark.parametrize(
    ("given", "field"),
    [({"title": ""}, "title"), ({"due_on": "soon"}, "due_on"), ({"cause": "odor"}, "cause")],
)
def test_incomplete_form_is_shown_again_with_its_error(desk, cause, given, field):
    make_cause(make.ShopFactory.create(), "odor")
    filled = {"cause": "packaging", "title": "x", "owner_name": "y", "due_on": "2026-12-01"}
    response = desk.post(PAGE, {**filled, **given})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert Action.objects.count() == 0


def test_action_is_put_in_force_and_measured(desk, shop, action):
    make_case(shop, week=WEEK - 9)
    response = desk.post(f"{PAGE}{action.public_id}/in-force/", {"on": "2026-10-26"})
    action.refresh_from_db()
    assert response["Location"] == f"{PAGE}{action.public_id}/"
    assert (action.status, action.in_force_on) == ("in_force", dt.date(2026, 10, 26))
    assert "Too few to say" in desk.get(PAGE).content.decode()


def test_missing_day_is_asked_for(desk, action):
    for given in ({}, {"on": "0001-01-01"}, {"on": "9999-12-31"}):
        response = desk.post(f"{PAGE}{action.public_id}/in-force/", given)
        assert said(response)[-1] == "Name the day since when the change is in force."


def test_closed_action_says_so(desk, action):
    desk.post(f"{PAGE}{action.public_id}/close/")
    action.refresh_from_db()
    assert action.status == "closed"
    for step in ("close", "in-force"):
        response = desk.post(f"{PAGE}{action.public_id}/{step}/", {"on": "2026-10-26"})
        assert said(response)[-1] == (
            "This action is closed. Open a new one where the cause came back."
        )


def test_actions_of_other_shops_are_not_found(desk):
    other = make.ActionFactory.create()
    found = [
        desk.post(f"{PAGE}{other.public_id}/{step}/", {"on": "2026-10-26"}).status_code
        for step in ("close", "in-force")
    ]
    assert found == [404, 404]


def test_actions_that_wait_come_first(desk, cause):
    for status in ("closed", "effective", "reopened", "open"):
        make.ActionFactory.create(
            cause=cause, status=status, in_force_on=WEEK.monday, closed_at=MONDAY
        )
    cards = desk.get(PAGE).context["cards"]
    assert [card.status for card in cards] == ["reopened", "open", "effective", "closed"]


def test_empty_page_says_what_to_do(desk):
    assert "No corrective action yet." in desk.get(PAGE).content.decode()


def test_cell_opens_an_action_with_its_cases(desk, shop, cause, lead):
    product = make.ProductFactory.create(shop=shop)
    order = make.OrderFactory.create(shop=shop, carrier="中通快递", warehouse="义乌仓")
    mine = [
        make_case(shop, cause=cause, product=product, review__order=order, review__sku="蓝")
        for _case in range(2)
    ]
    make_case(shop, cause=cause, product=product)
    make_case(shop, cause=cause, product=product, review__order=order, week=WEEK - 1)
    asked = f"week={WEEK}&cause=packaging&product={product.public_id}"
    listed = desk.get(f"/s/hu/reports/cases/?{asked}")
    shared = listed.context["shared"]
    assert [(one.value, one.cases) for one in shared["carrier"]] == [("中通快递", 2)]
    assert [(one.value, one.cases) for one in shared["warehouse"]] == [("义乌仓", 2)]
    assert [(one.value, one.cases) for one in shared["sku"]] == [("蓝", 2)]
    form = desk.get(f"{PAGE}?{asked}&carrier=中通快递&warehouse=义乌仓&sku=蓝")
    assert form.context["form"]["warehouse"].value() == "义乌仓"
    assert form.context["attachable"] == 2
    answer = desk.post(
        PAGE,
        {
            "cause": "packaging",
            "product": product.public_id,
            "title": "加厚纸箱",
            "owner_name": "老李",
            "due_on": "2026-12-01",
            "unit": "logistics",
            "carrier": "中通快递",
            "batch": "蓝",
            "week": str(WEEK),
            "sku": "蓝",
            "attach": "1",
        },
    )
    made = Action.objects.get()
    assert (made.unit, made.carrier, made.batch) == ("logistics", "中通快递", "蓝")
    assert {one.case_id for one in made.attached.all()} == {case.pk for case in mine}
    shown = desk.get(answer["Location"])
    assert {line.case for line in shown.context["attached"].lines} == set(mine)
    assert [str(line.what) for line in shown.context["told"]] == ["opened"]


def test_alarm_opens_an_action_with_the_cases_it_counted(desk, shop, cause):
    product = make.ProductFactory.create(shop=shop)
    cases = [make_case(shop, cause=cause, product=product, day=2) for _case in range(3)]
    make_case(shop, cause=cause, product=product, day=3)
    alarm = Alarm.objects.create(
        shop=shop,
        cause=cause,
        product=product,
        day=WEEK.monday + dt.timedelta(days=2),
        cases=3,
        expected=0.2,
        chance=0.001,
        batch={"code": "batch_of_sku", "params": {"cases": 3, "of": 3, "sku": "蓝"}},
        created_at=MONDAY,
    )
    form = desk.get(f"{PAGE}?alarm={alarm.public_id}").context["form"]
    assert form["batch"].value() == "3 of 3 are of the variant 蓝."
    desk.post(
        PAGE,
        {
            "alarm": alarm.public_id,
            "cause": "packaging",
            "product": product.public_id,
            "title": "x",
            "owner_name": "y",
            "due_on": "2026-12-01",
            "attach": "1",
        },
    )
    made = Action.objects.get()
    assert {one.case_id for one in made.attached.all()} == {case.pk for case in cases}


def test_action_is_edited_and_what_was_said_before_is_shown(desk, action, lead):
    page = f"{PAGE}{action.public_id}/"
    form = desk.get(page).context["form"]
    filled = {name: form[name].value() for name in ("title", "change", "owner_name", "seen")}
    filled |= {"owner_name": "王厂长", "due_on": "2026-12-24"}
    assert desk.post(f"{page}edit/", filled | {"due_on": "soon"}).status_code == 422
    answer = desk.post(f"{page}edit/", filled)
    assert (answer["Location"], said(answer)[-1]) == (
        page,
        "Saved. What was said before stays in the history.",
    )
    action.refresh_from_db()
    assert (action.owner_name, action.due_on) == ("王厂长", dt.date(2026, 12, 24))
    content = desk.get(page).content.decode()
    assert "Due: <del>2026-11-30</del> → 2026-12-24" in content
    assert f"Edited · {lead.display_name}" in content
    late = desk.post(f"{page}edit/", filled | {"owner_name": "赵"})
    assert (late.status_code, "Somebody else has said it anew" in late.content.decode()) == (
        422,
        True,
    )


def test_listed_cases_are_attached_to_an_open_action_and_taken_away(desk, shop, cause, action):
    order = make.OrderFactory.create(shop=shop, carrier="中通快递")
    mine = make_case(shop, cause=cause, review__order=order)
    other = make_case(shop, cause=cause)
    page = f"{PAGE}{action.public_id}/"
    assert "/s/hu/reports/cases/?" in desk.get(page).content.decode()
    asked = f"week={WEEK}&cause=packaging"
    assert desk.get(f"/s/hu/reports/cases/?{asked}").context["joinable"] == [action]
    assert desk.get(f"/s/hu/reports/cases/?week={WEEK}").context["joinable"] == []
    join = {"action": action.public_id}
    answer = desk.post(f"{PAGE}attach/?{asked}&carrier=中通快递", join)
    assert (answer["Location"], said(answer)[-1]) == (page, "1 case more goes with it.")
    assert said(desk.post(f"{PAGE}attach/?{asked}", join))[-1] == "1 case more goes with it."
    assert {one.case for one in action.attached.all()} == {mine, other}
    desk.post(f"{page}detach/", {"case": [mine.public_id]})
    assert [one.case for one in action.attached.all()] == [other]
    desk.post(f"{page}close/")
    for address, given in (
        (f"{PAGE}attach/?{asked}", join), (f"{page}detach/", {"case": [other.public_id]}),
    ):  # fmt: skip
        assert said(desk.post(address, given))[-1].startswith("This action is closed.")
    assert desk.post(f"{PAGE}attach/?{asked}", {"action": "nobody"}).status_code == 404
    assert desk.get(f"/s/hu/reports/cases/?{asked}").context["joinable"] == []
    assert action.attached.count() == 1


def test_history_of_an_action_is_told(desk, action):
    desk.post(f"{PAGE}{action.public_id}/in-force/", {"on": "2026-10-26"})
    for receiver in ("a", "b"):
        record_change(action, member=None, now=MONDAY, reason=f"told due_soon {receiver}")
    page = desk.get(f"{PAGE}{action.public_id}/")
    assert [str(line.what) for line in page.context["told"]] == ["reminded", "changed", "opened"]
    assert "Reminded of the day: due on 2026-11-30." in page.content.decode()
    desk.cookies["django_language"] = "zh-hans"
    assert "到期提醒：2026-11-30 到期。" in desk.get(page.request["PATH_INFO"]).content.decode()
