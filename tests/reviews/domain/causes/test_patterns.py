import pytest

from reviews.domain.causes.patterns import Element, PatternError, parse_pattern

GROUPS = {"slow": frozenset({"慢", "太慢"})}


def parse(line):
    return parse_pattern(line, groups=GROUPS)


def test_an_element_is_a_choice_of_words_and_groups():
    assert parse("物流|快递 @slow|久").elements == (
        Element(frozenset({"物流", "快递"})),
        Element(frozenset({"慢", "太慢", "久"})),
    )


@pytest.mark.parametrize(
    ("line", "gap", "crosses_commas"),
    [("甲 乙", 5, False), ("甲 ~9 乙", 9, False), ("甲 ~9, 乙", 9, True), ("甲 +乙", 1, False)],
)
def test_the_distance_of_an_element_is_written_before_it(line, gap, crosses_commas):
    assert parse(line).elements[1] == Element(frozenset({"乙"}), gap, crosses_commas)


def test_a_distance_holds_for_one_element_only():
    assert [element.gap for element in parse("甲 ~9, 乙 丙").elements] == [5, 9, 5]


def test_marks_say_what_forbids_asks_weighs_and_vetoes():
    pattern = parse("甲 !乙 !!丙 &丁 =0.4 .veto")
    assert pattern.without == {"乙"}
    assert pattern.never == {"丙"}
    assert pattern.needs == {"丁"}
    assert pattern.weight == 0.4
    assert pattern.is_veto


@pytest.mark.parametrize("line", ["甲 @unknown", "=0.5", "!甲"])
def test_a_line_that_says_nothing_is_an_error(line):
    with pytest.raises(PatternError):
        parse(line)
