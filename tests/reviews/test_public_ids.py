"""Ids for addresses: they tell no count, and new ones lie together."""

import re
import time

import pytest

from reviews.models.fields import new_public_id


def test_id_is_sixteen_letters_and_digits_and_never_the_same() -> None:
    ids = {new_public_id() for _ in range(2_000)}
    assert len(ids) == 2_000
    assert all(re.fullmatch("[a-z2-7]{16}", one) for one in ids)


def test_ids_of_one_second_share_its_four_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_800_000_000.9)
    assert {new_public_id()[:4] for _ in range(50)} == {"tuqa"}
    monkeypatch.setattr(time, "time", lambda: 1_800_000_001.0)
    assert {new_public_id()[:4] for _ in range(50)} == {"tuqb"}


def test_letters_after_the_second_are_all_used_in_every_place() -> None:
    ids = [new_public_id() for _ in range(2_000)]
    assert [len({one[place] for one in ids}) for place in range(4, 16)] == [32] * 12
