"""Separate processes that ask for one buyer's number to dial it at once: one gets the line."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from reviews.models import Callback
from tests.factories import NOW, BuyerFactory, CaseFactory, MemberFactory, ShopFactory

PROCESSES = 3
AGENT = """
import datetime as dt, sys
import django
django.setup()
from reviews.models import Case, Member
from reviews.operations.refusals import CallRefused
from reviews.operations.reveals import reveal_phone
case, member = Case.objects.get(pk=sys.argv[1]), Member.objects.get(pk=sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
try:
    now = dt.datetime.fromisoformat(sys.argv[3])
    number = reveal_phone(case=case, member=member, reason="call", ip=None, now=now)
    print("calling " + number, flush=True)
except CallRefused as refused:
    print(refused.reason.code, flush=True)
"""


def shared_database(folder: Path) -> str:
    """An address under which other processes see what this test has committed."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(folder / "desk.sqlite3") as copy:
            connection.connection.backup(copy)
            # As migrate leaves it: two processes can't turn a fresh file to WAL at once.
            copy.execute("PRAGMA journal_mode=WAL")
        copy.close()
        return f"sqlite:///{folder / 'desk.sqlite3'}"
    set_up = connection.settings_dict
    login = f"{quote(set_up['USER'])}:{quote(set_up['PASSWORD'])}"
    return f"postgresql://{login}@{set_up['HOST']}:{set_up['PORT']}/{set_up['NAME']}"


def in_several_shops(phone):
    for _number in range(PROCESSES):
        shop = ShopFactory.create()
        buyer = BuyerFactory.create(shop=shop, plain_phone=phone)
        case = CaseFactory.create(shop=shop, review__buyer=buyer, buyer=buyer)
        yield case, MemberFactory.create(shop=shop)


def through_several_cases(phone):
    shop = ShopFactory.create()
    buyer = BuyerFactory.create(shop=shop, plain_phone=phone)
    for number in range(PROCESSES):
        case = CaseFactory.create(shop=shop, review__buyer=buyer, buyer=buyer)
        yield case, MemberFactory.create(shop=shop, display_name=f"客服{number}")


def at_one_case(phone):
    shop = ShopFactory.create()
    buyer = BuyerFactory.create(shop=shop, plain_phone=phone)
    case = CaseFactory.create(shop=shop, review__buyer=buyer, buyer=buyer)
    for _number in range(PROCESSES):
        yield case, MemberFactory.create(shop=shop)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("meet", "code"),
    [
        (in_several_shops, "contact.someone_is_calling"),
        (through_several_cases, "contact.colleague_is_calling"),
        (at_one_case, "contact.colleague_is_calling"),
    ],
)
def test_of_agents_who_meet_exactly_one_gets_the_buyer(tmp_path, meet, code):
    phone = "13800005678"
    agents = list(meet(phone))
    environment = os.environ | {
        "DATABASE_URL": shared_database(tmp_path),
        "DJANGO_SETTINGS_MODULE": "reviewdesk.settings",
    }
    desks = [
        subprocess.Popen(
            [sys.executable, "-c", AGENT, str(case.pk), str(member.pk), NOW.isoformat()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=settings.BASE_DIR,
        )
        for case, member in agents
    ]
    for desk in desks:
        assert desk.stdout.readline() == "ready\n"
    for desk in desks:
        desk.stdin.write("go\n")
        desk.stdin.flush()
    answers = sorted(desk.communicate(timeout=60)[0].strip() for desk in desks)
    assert answers == [f"calling {phone}", code, code]
    if connection.vendor != "sqlite":
        assert Callback.objects.filter(status="calling").count() == 1
