import datetime as dt

import pytest

from reviews.domain.causes.facts import NO_FACTS, ReviewFacts, delivered_late
from reviews.domain.causes.learned import LearnedModel
from reviews.domain.causes.learner import LabelledText, learn

PAID = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
TASTE = frozenset({"taste"})


def after(**span):
    return PAID + dt.timedelta(**span)


def fifteen(text, labels, facts):
    return [LabelledText(f"{text}{at}", labels, facts) for at in range(15)]


@pytest.mark.parametrize(
    ("shipped_at", "signed_at", "late"),
    [
        (None, None, None),
        (after(hours=48), None, None),
        (after(hours=49), None, True),
        (None, after(days=5), False),
        (after(hours=3), after(days=6), True),
    ],
)
def test_late_is_what_left_after_two_days_or_came_after_five(shipped_at, signed_at, late):
    assert delivered_late(paid_at=PAID, shipped_at=shipped_at, signed_at=signed_at) is late
    assert delivered_late(paid_at=None, shipped_at=shipped_at, signed_at=signed_at) is None


def test_only_known_facts_are_features():
    assert NO_FACTS.block() == {}
    block = ReviewFacts(1, "梨", is_late=True, refund_reason="少件", carrier="中通").block()
    assert set(block) == {
        *("stars=1", "stars=2", "category=梨", "late=True", "refund=少件", "carrier=中通"),
    }
    assert block["stars=1"] > block["stars=2"]


def test_a_word_means_in_each_category_what_people_said_of_it_there():
    pear, nut = ReviewFacts(category="梨"), ReviewFacts(category="核桃")
    taught = [*fifteen("这个很硬", TASTE, pear), *fifteen("这个很硬", frozenset(), nut)]
    model = LearnedModel.from_bytes(learn(taught, seed=1).to_bytes())
    assert [one.label for one in model.predict("很硬", pear)] == ["taste"]
    assert model.predict("很硬", nut) == ()


def test_stars_tell_praise_from_blame_where_words_do_not():
    blamed = fifteen("味道", TASTE, ReviewFacts(stars=1))
    praised = fifteen("味道", frozenset(), ReviewFacts(stars=5))
    model = learn([*blamed, *praised], seed=1)
    likely = [
        model.probabilities("味道", ReviewFacts(stars=stars))["taste"] for stars in (1, 2, 4, 5)
    ]
    assert likely == sorted(likely, reverse=True)
    assert likely[0] > 0.6 > 0.4 > likely[3]
    # Stars alone give no label: no word could be shown for it.
    assert model.probabilities("zzz", ReviewFacts(stars=1))["taste"] >= model.threshold
    assert model.predict("zzz", ReviewFacts(stars=1)) == ()
