"""Two tabs of one person that press "next" at the same time get one case."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from reviews.models import Case
from tests.factories import NOW, CaseFactory, MemberFactory, ShopFactory
from tests.reviews.operations.test_two_dials_at_once import shared_database

TABS = 2
TAB = """
import datetime as dt, sys
import django
django.setup()
from reviews.models import Member
from reviews.operations.queue import next_case
member = Member.objects.select_related("shop__settings").get(pk=sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
now = dt.datetime.fromisoformat(sys.argv[2])
print(next_case(shop=member.shop, member=member, now=now).public_id, flush=True)
"""


@pytest.mark.django_db(transaction=True)
def test_two_tabs_of_one_person_get_one_case(tmp_path):
    shop = ShopFactory.create()
    for _number in range(TABS):
        CaseFactory.create(shop=shop)
    member = MemberFactory.create(shop=shop)
    environment = os.environ | {
        "DATABASE_URL": shared_database(tmp_path),
        "DJANGO_SETTINGS_MODULE": "reviewdesk.settings",
    }
    tabs = [
        subprocess.Popen(
            [sys.executable, "-c", TAB, str(member.pk), NOW.isoformat()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=settings.BASE_DIR,
        )
        for _tab in range(TABS)
    ]
    for tab in tabs:
        assert tab.stdout.readline() == "ready\n"
    for tab in tabs:
        tab.stdin.write("go\n")
        tab.stdin.flush()
    given = {tab.communicate(timeout=60)[0].strip() for tab in tabs}
    assert len(given) == 1
    if connection.vendor != "sqlite":
        assert Case.objects.get(leased_by=member).public_id in given
