import pytest

from reports.domain.told import BY_LINK, Told, told_by_word


@pytest.mark.parametrize(
    ("word", "what"),
    [
        ("", Told.CHANGED),
        (BY_LINK, Told.ANSWERED),
        ("told overdue_1 x7", Told.REMINDED),
        ("effect_down_per_units", Told.MEASURED),
    ],
)
def test_the_word_of_an_entry_says_what_happened(word, what):
    assert told_by_word(word, is_first=False) is what
    assert told_by_word(word, is_first=True) is Told.OPENED
