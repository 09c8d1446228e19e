"""The buttons of the policy form; what a browser never sends changes nothing."""

import pytest

from compensation.forms.policy import change_rows


def policy() -> dict[str, list[dict[str, object]]]:
    return {"rules": [{"name": name} for name in "abc"], "ceilings": [{"level": "bad"}]}


@pytest.mark.parametrize(
    "act", ["drop-x-1", f"drop-{'9' * 5_000}-1", f"drop-{'9' * 5_000}", "drop-"]
)
def test_a_place_that_is_no_number_changes_nothing(act: str) -> None:
    assert change_rows(policy(), act) == policy()


def test_a_button_drops_its_own_rule() -> None:
    assert [rule["name"] for rule in change_rows(policy(), "drop-1")["rules"]] == ["a", "c"]
