import datetime as dt
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from reviews.models import Case, ExportLog, SavedView
from reviews.operations import saved_views
from reviews.queries import queue_pages
from reviews.queries.time_limit import TookTooLong
from tests.factories import (
    CallbackFactory,
    CaseFactory,
    CauseFactory,
    ClockFactory,
    MemberFactory,
    ProductFactory,
    ReviewCauseFactory,
    ReviewFactory,
)

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def url(shop):
    return reverse("reviews:queue", args=(shop.code,))


def full_case(shop, **values):
    case = CaseFactory.create(shop=shop, **values)
    ClockFactory.create(case=case)
    ReviewCauseFactory.create(
        review=case.review,
        cause__shop=shop,
        cause__code=f"cause-{case.pk}",
    )
    CallbackFactory.create(case=case, reasons=[{"code": "no_such_code", "params": {}}])
    return case


def shown(response):
    return [row.public_id for row in response.context["page"].rows]


@pytest.mark.parametrize("size", [1, 3])
def test_queue_takes_the_same_queries_for_any_number_of_rows(
    sit, agent, shop, url, size, django_assert_num_queries
):
    for _ in range(size):
        full_case(shop)
    browser = sit(agent)
    browser.get(url)
    with django_assert_num_queries(12):
        response = browser.get(url)
    assert len(shown(response)) == size


def test_a_line_escapes_what_comes_from_outside(sit, agent, lead, shop, url):
    wild = "<script>{id}</script>"
    review = ReviewFactory.create(
        shop=shop,
        content=wild,
        product=ProductFactory.create(shop=shop, title=f'">{wild}'),
        buyer__nick_masked=wild,
    )
    cause = CauseFactory.create(shop=shop, name=wild, name_en=wild)
    ReviewCauseFactory.create(review=review, cause=cause)
    agent.display_name = wild
    agent.save()
    case = CaseFactory.create(shop=shop, review=review, buyer=review.buyer, owner=agent)
    page = sit(lead).get(url).content.decode()
    assert "<script>{id}" not in page
    assert page.count("&lt;script&gt;{id}&lt;/script&gt;") >= 5
    assert f'<input type="checkbox" name="case" value="{case.public_id}"' in page
    assert 'name="case"' not in sit(agent).get(url).content.decode()


def test_queue_is_in_the_order_of_what_waiting_loses(sit, agent, shop, url):
    small = CaseFactory.create(shop=shop, advantage=1)
    large = CaseFactory.create(shop=shop, advantage=9)
    assert shown(sit(agent).get(url)) == [large.public_id, small.public_id]


@pytest.mark.parametrize(
    ("view", "values"),
    [
        ("open", {}),
        ("due", {}),
        ("waiting", {"status": "waiting"}),
        ("waiting", {"snoozed_until": "later"}),
        ("held", {"status": "held", "hold": "complaint"}),
        ("closed", {"status": "closed", "close_reason": "solved", "closed_at": "now"}),
    ],
)
def test_each_view_shows_its_cases(sit, agent, shop, now, url, view, values):
    moments = {"later": now + HOUR, "now": now}
    values = {name: moments.get(value, value) for name, value in values.items()}
    wanted = CaseFactory.create(shop=shop, **values)
    CaseFactory.create(shop=shop, status="waiting" if view != "waiting" else "open")
    assert shown(sit(agent).get(url, {"view": view})) == [wanted.public_id]


def test_promised_view_shows_times_the_buyer_named(sit, agent, shop, url):
    CallbackFactory.create(case=CaseFactory.create(shop=shop))
    promised = CallbackFactory.create(case=CaseFactory.create(shop=shop), is_promised=True)
    page = sit(agent).get(url, {"view": "promised"})
    assert shown(page) == [promised.case.public_id]
    assert page.context["page"].rows[0].when.kind == "promised"


def test_mine_shows_what_carries_my_name(sit, agent, shop, url):
    mine = CaseFactory.create(shop=shop, owner=agent)
    CaseFactory.create(shop=shop)
    assert shown(sit(agent).get(url, {"view": "mine"})) == [mine.public_id]


