"""The bounds of contact that an owner may tighten and never loosen."""

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any, Self

from reviews.domain.reason import Reason


class LoosenedRules(ValueError):
    """A contact rule was set wider than the desk's bound."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRules:
    """When a buyer may be called; the defaults are the widest the desk allows.

    Times are the buyer's clock; an end is exclusive. Sources: docs/contact-rules.md.
    Raises LoosenedRules where a value is wider than the default, or leaves no calling hours.
    """

    call_from: dt.time = dt.time(9)
    call_until: dt.time = dt.time(21)
    quiet_from: dt.time = dt.time(13)
    quiet_until: dt.time = dt.time(14)
    quiet_on_holiday_first_day: bool = True
    dials_per_day: int = 2
    connected_per_day: int = 1
    dials_per_case: int = 5
    hours_between_dials: int = 3

    def __post_init__(self) -> None:
        for name in _UPPER:
            _bound(name, self, wider=getattr(self, name) > _WIDEST[name])
        for name in _LOWER:
            _bound(name, self, wider=getattr(self, name) < _WIDEST[name])
        if self.call_from >= self.call_until:
            raise LoosenedRules(Reason("rules.no_calling_hours"))

    def tightened(self, **changes: Any) -> Self:
        """These rules with changes; raises LoosenedRules where one is wider than it was."""
        new = type(self)(**(self._as_dict() | changes))
        for name in _UPPER:
            _bound(name, new, wider=getattr(new, name) > getattr(self, name))
        for name in _LOWER:
            _bound(name, new, wider=getattr(new, name) < getattr(self, name))
        return new

    @classmethod
    def within_bounds(cls, **wanted: Any) -> Self:
        """The wanted rules, each value drawn back to the desk's bound where it is wider."""
        drawn = dict(wanted)
        for name in _UPPER & wanted.keys():
            drawn[name] = min(wanted[name], _WIDEST[name])
        for name in _LOWER & wanted.keys():
            drawn[name] = max(wanted[name], _WIDEST[name])
        return cls(**drawn)

    def _as_dict(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


_WIDEST: dict[str, Any] = {field.name: field.default for field in fields(ContactRules)}
#: Greater is wider: an earlier end of the day or a smaller count is tighter.
_UPPER = frozenset(
    {"call_until", "quiet_from", "dials_per_day", "connected_per_day", "dials_per_case"},
)
#: Smaller is wider.
_LOWER = frozenset(
    {"call_from", "quiet_until", "quiet_on_holiday_first_day", "hours_between_dials"},
)


def _bound(name: str, rules: ContactRules, *, wider: bool) -> None:
    if wider:
        value = str(getattr(rules, name))
        raise LoosenedRules(Reason(f"rules.loosened_{name}", {"value": value}))
