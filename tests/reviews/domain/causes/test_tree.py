from reviews.domain.causes.lexicon import READ_CODES
from reviews.domain.causes.tree import CAUSES, DEFAULT_TREE


def test_units_come_in_the_order_of_the_tree():
    assert [unit.code for unit in DEFAULT_TREE] == [
        "product",
        "warehouse",
        "logistics",
        "service",
        "commercial",
        "buyer",
        "unclear",
    ]


def test_every_code_stands_in_the_tree_once():
    codes = [cause.code for unit in DEFAULT_TREE for cause in unit.causes]
    assert len(codes) == len(set(codes)) == 28


def test_every_cause_names_its_unit_and_has_both_names():
    for unit in DEFAULT_TREE:
        for cause in unit.causes:
            assert cause.unit == unit.code
            assert cause.name_zh
            assert cause.name_en


def test_suspected_abuse_and_no_reason_are_never_read_from_words():
    assert set(CAUSES) - set(READ_CODES) == {"suspected_abuse", "none_stated"}
