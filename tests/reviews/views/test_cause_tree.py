import pytest
from django.urls import reverse

from reviews.models import Cause, CauseBatch, CauseExample, CauseModel, ReviewCause
from reviews.tasks import learn_causes
from tests.factories import CaseFactory, CauseFactory, ReviewCauseFactory


@pytest.fixture
def leak(shop):
    return CauseFactory.create(shop=shop, code="leak", name="漏水", name_en="Leak")


def address(name, shop, *args):
    return reverse(f"reviews:{name}", args=(shop.code, *args))


def test_the_owner_adds_a_cause_and_changes_it(sit, owner, shop, leak):
    browser = sit(owner)
    given = {"code": "lid", "name": "盖子", "unit": "product"}
    assert browser.post(address("add_cause", shop), given).status_code == 302
    page = browser.post(address("add_cause", shop), given)
    assert "is in the tree already" in page.content.decode()
    url = address("cause", shop, "lid")
    browser.post(url, {"act": "change", "name": "瓶盖", "name_en": "Lid", "unit": "warehouse"})
    browser.post(url, {"act": "example", "text": "盖子拧不开"})
    browser.post(url, {"act": "retire"})
    lid = Cause.objects.get(code="lid")
    assert (lid.name_en, lid.unit, lid.retired_at is None) == ("Lid", "warehouse", False)
    page = browser.get(url).content.decode()
    assert "盖子拧不开" in page
    assert "Use again" in page
    browser.post(url, {"act": "drop_example", "example": CauseExample.objects.get().pk})
    browser.post(url, {"act": "revive"})
    browser.post(url, {"act": "merge", "into": "leak"})
    lid.refresh_from_db()
    assert (lid.merged_into, CauseExample.objects.count()) == (leak, 0)
    assert "Leak" in browser.get(address("cause_tree", shop)).content.decode()
    assert "Take the merge back" in browser.get(url).content.decode()
    told = browser.post(url, {"act": "undo_merge"}, follow=True).content.decode()
    assert "0 reviews went back" in told
    for words in ("merged into “Leak”", "merge into “Leak” taken back"):
        assert words in told
    lid.refresh_from_db()
    assert (lid.merged_into, lid.retired_at) == (None, None)


def test_what_can_not_be_changed_says_why(sit, owner, shop, leak):
    browser = sit(owner)
    url = address("cause", shop, "leak")
    page = browser.post(url, {"act": "change", "name": "", "unit": "product"})
    assert "This field is required." in page.content.decode()
    told = browser.post(url, {"act": "retire"}, follow=True).content.decode()
    assert "A tree keeps at least one cause." in told
    told = browser.post(url, {"act": "merge", "into": "leak"}, follow=True).content.decode()
    assert "Choose the cause to merge into." in told
    assert browser.post(url, {"act": "explode"}).status_code == 404


@pytest.mark.parametrize("number", ["9" * 5000, "²", "-1", "10000"])
def test_numbers_nobody_has_change_nothing(sit, owner, shop, leak, number):
    browser = sit(owner)
    leak_page, models = address("cause", shop, "leak"), address("cause_models", shop)
    audit, calendar = address("audit", shop), address("calendar", shop)
    example = CauseExample.objects.create(
        cause=leak, text="漏了一桌", added_by=owner, added_at=leak.history.get().history_date
    )
    answer = browser.post(leak_page, {"act": "drop_example", "example": number})
    assert answer.status_code == 302
    assert browser.post(models, {"use": number}).status_code == 302
    assert CauseExample.objects.get() == example
    assert browser.get(audit, {"skip": number}).status_code == 200
    assert browser.post(calendar, {"remove": number}).status_code in {302, 200, 422}


def test_ops_look_at_the_tree_but_do_not_change_it(sit, ops, shop, leak):
    browser = sit(ops)
    assert "Add the cause" not in browser.get(address("cause_tree", shop)).content.decode()
    assert browser.get(address("cause", shop, "leak")).status_code == 200
    assert browser.post(address("cause", shop, "leak"), {"act": "retire"}).status_code == 404


@pytest.mark.parametrize("size", [1, 3])
def test_the_tree_takes_the_same_queries_for_any_number(
    sit, ops, shop, size, django_assert_num_queries
):
    for number in range(size):
        CauseFactory.create(shop=shop, code=f"c{number}")
    browser = sit(ops)
    with django_assert_num_queries(5):
        browser.get(address("cause_tree", shop))


def read(shop, cause, text, confidence=0.8):
    case = CaseFactory.create(shop=shop, review__content=text)
    ReviewCauseFactory.create(review=case.review, cause=cause, confidence=confidence)
    return case


def test_look_alikes_are_confirmed_with_one_press_and_taken_back(sit, ops, shop, leak):
    slow = CauseFactory.create(shop=shop, code="slow", name="慢", position=1)
    one = read(shop, slow, "瓶盖拧不开，漏了一地")
    same = read(shop, slow, "瓶盖拧不开，漏了")
    other = read(shop, slow, "颜色不好看")
    browser = sit(ops)
    url = address("alike", shop, one.public_id)
    assert [row.case for row in browser.get(url).context["rows"]] == [same]
    assert "Choose at least one cause" in browser.post(url, {}).content.decode()
    told = browser.post(url, {"causes": ["leak"], "case": [same.public_id]}, follow=True)
    assert "The causes of 2 reviews are confirmed." in told.content.decode()
    said = ReviewCause.objects.filter(source="person", is_current=True, cause=leak)
    assert {row.review for row in said} == {one.review, same.review}
    other.review.refresh_from_db()
    assert other.review.causes_confirmed_at is None
    batch = CauseBatch.objects.get()
    told = browser.post(address("undo_batch", shop, batch.public_id), follow=True)
    assert "2 reviews wait to be checked again" in told.content.decode()


def test_what_teaches_most_stands_first(sit, ops, shop, leak):
    sure = read(shop, leak, "漏水严重", confidence=0.97)
    unsure = read(shop, leak, "盖子不太对", confidence=0.5)
    page = sit(ops).get(address("causes", shop), {"state": "worth"})
    assert list(page.context["page"]) == [unsure, sure]


def test_a_model_is_chosen_with_one_press(sit, ops, shop, leak, now):
    for number in (1, 2):
        CauseModel.objects.create(
            shop=shop, number=number, made_at=now, labels=40, weights=b"", is_applied=number == 2,
            figures={"before": 0.5, "after": 0.625, "judged": 40, "per_cause": {"leak": [0, 1]}},
        )  # fmt: skip
    browser = sit(ops)
    url = address("cause_models", shop)
    page = browser.get(url).content.decode()
    assert "0.625" in page
    assert "Leak" in page
    for asked, applied in (("1", [1]), ("built-in", []), ("9", [])):
        browser.post(url, {"use": asked})
        in_use = CauseModel.objects.filter(is_applied=True).values_list("number", flat=True)
        assert list(in_use) == applied


def test_a_lesson_is_asked_for_and_runs_in_the_background(sit, ops, shop, sent_messages):
    sit(ops).post(address("cause_models", shop), {"use": "learn"})
    assert sent_messages == [{"shop_id": shop.pk, "is_asked": True}]


@pytest.fixture
def sent_messages(monkeypatch):
    sent: list[dict[str, object]] = []
    monkeypatch.setattr(learn_causes, "delay", lambda **said: sent.append(said))
    return sent