def test_filters_of_the_address_narrow_the_rows(sit, agent, shop, now, url):
    product = ProductFactory.create(shop=shop)
    wanted = CaseFactory.create(
        shop=shop,
        owner=agent,
        review=ReviewFactory.create(shop=shop, product=product, level="neutral"),
    )
    cause = CauseFactory.create(shop=shop, code="leak")
    ReviewCauseFactory.create(review=wanted.review, cause=cause)
    ClockFactory.create(case=wanted, ends_at=now + HOUR)
    CaseFactory.create(shop=shop)
    browser = sit(agent)
    for asked in (
        {"level": "neutral"},
        {"cause": "leak"},
        {"product": product.public_id},
        {"owner": agent.public_id},
        {"clock": "soon"},
    ):
        assert shown(browser.get(url, asked)) == [wanted.public_id]


@pytest.mark.parametrize(
    "asked",
    [
        {"view": "none"},
        {"level": "?"},
        {"sort": "x"},
        {"after": "x,1"},
        {"opened_until": "9999-12-31", "opened_from": "0001-01-01"},
    ],
)
def test_unknown_filters_count_as_not_asked(sit, agent, shop, url, asked):
    case = CaseFactory.create(shop=shop)
    assert shown(sit(agent).get(url, asked)) == [case.public_id]


def test_newest_and_oldest_turn_the_order(sit, agent, shop, now, url):
    old = CaseFactory.create(shop=shop, opened_at=now - 9 * HOUR)
    new = CaseFactory.create(shop=shop, opened_at=now - HOUR)
    browser = sit(agent)
    assert shown(browser.get(url, {"sort": "newest"})) == [new.public_id, old.public_id]
    assert shown(browser.get(url, {"sort": "oldest"})) == [old.public_id, new.public_id]


@pytest.mark.parametrize("words", ["2026", "0042", "13800000042", "tb_买家42号", "t***号", "漏水"])
def test_search_finds_numbers_nicks_and_words(sit, agent, shop, url, words):
    review = ReviewFactory.create(
        shop=shop,
        content="壶底漏水",
        order_number="2026111",
        buyer__plain_nick="tb_买家42号",
        buyer__plain_phone="13800000042",
    )
    wanted = CaseFactory.create(shop=shop, review=review)
    CaseFactory.create(
        shop=shop,
        review__content="物流慢",
        review__order_number="1999",
        review__buyer__plain_nick="别的人啊",
        review__buyer__plain_phone="13900001111",
    )
    assert shown(sit(agent).get(url, {"q": words})) == [wanted.public_id]


def test_a_search_that_takes_too_long_says_so(sit, agent, shop, url, monkeypatch):
    def too_long(_seconds):
        raise TookTooLong

    CaseFactory.create(shop=shop)
    monkeypatch.setattr(queue_pages, "at_most", too_long)
    page = sit(agent).get(url, {"q": "漏水"})
    assert (shown(page), page.context["page"].is_stopped) == ([], True)
    assert "The search stopped after one second" in page.content.decode()


def test_other_shops_never_appear(sit, agent, url):
    CaseFactory.create()
    assert shown(sit(agent).get(url)) == []


def test_a_hundred_rows_fill_a_page_and_the_rest_follows(sit, agent, shop, url):
    review = ReviewFactory.create(shop=shop)
    product, buyer, order = review.product, review.buyer, review.order
    for _ in range(101):
        CaseFactory.create(
            shop=shop,
            review__product=product,
            review__buyer=buyer,
            review__order=order,
        )
    browser = sit(agent)
    first = browser.get(url).context["page"]
    second = browser.get(url, {"after": first.later}).context["page"]
    assert (len(first.rows), len(second.rows), first.earlier, second.later) == (100, 1, "", "")
    back = browser.get(url, {"before": second.earlier}).context["page"]
    assert (back.rows, back.earlier) == (first.rows, "")
    assert back.later == first.later


