import pytest

from reviews.forms.numbers import whole_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", 12),
        ("0", 0),
        ("９", 9),
        ("9" * 18, 10**18 - 1),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("²", None),
        ("1" * 5000, None),
    ],
)
def test_a_number_is_read_and_nothing_else(typed, number):
    assert whole_number(typed) == number
