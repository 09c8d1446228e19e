import pytest

from reviews.domain.levels import Level, level_of_stars, needs_recovery


@pytest.mark.parametrize(
    ("stars", "level"),
    [
        (None, Level.UNRATED),
        (1, Level.BAD),
        (2, Level.NEUTRAL),
        (3, Level.NEUTRAL),
        (4, Level.GOOD),
        (5, Level.GOOD),
    ],
)
def test_level_of_stars(stars: int | None, level: Level) -> None:
    assert level_of_stars(stars) == level


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_level_of_stars_outside_one_to_five_is_an_error(stars: int) -> None:
    with pytest.raises(ValueError, match="stars must be 1 to 5"):
        level_of_stars(stars)


def test_only_neutral_and_bad_need_recovery() -> None:
    assert [level for level in Level if needs_recovery(level)] == [Level.NEUTRAL, Level.BAD]
