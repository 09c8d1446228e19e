"""Causes are merged and revived while a reader reads and a person confirms the same reviews."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from reviews.models import ReviewCause
from reviews.operations.causes import copy_default_tree
from tests.factories import NOW, MemberFactory, ReviewFactory, ShopFactory
from tests.reviews.operations.test_two_dials_at_once import shared_database

ROUNDS = 12
START = """
import datetime as dt, sys
import django
django.setup()
from reviews.models import Member, Review, ReviewCause
from reviews.operations.causes import classify_reviews, confirm_causes
from reviews.operations.cause_merges import merge_cause, undo_merge
member = Member.objects.select_related("shop").get(pk=sys.argv[1])
shop, now = member.shop, dt.datetime.fromisoformat(sys.argv[2])
leaks, smells = (shop.causes.get(code=code) for code in ("quality_defect", "odor"))
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[3])):
    now += dt.timedelta(minutes=1)
"""
READER = """
    for review in Review.objects.filter(shop=shop, pk__gt=number % 3).order_by("pk"):
        Review.objects.filter(pk=review.pk).update(causes_version="")
    classify_reviews(shop=shop, now=now)
"""
OWNER = """
    merge_cause(cause=leaks, into=smells, member=member, now=now)
    undo_merge(cause=leaks, member=member, now=now)
"""
PERSON = """
    for review in Review.objects.filter(shop=shop).order_by("-pk"):
        confirm_causes(review=review, codes=["odor"], main="odor", member=member, now=now)
"""


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_ever_and_each_review_keeps_one_main_cause(tmp_path):
    shop = ShopFactory.create()
    copy_default_tree(shop=shop, now=NOW)
    for number in range(6):
        ReviewFactory.create(shop=shop, content=f"第{number}次，壶漏水，味道刺鼻")
    owner = MemberFactory.create(shop=shop, role="owner")
    environment = os.environ | {
        "DATABASE_URL": shared_database(tmp_path),
        "DJANGO_SETTINGS_MODULE": "reviewdesk.settings",
    }
    at_work = [
        subprocess.Popen(
            [sys.executable, "-c", START + work, str(owner.pk), NOW.isoformat(), str(ROUNDS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            cwd=settings.BASE_DIR,
        )
        for work in (READER, OWNER, PERSON)
    ]
    for one in at_work:
        assert one.stdout.readline() == "ready\n"
    for one in at_work:
        one.stdin.write("go\n")
        one.stdin.flush()
    told = [one.communicate(timeout=120)[1] for one in at_work]
    assert [one.returncode for one in at_work] == [0, 0, 0], told
    if connection.vendor != "sqlite":  # there they worked on a copy
        mains = ReviewCause.objects.filter(review__shop=shop, is_current=True, is_main=True)
        assert mains.count() == 6
