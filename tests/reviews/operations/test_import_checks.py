"""A file is looked through by one worker, overruled or started by one person, given up by time."""

import datetime as dt
import io
from collections.abc import Callable

import pytest

from reviews.intake.asked import NOTHING_ASKED, Asked
from reviews.models import ImportMapping, ImportRun, Member, Review, Shop
from reviews.operations import import_checks, import_preview
from reviews.operations.import_checks import (
    LEASE,
    MAX_LOOKS,
    overrule,
    run_check,
    start_check,
    start_checked,
    sweep_checks,
)
from reviews.operations.import_files import stored_file
from reviews.operations.imports import PATIENCE, cancel_import, run_import, sweep_imports
from reviews.operations.tally import Tally
from tests.factories import MemberFactory
from tests.reviews.operations.importing import REVIEW, REVIEW_HEADER, counts, table

pytestmark = pytest.mark.django_db
CONTENT = table(REVIEW_HEADER, REVIEW, REVIEW | {"评价ID": "2"}, REVIEW | {"评价时间": ""})


def bring(
    shop: Shop, *, now: dt.datetime, content: bytes = CONTENT, kind: str = "", member: Member
) -> ImportRun:
    return start_check(
        shop=shop,
        kind=kind,
        file=io.BytesIO(content),
        file_name="评价.csv",
        member=member,
        now=now,
    )


def looked(run: ImportRun, *, now: dt.datetime) -> ImportRun:
    seen = run_check(run_id=run.pk, now=now)
    assert seen is not None
    return seen


@pytest.fixture
def seen(shop: Shop, lead: Member, now: dt.datetime) -> ImportRun:
    """A file that has been looked through."""
    return looked(bring(shop, now=now, member=lead), now=now)


def test_look_writes_nothing_but_what_it_saw(seen: ImportRun, now: dt.datetime) -> None:
    assert (seen.state, seen.kind, seen.checked_at, seen.lease_until) == (
        "checked",
        "reviews",
        now,
        None,
    )
    assert (seen.total_rows, seen.checked_rows, seen.next_row) == (3, 3, 0)
    assert (seen.preview["tally"]["new"], seen.preview["tally"]["rejected"]) == (2, 1)
    assert Review.objects.count() == 0
    assert stored_file(seen).exists()


def test_started_import_does_what_was_seen(seen: ImportRun, lead: Member, now: dt.datetime) -> None:
    expected = Tally(**seen.preview["tally"])
    assert start_checked(run=seen, look=seen.tries, member=lead, now=now)
    done = run_import(run_id=seen.pk, now=now)
    assert done is not None
    assert (done.state, done.preview) == ("done", {})
    assert counts(done) == tuple(expected.as_dict().values())


def test_import_is_started_once(seen: ImportRun, lead: Member, now: dt.datetime) -> None:
    look = seen.tries
    answers = [start_checked(run=seen, look=look, member=lead, now=now) for _click in range(2)]
    assert answers == [True, False]


def test_full_export_is_started_with_its_days(
    seen: ImportRun, lead: Member, now: dt.datetime
) -> None:
    days = (dt.date(2026, 11, 1), dt.date(2026, 11, 18))
    assert start_checked(run=seen, look=seen.tries, member=lead, now=now, covers=days)
    seen.refresh_from_db()
    assert (seen.is_full_export, seen.covers_from, seen.covers_until) == (True, *days)


def test_look_that_was_overruled_meanwhile_starts_nothing(
    seen: ImportRun, lead: Member, now: dt.datetime
) -> None:
    look = seen.tries
    asked = Asked(columns={"商家回复": ""})
    given = {"run": seen, "kind": "reviews", "asked": asked, "member": lead, "now": now}
    assert overrule(**given, look=look)  # type: ignore[arg-type]  # a test's shorthand
    assert not start_checked(run=seen, look=look, member=lead, now=now)
    assert not overrule(**given, look=look)  # type: ignore[arg-type]  # a test's shorthand
    again = looked(seen, now=now)
    assert (again.state, again.asked) == ("checked", {"columns": {"商家回复": ""}})
    assert [c["told_by"] for c in again.preview["columns"] if c["name"] == "商家回复"] == [
        "dropped"
    ]


def test_what_was_said_of_columns_is_remembered_for_the_next_file(
    shop: Shop, lead: Member, now: dt.datetime
) -> None:
    content = "何时,说了什么,颜色\n2026-11-18,漏水,蓝\n".encode()
    first = looked(bring(shop, now=now, content=content, kind="reviews", member=lead), now=now)
    assert first.preview["missing"] != []
    assert not start_checked(run=first, look=first.tries, member=lead, now=now)
    for columns in ({"何时": "rated_at"}, {"何时": "rated_at", "说了什么": "text", "颜色": ""}):
        assert overrule(
            run=first,
            kind="reviews",
            asked=Asked(columns=columns),
            look=first.tries,
            member=lead,
            now=now,
            keep=True,
        )
        first = looked(first, now=now)
    assert ImportMapping.objects.get().fields == columns
    next_file = "何时 ,说了什么,颜色\n2026-11-19,又漏水,红\n".encode()
    second = looked(bring(shop, now=now, content=next_file, kind="reviews", member=lead), now=now)
    assert second.preview["missing"] == []
    assert [column["told_by"] for column in second.preview["columns"]] == [
        "saved",
        "saved",
        "dropped",
    ]
    assert start_checked(run=second, look=second.tries, member=lead, now=now)
    done = run_import(run_id=second.pk, now=now)
    assert done is not None
    assert (done.state, done.new) == ("done", 1)


