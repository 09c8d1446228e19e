"""The prior: a data file that a person can read, with its sources."""

from importlib.resources import files

import numpy as np
import pytest

from reviews.domain.places import PlaceType
from reviews.domain.reach_prior import (
    OFF,
    PLACES,
    WORKDAY,
    activity_curves,
    prior_curves,
    prior_sources,
)


def test_every_place_has_a_curve_for_workdays_and_days_off() -> None:
    curves = prior_curves()
    assert curves.shape == (len(PlaceType), 2, 48)
    assert ((curves > 0) & (curves < 0.6)).all()


def test_file_names_its_sources() -> None:
    text = (files("reviews.domain") / "reach_prior.csv").read_text("utf-8")
    notes = [line for line in text.splitlines() if line.startswith("#")]
    named = {word.strip(":,") for note in notes for word in note.split()}
    assert {place.value for place in PLACES} - named == set()


def test_first_dials_are_answered_about_as_often_as_published() -> None:
    day = slice(18, 42)
    unknown = prior_curves()[PLACES.index(PlaceType.UNKNOWN), :, day]
    assert 0.20 <= unknown.mean() <= 0.36


@pytest.mark.parametrize(
    ("place", "better", "worse"),
    [
        (PlaceType.CAMPUS, 24, 20),
        (PlaceType.OFFICE, 24, 28),
        (PlaceType.GOVERNMENT, 24, 27),
        (PlaceType.RETAIL, 30, 36),
        (PlaceType.RESIDENTIAL, 39, 27),
        (PlaceType.RURAL, 23, 31),
    ],
)
def test_workday_has_the_hours_of_the_place(place: PlaceType, better: int, worse: int) -> None:
    curve = prior_curves()[PLACES.index(place), WORKDAY]
    assert curve[better] > 1.2 * curve[worse]


def test_factory_is_easier_to_reach_on_days_off() -> None:
    factory = prior_curves()[PLACES.index(PlaceType.FACTORY)]
    assert factory[OFF, 18:34].mean() > 1.3 * factory[WORKDAY, 18:34].mean()


def test_activity_is_a_share_of_the_day() -> None:
    assert activity_curves().sum(axis=2) == pytest.approx(np.ones((len(PLACES), 2)))


def test_curves_can_not_be_written_to() -> None:
    assert not prior_curves().flags.writeable
    assert not activity_curves().flags.writeable


def test_data_file_names_its_sources_in_both_languages() -> None:
    english, chinese = prior_sources(chinese=False), prior_sources(chinese=True)
    assert len(english) > 12
    assert len(chinese) > 12
    assert any("14,776" in line for line in english)
    assert any("14,776" in line for line in chinese)
    assert not any(line.startswith("#") for line in (*english, *chinese))
