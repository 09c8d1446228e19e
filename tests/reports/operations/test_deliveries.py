import datetime as dt
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.core import mail

from reports import outgoing
from reports.domain.robots import dingtalk_sign, feishu_sign
from reports.models import Delivery, ReportGroup, ReportRun
from reports.operations.deliveries import (
    WAITS,
    WrongReceiver,
    add_receiver,
    deliver,
    retire_receiver,
    sweep_deliveries,
)
from reports.operations.report_groups import retire_group
from reports.operations.runs import run_report, sweep_reports
from tests import factories as make
from tests.reports.desk_week import MONDAY, WEEK, make_case, make_cause

SECRET = "SEC-of-the-group"
MINUTE = dt.timedelta(minutes=1)


class Robots(BaseHTTPRequestHandler):
    """Takes a message only where its signature is right, as the platforms do."""

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        address = urlsplit(self.path)
        taken = {"/ding": self._ding, "/feishu": self._feishu, "/wecom": self._wecom}
        code = taken[address.path](parse_qs(address.query), body)
        self.server.heard.append((address.path, code, body))
        name = "code" if address.path == "/feishu" else "errcode"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({name: code, "errmsg": "said"}).encode())

    def _ding(self, query, _body):
        wanted = unquote(dingtalk_sign(SECRET, int(query["timestamp"][0])))
        return 0 if query["sign"] == [wanted] else 310_000

    def _feishu(self, _query, body):
        return 0 if body["sign"] == feishu_sign(SECRET, int(body["timestamp"])) else 19_021

    def _wecom(self, query, _body):
        return 0 if query["key"] == ["right"] else 93_000

    def log_message(self, *_args):
        pass


@pytest.fixture
def robots(settings):
    server = HTTPServer(("127.0.0.1", 0), Robots)
    server.heard = []
    server.origin = f"http://127.0.0.1:{server.server_port}"
    settings.ROBOT_ORIGINS = [server.origin]
    settings.PUBLIC_URL = "https://desk.example.com"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def receiver(shop, kind, address, secret=SECRET, group=None):
    return add_receiver(
        shop=None if group else shop,
        group=group,
        kind=kind,
        name=kind,
        address=address,
        secret=secret,
        language="en",
        member=None,
        now=MONDAY,
    )


def monday_report(shop):
    """The workbook of the hand-made week, made by schedule."""
    type(shop).objects.update(created_at=WEEK.starts_at)
    make_case(shop, cause=make_cause(shop, "leak"))
    (run_id,) = sweep_reports(now=MONDAY)
    assert run_report(run_id=run_id, now=MONDAY)
    return ReportRun.objects.get(pk=run_id)


def test_monday_report_is_announced_signed_to_every_robot(shop, robots):
    receiver(shop, "dingtalk", f"{robots.origin}/ding?access_token=t")
    receiver(shop, "feishu", f"{robots.origin}/feishu")
    receiver(shop, "wecom", f"{robots.origin}/wecom?key=right", secret="")
    retire_receiver(receiver=receiver(shop, "wecom", f"{robots.origin}/wecom?key=old"), now=MONDAY)
    run = monday_report(shop)
    assert run.parameters["base_url"] == "https://desk.example.com"
    assert [deliver(delivery_id=one, now=MONDAY) for one in sweep_deliveries(now=MONDAY)] == [
        True
    ] * 3
    assert [(path, code) for path, code, _body in robots.heard] == [
        ("/ding", 0),
        ("/feishu", 0),
        ("/wecom", 0),
    ]
    text = robots.heard[2][2]["markdown"]["content"]
    assert "1 neutral and bad reviews this week" in text
    assert text.endswith("https://desk.example.com/s/hu/reports/?week=2026-W46")
    assert sweep_deliveries(now=MONDAY + 10 * MINUTE) == []


@pytest.fixture
def group(shop):
    other = make.ShopFactory.create(code="er", name="二店")
    type(shop).objects.update(created_at=WEEK.starts_at)
    for one in (shop, other):
        make_case(one, cause=make_cause(one, "leak"))
    made = ReportGroup.objects.create(name="两店", created_at=WEEK.starts_at)
    made.shops.set([shop, other])
    return made


def make_all(now=MONDAY):
    for run_id in sweep_reports(now=now):
        assert run_report(run_id=run_id, now=now)


def test_group_is_announced_to_its_own_receivers_and_to_no_shops(shop, group, robots, settings):
    settings.MAIL_URL = "smtp://mail"
    receiver(shop, "wecom", f"{robots.origin}/wecom?key=right", secret="", group=group)
    receiver(shop, "mail", "boss@example.com", group=group)
    of_shop = receiver(shop, "feishu", f"{robots.origin}/feishu")
    make_all()
    assert [deliver(delivery_id=one, now=MONDAY) for one in sweep_deliveries(now=MONDAY)] == [
        True
    ] * 3
    told = {path: str(body) for path, _code, body in robots.heard}
    assert "两店: weekly cause report" in told["/wecom"]
    assert "2 neutral and bad reviews this week" in told["/wecom"]
    assert "/s/hu/reports/groups/?week=2026-W46" in told["/wecom"]
    (letter,) = mail.outbox
    assert (letter.to, letter.subject.split(":")[0]) == (["boss@example.com"], "两店")
    assert "养生壶旗舰店: weekly cause report" in told["/feishu"]
    assert of_shop.deliveries.get().run.shop == shop


