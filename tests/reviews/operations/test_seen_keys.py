"""Keys that came before in a file, kept small."""

from hypothesis import given
from hypothesis import strategies as st

from reviews.operations.seen_keys import SeenKeys


@given(st.lists(st.text(max_size=6)), st.lists(st.text(max_size=6)))
def test_it_answers_like_a_set(keys: list[str], others: list[str]) -> None:
    seen, expected = SeenKeys(keys), set(keys)
    assert len(seen) == len(expected)
    assert [key in seen for key in others + keys] == [key in expected for key in others + keys]


def test_it_grows_and_forgets_nothing() -> None:
    keys = [f"id:{number}" for number in range(10_000)]
    seen = SeenKeys()
    for number, key in enumerate(keys):
        assert key not in seen
        seen.add(key)
        assert len(seen) == number + 1
    assert all(key in seen for key in keys)


def test_empty_text_is_a_key_too() -> None:
    assert ("" in SeenKeys(), "" in SeenKeys([""])) == (False, True)
