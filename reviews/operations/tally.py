"""What an import has done so far."""

from dataclasses import dataclass, fields
from typing import Self


@dataclass(slots=True)
class Tally:
    """Rows by what became of them, and the cases they opened."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    repeated: int = 0
    rejected: int = 0
    cases_opened: int = 0

    def __iadd__(self, other: Self) -> Self:
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))
        return self

    def as_dict(self) -> dict[str, int]:
        """The counts under the names of `ImportRun`'s columns."""
        return {field.name: getattr(self, field.name) for field in fields(self)}
