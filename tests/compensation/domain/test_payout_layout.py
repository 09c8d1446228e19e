import json
from dataclasses import replace

import pytest

from compensation.domain.payout_layout import (
    PAYEE_FIELDS,
    Column,
    Field,
    Layout,
    ResultHeadings,
    layout_problems,
)
from compensation.domain.payout_layout_json import (
    LayoutUnreadableError,
    layout_from_json,
    layout_to_json,
    shipped_layouts,
)

GOOD = shipped_layouts()["alipay_batch"]


@pytest.mark.parametrize("key", list(shipped_layouts()))
def test_a_shipped_layout_is_usable_and_survives_json(key):
    layout = shipped_layouts()[key]
    assert layout_problems(layout) == []
    assert layout_from_json(json.loads(json.dumps(layout_to_json(layout)))) == layout


def test_only_alipays_layouts_hold_payees():
    needing = {key for key, layout in shipped_layouts().items() if layout.needs_payee}
    assert needing == {"alipay_transfer", "alipay_batch"}
    assert {Field.PAYEE_ACCOUNT, Field.PAYEE_NAME} == PAYEE_FIELDS


def without(*fields):
    return tuple(column for column in GOOD.columns if column.field not in fields)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"columns": without(Field.KEY)}, ["layout_without_key"]),
        ({"columns": without(Field.PAYEE_ACCOUNT)}, ["layout_without_payee"]),
        ({"columns": without(Field.AMOUNT)}, ["layout_without_amount"]),
        ({"columns": (*GOOD.columns, Column(Field.CONSTANT, " "))}, ["layout_headings_unclear"]),
        ({"columns": (*GOOD.columns, GOOD.columns[0])}, ["layout_headings_unclear"]),
        (
            {"columns": (*without(Field.KEY), Column(Field.KEY, "流水号", most=16))},
            ["layout_key_is_cut"],
        ),
        ({"result": replace(GOOD.result, paid_words=())}, ["layout_result_unclear"]),
        ({"result": replace(GOOD.result, failed_words=("成功",))}, ["layout_words_contradict"]),
    ],
)
def test_a_layout_that_could_not_work_says_why(changes, codes):
    assert [reason.code for reason in layout_problems(replace(GOOD, **changes))] == codes


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"unknown": 1}, "layout"),
        ({"encoding": "latin-1"}, "encoding"),
        ({"name": 5}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"columns": "x"}, "columns"),
        ({"columns": [{"field": "key"}]}, "heading"),
        ({"columns": [{"field": "review", "heading": "x"}]}, "field"),
        ({"columns": [{"field": "key", "heading": "x", "most": True}]}, "most"),
        ({"columns": [{"field": "key", "heading": "x", "most": -1}]}, "most"),
        ({"columns": [{"field": "key", "heading": "x"}] * 31}, "columns"),
        ({"columns": [7]}, "columns"),
        ({"totals": [{"field": "total", "heading": "x", "more": 1}]}, "totals"),
        ({"totals_place": "side"}, "totals_place"),
        ({"most_lines": "9"}, "most_lines"),
        ({"result": None}, "result"),
        ({"result": {"key": "x"}}, "key"),
    ],
)
def test_what_is_no_layout_names_the_place(changes, place):
    stored = {**layout_to_json(GOOD), **changes}
    with pytest.raises(LayoutUnreadableError) as refused:
        layout_from_json(stored)
    assert refused.value.reason.params["place"] == place


def test_a_layout_knows_what_it_holds():
    layout = Layout("x", (Column(Field.KEY, "k"),), ResultHeadings((), (), (), (), (), (), ()))
    assert layout.has(Field.KEY)
    assert not layout.needs_payee
