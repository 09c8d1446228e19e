"""What a person overruled of what was found by looking."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True)
class Asked:
    """Nothing is asked by default; what is, goes before what the readers would find.

    ``header_row`` counts records from 1, as a spreadsheet does. ``columns`` gives columns their
    field, "" for a column that isn't to be imported.
    """

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 0
    preset: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> Self:
        """What `as_json` gave."""
        return cls(**stored)  # type: ignore[arg-type]  # only as_json writes them

    def as_json(self) -> dict[str, object]:
        """Only what was asked, for the row that keeps it."""
        return {name: value for name, value in asdict(self).items() if value}


NOTHING_ASKED = Asked()
