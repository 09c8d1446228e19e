from reports.domain.board import Background
from reports.domain.cells import cells_of, total_of
from reports.domain.headline import headline, recovery_sentence
from reports.domain.intervals import compare
from reports.domain.recovery import make_recovery
from reports.domain.rows import WeekCount
from reports.domain.summary import summarise
from reviews.domain.reason import Reason
from tests.reports.week_of_rows import (
    DEFECT,
    KETTLE,
    MONDAY,
    NOW,
    RUDE,
    SLOW,
    TOWEL,
    WEEK,
    case,
)


def sentences(rows, history):
    made = summarise(rows, week=WEEK, background=Background(history=history), now=NOW)
    return [(one.code, dict(one.params)) for one in made.sentences]


def test_increase_names_where_half_of_it_comes_from():
    history = [
        *(WeekCount(WEEK - back, DEFECT, KETTLE, 10) for back in range(1, 5)),
        *(WeekCount(WEEK - back, SLOW, TOWEL, 30) for back in range(1, 5)),
    ]
    rows = [case()] * 40 + [case(causes=(SLOW,), product=TOWEL)] * 40
    assert sentences(rows, history) == [
        ("week_up", {"cases": 80, "percent": 100, "mean": 40}),
        (
            "week_growth_from",
            {"percent": 75, "product": "2L 养生壶", "cause": "质量问题", "code": "quality_defect"},
        ),
        (
            "week_top_cause",
            {"cause": "质量问题", "code": "quality_defect", "cases": 40, "percent": 50},
        ),
    ]


def test_fall_beyond_chance_is_told_and_needs_no_place():
    history = [WeekCount(WEEK - back, DEFECT, KETTLE, 40) for back in range(1, 5)]
    assert [code for code, _params in sentences([case()] * 10, history)] == [
        "week_down",
        "week_top_cause",
    ]


def test_spread_increase_names_no_place():
    products = [type(KETTLE)(str(number)) for number in range(40)]
    history = [WeekCount(WEEK - 1, DEFECT, product, 1) for product in products]
    rows = [case(product=product) for product in products] * 4
    assert [code for code, _params in sentences(rows, history)] == ["week_up", "week_top_cause"]


def test_small_part_of_an_increase_is_not_named():
    products = [type(KETTLE)(str(number)) for number in range(9)]
    history = [WeekCount(WEEK - 1, DEFECT, product, 5) for product in products]
    rows = [case(product=product) for product in products] * 30
    assert [code for code, _params in sentences(rows, history)] == ["week_up", "week_top_cause"]


def test_product_without_title_is_named_by_its_code():
    bare = type(KETTLE)("77")
    history = [WeekCount(WEEK - 1, DEFECT, bare, 5)]
    assert sentences([case(product=bare)] * 50, history)[1][1]["product"] == "77"


def test_first_week_and_empty_week_claim_nothing():
    assert sentences([case()], [])[0] == ("week_without_history", {"cases": 1})
    assert headline(cases=0, to_mean=compare(0, 0), causes=(), cells=()) == (
        Reason("week_without_cases"),
    )


def test_small_week_is_too_few_to_say():
    assert sentences([case(causes=(RUDE,))], [WeekCount(WEEK - 1, RUDE, KETTLE, 2)])[0] == (
        "week_too_few",
        {"cases": 1, "percent": 50, "mean": 2},
    )


def recovery(*, contacted, changed, rest, rest_changed):
    rows = [case(contacted_at=MONDAY, review_changed_at=MONDAY)] * changed
    rows += [case(contacted_at=MONDAY)] * (contacted - changed)
    rows += [case(review_changed_at=MONDAY)] * rest_changed + [case()] * (rest - rest_changed)
    return recovery_sentence(make_recovery(total_of(cells_of(rows))))


def test_recovery_is_compared_with_the_uncontacted():
    told = recovery(contacted=100, changed=30, rest=100, rest_changed=5)
    assert (told.code, dict(told.params)) == (
        "recovery_differs",
        {"contacted": 30, "rest": 5, "low": 15, "high": 35},
    )
    fewer = recovery(contacted=100, changed=5, rest=100, rest_changed=30)
    assert fewer.code == "recovery_differs"
    assert recovery(contacted=9, changed=2, rest=9, rest_changed=1).code == "recovery_within_chance"


def test_recovery_without_uncontacted_cases_is_not_compared():
    told = recovery(contacted=3, changed=1, rest=0, rest_changed=0)
    assert (told.code, dict(told.params)) == (
        "recovery_without_comparison",
        {"contacted": 3, "rest": 0},
    )
