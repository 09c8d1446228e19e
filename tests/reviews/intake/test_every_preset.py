"""Files of every preset with every quirk: what was meant comes out, or the right reason does."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from reviews.domain.levels import level_of_stars
from reviews.intake.columns import FileKind, Preset, presets, recognise
from reviews.intake.normalise import normalise
from reviews.intake.readers import inspect, read_rows
from reviews.intake.rows import Rejected, Row
from tests.reviews.intake.made_files import (
    ATTRIBUTES,
    MadeFile,
    MadeRow,
    as_json,
    files_of,
    headings_of,
    rows_of,
)

#: Files are written in a folder of their own: one test function makes many of them.
MANY = settings(
    max_examples=20,
    suppress_health_check=list(HealthCheck),
    deadline=None,
)
BY_NAME = pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.name)


def read(content: bytes, preset: Preset) -> tuple[str, list[Row | Rejected]]:
    """The preset that was found by looking and the rows of the file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        table = inspect(path)
        asked = preset.name if preset.name.startswith("generic_") else None
        mapping = recognise(table.header, kind=preset.kind, preset=asked)
        return mapping.preset, [normalise(raw, mapping=mapping) for raw in read_rows(path, table)]


def check(row: Row | Rejected, made: MadeRow, preset: Preset) -> None:
    if made.is_too_long or made.refused:
        assert isinstance(row, Rejected), (row, made)
        if made.is_too_long:
            assert row.reason.code == "row_too_long"
        else:
            assert (row.reason.code, row.reason.params["field"]) == made.refused
        return
    assert not isinstance(row, Rejected), (row, made)
    for name, cell in made.cells.items():
        assert (name, getattr(row, ATTRIBUTES.get(name, name))) == (name, cell.meant)
    if preset.kind is FileKind.REVIEWS and "level" not in made.cells and "stars" in made.cells:
        assert row.level == level_of_stars(made.cells["stars"].meant)  # type: ignore[union-attr,arg-type]  # a review


@BY_NAME
@given(data=some.data())
@MANY
def test_file_of_a_preset_is_read_as_it_was_meant(preset: Preset, data: some.DataObject) -> None:
    made: MadeFile = data.draw(files_of(preset))
    found, rows = read(made.content, preset)
    assert found == preset.name
    assert len(rows) == len(made.rows), made.form
    for row, expected in zip(rows, made.rows, strict=True):
        check(row, expected, preset)


#: The platforms answer these in JSON; the headings of the others are for people.
ANSWERS = [
    preset
    for preset in presets()
    if preset.name
    in {"top_trade_rates", "top_refunds", "tmall_feeds", "tmall_rate_list", "jd_comments"}
]


@pytest.mark.parametrize("preset", ANSWERS, ids=lambda preset: preset.name)
@pytest.mark.parametrize("wrap", ["list", "lines", "answer"])
@given(data=some.data())
@MANY
def test_answer_of_a_platform_is_read_as_it_was_meant(
    preset: Preset, wrap: str, data: some.DataObject
) -> None:
    headings = {name: choices[0] for name, choices in headings_of(preset).items()}
    # Names are matched without case: the answer's own spelling is kept in the preset's file.
    kind = preset.kind
    rows = data.draw(some.lists(rows_of(list(headings), kind), min_size=1, max_size=3))
    rows = [MadeRow(row.cells, row.refused) for row in rows]
    found, read_back = read(as_json(headings, rows, wrap=wrap), preset)
    assert (found, len(read_back)) == (preset.name, len(rows))
    for row, expected in zip(read_back, rows, strict=True):
        check(row, expected, preset)
