import pytest

from reviews.domain.reason import Reason


def test_a_reason_survives_its_stored_form() -> None:
    reason = Reason("quiet_hours", {"until": "2026-11-18T14:00:00+08:00", "dials": 2})
    assert Reason.from_json(reason.as_json()) == reason


def test_a_stored_reason_without_parameters_is_read() -> None:
    assert Reason.from_json({"code": "opened", "params": None}) == Reason("opened")


def test_equal_reasons_are_one_in_a_set() -> None:
    assert len({Reason("a", {"x": 1}), Reason("a", {"x": 1}), Reason("a", {"x": 2})}) == 2


def test_a_reason_keeps_its_own_parameters() -> None:
    params = {"x": 1}
    reason = Reason("a", params)
    params["x"] = 2
    assert reason.params["x"] == 1
    with pytest.raises(TypeError):
        reason.params["x"] = 3  # type: ignore[index]  # that it can't be written is the point