@pytest.mark.parametrize("sort", ["best", "newest", "oldest"])
def test_pages_follow_each_other_in_every_order(sit, agent, shop, now, url, sort, monkeypatch):
    monkeypatch.setattr(queue_pages, "PAGE_SIZE", 2)
    for n in range(5):
        CaseFactory.create(shop=shop, advantage=n // 2, opened_at=now - (n // 3) * HOUR)
    browser, seen, after = sit(agent), [], ""
    while True:
        page = browser.get(url, {"sort": sort, "after": after}).context["page"]
        seen += [row.public_id for row in page.rows]
        if not (after := page.later):
            break
    assert (len(seen), len(set(seen))) == (5, 5)
    middle = browser.get(url, {"sort": sort, "before": page.earlier}).context["page"]
    assert [row.public_id for row in middle.rows] == seen[2:4]


def test_days_narrow_the_queue_in_the_desks_own_time(sit, agent, shop, now, url):
    at_night = now.replace(hour=0, minute=30)
    CaseFactory.create(shop=shop, opened_at=at_night - HOUR)
    wanted = CaseFactory.create(shop=shop, opened_at=at_night)
    CaseFactory.create(shop=shop, opened_at=at_night + 24 * HOUR)
    day = at_night.date().isoformat()
    assert shown(sit(agent).get(url, {"opened_from": day, "opened_until": day})) == [
        wanted.public_id
    ]


def test_all_shows_open_and_closed_newest_first(sit, agent, shop, now, url):
    values = {"status": "closed", "close_reason": "solved", "closed_at": now}
    old = CaseFactory.create(shop=shop, opened_at=now - HOUR, **values)
    new = CaseFactory.create(shop=shop, opened_at=now)
    assert shown(sit(agent).get(url, {"view": "all"})) == [new.public_id, old.public_id]


def test_a_saved_view_is_offered_to_its_person_and_shared_to_all(sit, agent, lead, shop, url):
    keep = reverse("reviews:keep_view", args=(shop.code,))
    query = "view=waiting&level=bad"
    browser = sit(lead)
    browser.post(keep, {"name": "差评等待", "query": f"{query}&after=1,2", "is_shared": "on"})
    browser.post(keep, {"name": "差评等待", "query": query, "is_shared": "on"})
    browser.post(keep, {"name": "我的", "query": "view=mine"})
    browser.post(keep, {"name": "", "query": "view=mine"})
    assert [view.query for view in browser.get(url).context["saved"]] == [query, "view=mine"]
    browser = sit(agent)
    [shared] = browser.get(url).context["saved"]
    drop = reverse("reviews:drop_view", args=(shop.code, shared.public_id))
    assert browser.post(drop).status_code == 404
    assert sit(lead).post(drop).status_code == 302
    assert SavedView.objects.count() == 1


def test_a_person_keeps_twenty_views_at_most(sit, agent, shop, monkeypatch):
    monkeypatch.setattr(saved_views, "MOST_VIEWS", 1)
    keep = reverse("reviews:keep_view", args=(shop.code,))
    for name in ("one", "two", "one"):
        sit(agent).post(keep, {"name": name, "query": ""})
    assert list(SavedView.objects.values_list("name", flat=True)) == ["one"]


def test_what_is_kept_of_filters_names_no_number_and_fits(sit, lead, shop):
    browser, asked = sit(lead), "q=13800000042"
    keep = reverse("reviews:keep_view", args=(shop.code,))
    browser.post(keep, {"name": "号码", "query": asked, "is_shared": "on"})
    browser.post(keep, {"name": "长", "query": f"q={'中' * 400}"})
    browser.post(reverse("reviews:queue_export", args=(shop.code,)), {"query": asked})
    masked = "q=138****0042"
    assert [view.query[:13] for view in SavedView.objects.order_by("id")] == [
        masked,
        "q=%E4%B8%AD%E",
    ]
    assert max(len(view.query) for view in SavedView.objects.all()) == 500
    assert ExportLog.objects.get().query == masked


def test_the_queue_is_exported_masked_and_written_down(sit, lead, shop, url):
    review = ReviewFactory.create(shop=shop, content="=1+1", buyer__plain_phone="13800000042")
    case = full_case(shop, review=review)
    full_case(shop, status="waiting")
    address = reverse("reviews:queue_export", args=(shop.code,))
    book = load_workbook(io.BytesIO(sit(lead).post(address, {"query": "view=open"}).content))
    [head, row] = list(book.active.iter_rows())
    assert (head[0].value, row[0].value) == ("Case", case.public_id)
    assert (row[3].value, row[3].data_type) == ("=1+1", "s")
    assert not any("13800000042" in str(cell.value) for cell in row)
    log = ExportLog.objects.get()
    assert (log.member, log.what, log.query, log.rows) == (lead, "queue", "view=open", 1)
    assert sit(lead).get(address).url == url


def test_an_empty_queue_says_what_to_do(sit, lead, url):
    assert "Import reviews" in sit(lead).get(url).content.decode()


def test_filters_that_fit_nothing_offer_to_clear_them(sit, agent, url):
    assert "No case fits these filters." in sit(agent).get(url, {"q": "xyz"}).content.decode()


def test_a_page_behind_the_last_leads_back(sit, agent, url):
    assert "Back to the first page" in sit(agent).get(url, {"after": "9.0,1"}).content.decode()


def test_a_row_shows_who_works_on_it_now(sit, agent, lead, shop, now, url):
    CaseFactory.create(shop=shop, leased_by=lead, lease_until=now + HOUR)
    assert sit(agent).get(url).context["page"].rows[0].in_hands_of == lead.display_name


@pytest.mark.parametrize(
    ("callable_from", "best_at", "kind"),
    [
        (None, None, "blocked"),
        (-1, None, "now"),
        (-1, 0.25, "now"),
        (-1, 3, "now"),
        (2, 1, "later"),
    ],
)
def test_when_to_call_follows_rules_and_plan(
    sit, agent, shop, now, url, callable_from, best_at, kind
):
    def moment(hours):
        return None if hours is None else now + hours * HOUR

    CaseFactory.create(shop=shop, callable_from=moment(callable_from), best_at=moment(best_at))
    assert sit(agent).get(url).context["page"].rows[0].when.kind == kind


@pytest.mark.parametrize(("best_at", "hint"), [(0.25, False), (3, True)])
def test_a_better_later_half_hour_is_a_hint(sit, agent, shop, now, url, best_at, hint):
    best = now + best_at * HOUR
    CaseFactory.create(shop=shop, best_at=best)
    when = sit(agent).get(url).context["page"].rows[0].when
    assert (when.kind, when.best) == ("now", best if hint else None)


@pytest.mark.parametrize(
    ("level", "content", "append", "complaint"),
    [
        ("bad", "壶底漏水", "又漏了", "壶底漏水"),
        ("good", "发货快", "用了一周就漏", "用了一周就漏"),
        ("unrated", "", "漏水", "漏水"),
        ("good", "发货快", "", "发货快"),
    ],
)
def test_a_row_shows_the_words_of_the_complaint(
    sit, agent, shop, url, level, content, append, complaint
):
    review = ReviewFactory.create(shop=shop, level=level, content=content, append_content=append)
    CaseFactory.create(shop=shop, review=review)
    assert sit(agent).get(url).context["page"].rows[0].complaint == complaint


def test_lead_gives_selected_cases_to_a_colleague(sit, lead, agent, shop):
    cases = [CaseFactory.create(shop=shop) for _ in range(2)]
    elsewhere = CaseFactory.create()
    address = reverse("reviews:bulk", args=(shop.code,))
    ids = [case.public_id for case in [*cases, elsewhere]]
    sit(lead).post(address, {"case": ids, "act": "assign", "to": agent.public_id})
    for case in [*cases, elsewhere]:
        case.refresh_from_db()
    assert [case.owner for case in [*cases, elsewhere]] == [agent, agent, None]


def test_lead_puts_selected_cases_off_and_takes_them_out(sit, lead, shop, now):
    case, done = CaseFactory.create(shop=shop), CaseFactory.create(shop=shop)
    planned = CallbackFactory.create(case=case)
    address = reverse("reviews:bulk", args=(shop.code,))
    both = [case.public_id, done.public_id]
    browser = sit(lead)
    browser.post(address, {"case": done.public_id, "act": "close", "close_reason": "no_complaint"})
    browser.post(address, {"case": both, "act": "snooze", "until": "60", "word": "仓库盘点"})
    browser.post(address, {"case": done.public_id, "act": "close", "close_reason": "solved"})
    case.refresh_from_db()
    done.refresh_from_db()
    planned.refresh_from_db()
    assert (case.snoozed_until, case.snooze_reason) == (now + HOUR, "仓库盘点")
    assert (planned.status, done.close_reason, done.snoozed_until) == (
        "cancelled",
        "no_complaint",
        None,
    )


@pytest.mark.parametrize(
    "asked",
    [
        {"act": "assign", "to": "stranger"},
        {"act": "assign"},
        {"act": "snooze", "until": "60"},
        {"act": "close"},
        {"act": "?"},
    ],
)
def test_bulk_without_a_choice_changes_nothing(sit, lead, shop, asked):
    case = CaseFactory.create(shop=shop)
    before = Case.objects.filter(pk=case.pk).values().get()
    address = reverse("reviews:bulk", args=(shop.code,))
    if "to" in asked:
        asked = {**asked, "to": MemberFactory.create().public_id}
    sit(lead).post(address, {"case": [case.public_id], **asked})
    assert Case.objects.filter(pk=case.pk).values().get() == before
