"""Deleted is what a full export no longer holds, and nothing else."""

import datetime as dt
from types import SimpleNamespace

import pytest

from reviews.domain.reason import Reason
from reviews.models import Case, ImportRun, Review, ReviewEvent, Shop, Snapshot
from reviews.operations import full_export, import_lease
from reviews.operations.full_export import claim_deleted
from reviews.operations.import_lease import ImportEnded, Lease
from reviews.operations.imports import LEASE, run_import
from tests.factories import ShopFactory
from tests.reviews.operations.importing import HEADERS, REVIEW, counts, queue, table, take

pytestmark = pytest.mark.django_db
LATER = dt.timedelta(days=1)
FROM, UNTIL = dt.date(2026, 11, 10), dt.date(2026, 11, 17)


def rated(number: int, at: str, **cells: str) -> dict[str, str]:
    return REVIEW | {"评价ID": str(number), "评价时间": at} | cells


FIRST = rated(1, "2026-11-10 08:00:00")
MIDDLE = rated(2, "2026-11-14 08:00:00", 评价内容="壶盖裂了")
LAST = rated(3, "2026-11-17 20:00:00")


def fully(shop: Shop, *rows: dict[str, str], now: dt.datetime) -> ImportRun:
    """These rows as the full export of the period, taken in."""
    queued = queue(shop, "reviews", table(HEADERS["reviews"], *rows), now=now)
    ImportRun.objects.filter(pk=queued.pk).update(
        is_full_export=True, covers_from=FROM, covers_until=UNTIL
    )
    run = run_import(run_id=queued.pk, now=now)
    assert run is not None
    return run


def states() -> dict[str, str]:
    return dict(Review.objects.order_by("key").values_list("platform_id", "state"))


def test_review_that_a_full_export_lacks_is_deleted(shop: Shop, now: dt.datetime) -> None:
    take(shop, "reviews", FIRST, MIDDLE, LAST, now=now)
    run = fully(shop, FIRST, LAST, now=now + LATER)
    assert (run.deleted, states()) == (1, {"1": "live", "2": "deleted", "3": "live"})
    snapshot = Snapshot.objects.get(review__platform_id="2", number=2)
    assert (snapshot.state, snapshot.run, snapshot.content) == ("deleted", run, "壶盖裂了")
    event = ReviewEvent.objects.get(kind="deleted")
    assert (event.snapshot, event.at) == (snapshot, now + LATER)
    case = Case.objects.get(review__platform_id="2")
    assert case.review_changed_at == now + LATER


def test_same_full_export_again_tells_nothing_new(shop: Shop, now: dt.datetime) -> None:
    take(shop, "reviews", FIRST, MIDDLE, LAST, now=now)
    fully(shop, FIRST, LAST, now=now + LATER)
    again = fully(shop, FIRST, LAST, now=now + 2 * LATER)
    assert (again.deleted, counts(again)) == (0, (0, 0, 2, 0, 0, 0))
    assert ReviewEvent.objects.filter(kind="deleted").count() == 1


def test_review_that_is_shown_again_is_alive_again(shop: Shop, now: dt.datetime) -> None:
    take(shop, "reviews", FIRST, MIDDLE, LAST, now=now)
    fully(shop, FIRST, LAST, now=now + LATER)
    back = take(shop, "reviews", MIDDLE, now=now + 2 * LATER)
    assert (counts(back), states()["2"]) == ((0, 1, 0, 0, 0, 0), "changed")
    assert list(ReviewEvent.objects.order_by("id").values_list("kind", flat=True)) == [
        "deleted",
        "restored",
    ]
    gone = fully(shop, FIRST, LAST, now=now + 3 * LATER)
    assert (gone.deleted, states()["2"]) == (1, "deleted")


@pytest.mark.parametrize(
    "at",
    [
        "2026-11-09 23:59:59",  # the day before the period
        "2026-11-10 07:59:59",  # before the first review of the file: it may be cut off there
        "2026-11-10 08:00:00",  # at the same moment
        "2026-11-17 20:00:00",
        "2026-11-17 20:00:01",  # after the last: the file may be older
        "2026-11-18 00:00:00",  # the day after
    ],
)
def test_review_beyond_the_ends_of_the_file_is_left_alone(
    shop: Shop, now: dt.datetime, at: str
) -> None:
    take(shop, "reviews", rated(2, at), now=now)
    assert fully(shop, FIRST, LAST, now=now + LATER).deleted == 0
    assert states()["2"] == "live"


def test_days_of_the_period_cut_what_the_file_holds_beyond_them(
    shop: Shop, now: dt.datetime
) -> None:
    early, late = rated(8, "2026-11-01 08:00:00"), rated(9, "2026-11-18 09:00:00")
    take(shop, "reviews", rated(2, "2026-11-05 08:00:00"), MIDDLE | {"评价ID": "4"}, now=now)
    run = fully(shop, early, FIRST, LAST, late, now=now + LATER)
    assert (run.deleted, states()["2"], states()["4"]) == (1, "live", "deleted")


