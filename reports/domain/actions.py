"""Corrective actions as a report shows them."""

from dataclasses import dataclass
from datetime import date

from reports.domain.rows import CauseMark, ProductRef
from reviews.domain.reason import Reason


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action of a unit for a cause and a product (none = all products of the shop)."""

    action_id: str
    cause: CauseMark
    product: ProductRef
    owner: str
    text: str
    state: str
    opened_on: date
    due_on: date | None
    ended_on: date | None
    effect: Reason | None

    def is_overdue(self, today: date) -> bool:
        """Whether the day has passed and nobody has ended the action."""
        return self.ended_on is None and self.due_on is not None and self.due_on < today
