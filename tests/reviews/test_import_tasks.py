"""The tasks of imports: a message is only a wake-up."""

import io

import pytest
from django.utils import timezone

from reviews import tasks
from reviews.models import ImportRun, Review, Shop
from reviews.operations.import_checks import start_check
from tests.reviews.operations.importing import REVIEW, REVIEW_HEADER, queue, table

pytestmark = pytest.mark.django_db


def test_task_takes_a_file_in_and_a_second_message_finds_nothing_to_do(shop: Shop) -> None:
    queued = queue(shop, "reviews", table(REVIEW_HEADER, REVIEW), now=timezone.now())
    for _message in range(2):
        tasks.run_import(run_id=queued.pk)
    run = ImportRun.objects.get()
    assert (run.state, run.tries, Review.objects.count()) == ("done", 1, 1)


def test_sweep_wakes_a_worker_for_every_waiting_import(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued = queue(shop, "reviews", table(REVIEW_HEADER, REVIEW), now=timezone.now())
    woken: list[int] = []
    monkeypatch.setattr(tasks.run_import, "delay", lambda *, run_id: woken.append(run_id))
    tasks.sweep_imports()
    assert woken == [queued.pk]


def test_sweep_wakes_a_worker_for_every_file_to_look_through(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought = start_check(
        shop=shop,
        kind="",
        file=io.BytesIO(table(REVIEW_HEADER, REVIEW)),
        file_name="x.csv",
        member=None,
        now=timezone.now(),
    )
    monkeypatch.setattr(tasks.check_import, "delay", tasks.check_import)
    for _message in range(2):
        tasks.sweep_imports()
    run = ImportRun.objects.get()
    assert (run.pk, run.state, run.tries) == (brought.pk, "checked", 1)