def test_second_person_with_the_same_file_is_led_to_the_first(
    seen: ImportRun, shop: Shop, now: dt.datetime
) -> None:
    other = MemberFactory.create(shop=shop, role="ops")
    assert bring(shop, now=now, member=other).pk == seen.pk
    assert len(list(stored_file(seen).parent.iterdir())) == 1
    ImportRun.objects.filter(pk=seen.pk).update(state="running")
    assert bring(shop, now=now, member=other, kind="reviews").pk == seen.pk
    assert bring(shop, now=now, member=other, kind="orders").pk != seen.pk


def test_one_worker_looks_and_the_next_takes_over_when_the_lease_ran_out(
    shop: Shop, lead: Member, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = bring(shop, now=now, member=lead)

    def killed(**_given: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(import_checks, "preview_file", killed)
    with pytest.raises(KeyboardInterrupt):
        run_check(run_id=run.pk, now=now)
    monkeypatch.undo()
    assert run_check(run_id=run.pk, now=now) is None
    assert sweep_checks(now=now) == []
    later = now + LEASE + dt.timedelta(seconds=1)
    assert sweep_checks(now=later) == [run.pk]
    assert looked(run, now=later).state == "checked"


def test_look_that_stops_too_often_has_failed(shop: Shop, lead: Member, now: dt.datetime) -> None:
    run = bring(shop, now=now, member=lead)
    past = now - dt.timedelta(seconds=1)
    ImportRun.objects.filter(pk=run.pk).update(tries=MAX_LOOKS, lease_until=past)
    assert sweep_checks(now=now) == []
    run.refresh_from_db()
    assert (run.state, run.error["code"], run.finished_at) == ("failed", "import_failed", now)


@pytest.mark.parametrize("action", ["cancel", "overrule"])
def test_slow_worker_notes_nothing_once_the_person_has_gone_on(
    shop: Shop,
    lead: Member,
    now: dt.datetime,
    monkeypatch: pytest.MonkeyPatch,
    action: str,
) -> None:
    run = bring(shop, now=now, member=lead)
    actions: dict[str, Callable[[], object]] = {
        "cancel": lambda: cancel_import(run=run, member=lead, now=now),
        "overrule": lambda: overrule(
            run=run, kind="reviews", asked=NOTHING_ASKED, look=1, member=lead, now=now
        ),
    }
    real = import_preview.inspect

    def meanwhile(*args: object, **given: object) -> object:
        monkeypatch.setattr(import_preview, "inspect", real)
        actions[action]()
        return real(*args, **given)  # type: ignore[arg-type]  # as it came

    monkeypatch.setattr(import_preview, "inspect", meanwhile)
    monkeypatch.setattr(import_checks, "_NOTED_EVERY", 0)
    after = looked(run, now=now)
    expected = {"cancel": "cancelled", "overrule": "checking"}[action]
    assert (after.state, after.preview) == (expected, {})


def test_import_can_be_given_up_before_it_is_started(
    seen: ImportRun, lead: Member, now: dt.datetime
) -> None:
    assert cancel_import(run=seen, member=lead, now=now)
    seen.refresh_from_db()
    assert (seen.state, seen.error["code"], seen.preview) == ("cancelled", "check_cancelled", {})
    assert not stored_file(seen).exists()
    assert not start_checked(run=seen, look=seen.tries, member=lead, now=now)


def test_import_nobody_starts_is_given_up_after_a_week(seen: ImportRun, now: dt.datetime) -> None:
    sweep_imports(now=now + PATIENCE)
    seen.refresh_from_db()
    assert seen.state == "checked"
    sweep_imports(now=now + PATIENCE + dt.timedelta(seconds=1))
    seen.refresh_from_db()
    assert (seen.state, seen.error) == (
        "cancelled",
        {"code": "import_not_started", "params": {"days": 7}},
    )
    assert not stored_file(seen).exists()


def test_file_that_may_be_read_otherwise_waits_for_the_person(
    shop: Shop, lead: Member, now: dt.datetime
) -> None:
    run = looked(bring(shop, now=now, content=table(REVIEW_HEADER), member=lead), now=now)
    assert (run.state, run.preview["problem"]["code"]) == ("checked", "no_data_rows")
    assert run.preview["shape"]["encoding"] == "gb18030"
    assert not start_checked(run=run, look=run.tries, member=lead, now=now)


def test_file_that_cannot_be_read_at_all_has_failed(
    shop: Shop, lead: Member, now: dt.datetime
) -> None:
    run = bring(shop, now=now, member=lead)
    stored_file(run).unlink()
    after = looked(run, now=now)
    assert (after.state, after.error["code"], after.error["params"]["file"]) == (
        "failed",
        "file_missing",
        "评价.csv",
    )
