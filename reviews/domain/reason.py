"""Why the desk decided something: one code and its parameters, shown alike everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self, TypeAlias

Parameter: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Reason:
    """A named reason; ``params`` fill the sentence that screens and workbooks show.

    Parameters are plain JSON values: money in fen, times as ISO 8601 with offset.
    """

    code: str
    params: Mapping[str, Parameter] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "params", MappingProxyType(dict(self.params)))

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted(self.params))))

    def as_json(self) -> dict[str, object]:
        """The form a JSON column stores."""
        return {"code": self.code, "params": dict(self.params)}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> Self:
        """Read what `as_json` stored."""
        params = stored.get("params")
        return cls(code=str(stored["code"]), params=params if isinstance(params, dict) else {})
