"""Whole numbers that a page sends beside its forms."""

#: What the largest key of a database needs; Python itself refuses to read thousands of digits.
_MOST_DIGITS = 18


def whole_number(typed: str) -> int | None:
    """The number of a row or page that was asked for; None for anything else, however long."""
    if len(typed) > _MOST_DIGITS or not typed.isdecimal():
        return None
    return int(typed)