def test_review_another_file_has_seen_since_is_left_alone(shop: Shop, now: dt.datetime) -> None:
    take(shop, "reviews", FIRST, MIDDLE, LAST, now=now)
    take(shop, "reviews", MIDDLE, now=now + 2 * LATER)
    queued = queue(shop, "reviews", table(HEADERS["reviews"], FIRST, LAST), now=now)
    ImportRun.objects.filter(pk=queued.pk).update(
        is_full_export=True, covers_from=FROM, covers_until=UNTIL, as_of=now + LATER
    )
    run = run_import(run_id=queued.pk, now=now + 2 * LATER)
    assert run is not None
    assert (run.deleted, states()["2"]) == (0, "live")


def test_reviews_of_another_shop_are_left_alone(shop: Shop, now: dt.datetime) -> None:
    take(ShopFactory.create(), "reviews", MIDDLE, now=now)
    assert fully(shop, FIRST, LAST, now=now + LATER).deleted == 0


def test_plain_export_claims_nothing(shop: Shop, now: dt.datetime) -> None:
    take(shop, "reviews", FIRST, MIDDLE, LAST, now=now)
    run = take(shop, "reviews", FIRST, LAST, now=now + LATER)
    assert (run.deleted, run.not_claimed, states()["2"]) == (0, {}, "live")


def test_export_with_a_rejected_row_claims_nothing_and_says_so(
    shop: Shop, now: dt.datetime
) -> None:
    take(shop, "reviews", FIRST, MIDDLE, LAST, now=now)
    run = fully(shop, FIRST, MIDDLE | {"评价时间": "昨天"}, LAST, now=now + LATER)
    assert (run.state, run.deleted, states()["2"]) == ("done", 0, "live")
    assert run.not_claimed == Reason("full_export_has_rejects", {"rows": 1}).as_json()


def test_export_of_a_single_review_is_too_small_to_tell(shop: Shop, now: dt.datetime) -> None:
    take(shop, "reviews", FIRST, MIDDLE, now=now)
    run = fully(shop, FIRST, now=now + LATER)
    assert (run.deleted, run.not_claimed["code"]) == (0, "full_export_too_small")


def test_run_that_was_cancelled_meanwhile_claims_nothing(shop: Shop, now: dt.datetime) -> None:
    take(shop, "reviews", FIRST, MIDDLE, LAST, now=now)
    run = fully(shop, FIRST, LAST, now=now + LATER)
    Review.objects.update(state="live")
    with pytest.raises(ImportEnded):
        claim_deleted(run=run, lease=Lease(run, now=now, lasts=LEASE))
    assert states()["2"] == "live"


def test_lease_grows_while_absent_reviews_are_marked(
    shop: Shop, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = [rated(10 + n, f"2026-11-15 08:00:{n:02}") for n in range(3)]
    take(shop, "reviews", FIRST, *more, LAST, now=now)
    run = fully(shop, FIRST, LAST, now=now + LATER)
    Review.objects.update(state="live")
    ImportRun.objects.filter(pk=run.pk).update(state="running", finished_at=None)
    monkeypatch.setattr(full_export, "BATCH", 2)
    minutes = iter(range(0, 10_000, 60))
    monkeypatch.setattr(import_lease, "time", SimpleNamespace(monotonic=minutes.__next__))
    assert claim_deleted(run=run, lease=Lease(run, now=now, lasts=LEASE)) == 3
    run.refresh_from_db()
    assert run.lease_until is not None
    assert run.lease_until > now + LEASE + dt.timedelta(minutes=3)


def test_worker_killed_between_batches_leaves_the_rest_to_the_next(
    shop: Shop, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = [rated(10 + n, f"2026-11-15 08:00:{n:02}") for n in range(5)]
    take(shop, "reviews", FIRST, *more, LAST, now=now)
    monkeypatch.setattr(full_export, "BATCH", 2)
    batches = full_export.record_states_of_reviews

    def killed(*args: object, **kwargs: object) -> None:
        if ReviewEvent.objects.filter(kind="deleted").count() >= 4:
            raise KeyboardInterrupt
        batches(*args, **kwargs)  # type: ignore[arg-type]  # passed through

    monkeypatch.setattr(full_export, "record_states_of_reviews", killed)
    with pytest.raises(KeyboardInterrupt):
        fully(shop, FIRST, LAST, now=now + LATER)
    assert list(states().values()).count("deleted") == 4
    monkeypatch.setattr(full_export, "record_states_of_reviews", batches)
    stuck = ImportRun.objects.get(state="running")
    ended = run_import(run_id=stuck.pk, now=now + LATER + dt.timedelta(hours=1))
    assert ended is not None
    assert (ended.state, ended.deleted, list(states().values()).count("deleted")) == ("done", 5, 5)
    assert ReviewEvent.objects.filter(kind="deleted").count() == 5


def test_file_that_names_reviews_otherwise_claims_none_of_them(
    shop: Shop, now: dt.datetime
) -> None:
    """Without the platform's ids its rows get keys of their own: absence tells nothing."""
    rows = [row | {"订单号": f"9{row['评价ID']}"} for row in (FIRST, MIDDLE, LAST)]
    take(shop, "reviews", *rows, now=now)
    run = fully(shop, *(row | {"评价ID": ""} for row in rows), now=now + LATER)
    assert (run.new, run.deleted, states()["2"]) == (3, 0, "live")