def test_refused_delivery_of_a_group_is_logged_and_sent_again(shop, group, robots):
    receiver(shop, "dingtalk", f"{robots.origin}/ding?access_token=t", secret="no", group=group)
    make_all()
    one = Delivery.objects.get()
    assert deliver(delivery_id=one.pk, now=MONDAY) is False
    one.refresh_from_db()
    assert (one.run.group, one.state, one.error["params"]["code"]) == (group, "queued", "310000")
    assert sweep_deliveries(now=MONDAY + WAITS[0]) == [one.pk]


def test_group_given_up_while_its_workbook_was_made_is_announced_to_nobody(shop, group, robots):
    receiver(shop, "wecom", f"{robots.origin}/wecom?key=right", secret="", group=group)
    due = sweep_reports(now=MONDAY)
    retire_group(group=group, now=MONDAY)
    for run_id in due:
        run_report(run_id=run_id, now=MONDAY)
    assert not Delivery.objects.exists()


def test_message_of_a_group_without_a_shop_left_has_no_way_to_it(shop, group, robots):
    receiver(shop, "wecom", f"{robots.origin}/wecom?key=right", secret="", group=group)
    make_all()
    group.shops.clear()
    deliver(delivery_id=Delivery.objects.get().pk, now=MONDAY)
    assert "http" not in robots.heard[0][2]["markdown"]["content"]


def test_refused_delivery_is_tried_again_later_and_at_last_fails(shop, robots):
    receiver(shop, "dingtalk", f"{robots.origin}/ding?access_token=t", secret="wrong")
    monday_report(shop)
    (one,) = sweep_deliveries(now=MONDAY)
    now = MONDAY
    for wait in WAITS:
        assert deliver(delivery_id=one, now=now) is False
        assert sweep_deliveries(now=now + wait - MINUTE / 2) == []
        now += wait
    assert deliver(delivery_id=one, now=now) is False
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries) == ("failed", len(WAITS) + 1)
    assert delivery.error["params"] == {"code": "310000", "words": "said"}
    assert deliver(delivery_id=one, now=now) is False


def test_nobody_answering_is_a_reason(shop, robots, settings):
    settings.ROBOT_ORIGINS = ["http://127.0.0.1:9"]
    receiver(shop, "wecom", "http://127.0.0.1:9/x")
    monday_report(shop)
    deliver(delivery_id=Delivery.objects.get().pk, now=MONDAY)
    assert Delivery.objects.get().error["code"] == "receiver_unreachable"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example.com/robot",
        "http://oapi.dingtalk.com/robot",
        "https://oapi.dingtalk.com@10.0.0.1/robot",
        "https://oapi.dingtalk.com:8443/robot",
        "http://169.254.169.254/latest",
        "https://[::1/",
        "nonsense",
    ],
)
def test_only_the_platforms_own_addresses_are_taken(shop, address):
    with pytest.raises(WrongReceiver):
        receiver(shop, "dingtalk", address)
    with pytest.raises(outgoing.NotAllowed):
        outgoing.post_json(address, b"{}")


def test_name_that_leads_inside_is_refused(settings):
    settings.ROBOT_ORIGINS = ["http://localhost:80"]
    with pytest.raises(outgoing.NotAllowed):
        outgoing.post_json("http://localhost:80/", b"{}")


def test_mail_goes_out_once_a_server_is_set(shop, settings):
    with pytest.raises(WrongReceiver):
        receiver(shop, "mail", "ops@example.com")
    settings.MAIL_URL = "smtp://mail"
    receiver(shop, "mail", "ops@example.com")
    monday_report(shop)
    assert deliver(delivery_id=Delivery.objects.get().pk, now=MONDAY)
    assert [one.to for one in mail.outbox] == [["ops@example.com"]]
    settings.MAIL_URL = ""
    Delivery.objects.update(state="queued", due_at=MONDAY)
    assert not deliver(delivery_id=Delivery.objects.get().pk, now=MONDAY)


def test_page_adds_removes_and_shows_what_became_of_it(ops, shop, sit, robots):
    page, address = "/s/hu/reports/receivers/", f"{robots.origin}/wecom?key=right"
    given = {"kind": "wecom", "name": "周报群", "address": address}
    browser = sit(ops)
    assert browser.post(page, given | {"address": "https://evil.example.com"}).status_code == 422
    assert browser.post(page, given | {"kind": "mail", "address": "x"}).status_code == 422
    assert browser.post(page, given).status_code == 302
    monday_report(shop)
    deliver(delivery_id=Delivery.objects.get().pk, now=MONDAY)
    content = browser.get(page).content.decode()
    assert ("周报群" in content, "key=right" in content) == (True, False)
    retired = shop.receivers.get().public_id
    assert browser.post(f"{page}{retired}/retire/").status_code == 302
    assert browser.get(page).context["receivers"] == []
    assert browser.post(f"{page}nobody/retire/").status_code == 404
