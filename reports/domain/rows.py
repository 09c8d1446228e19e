"""What a report is made from: one row a case, and the counts of earlier weeks.

All texts are masked before they get here, all times are aware, all money is integer fen.
"""

from dataclasses import dataclass
from datetime import date, datetime

from reports.domain.weeks import IsoWeek
from reviews.domain.levels import Level
from reviews.domain.outcomes import CONNECTED, Channel, Outcome

NO_CAUSE_CODE = "none_stated"
NO_CAUSE_UNIT = "unclear"


@dataclass(frozen=True, slots=True)
class ProductRef:
    """A product as the platform names it; ``line`` is the product line, all may be empty.

    ``ref`` is the desk's own id for addresses. ``shop`` is the code of its shop in a report of
    several, where two shops may sell under one number.
    """

    code: str
    title: str = ""
    sku: str = ""
    line: str = ""
    ref: str = ""
    shop: str = ""

    @property
    def key(self) -> str:
        """What tells products apart."""
        return f"{self.shop}/{self.code}" if self.shop and self.code else self.code


NO_PRODUCT = ProductRef(code="")


@dataclass(frozen=True, slots=True)
class CauseMark:
    """One cause of a case with the words that show it; the shop names causes itself."""

    code: str
    name: str
    unit: str
    main: bool = False
    evidence: tuple[str, ...] = ()


NO_CAUSE = CauseMark(code=NO_CAUSE_CODE, name="", unit=NO_CAUSE_UNIT, main=True)


@dataclass(frozen=True, slots=True)
class AttemptFact:
    at: datetime
    channel: Channel
    outcome: Outcome
    agent: str

    @property
    def connected(self) -> bool:
        return self.outcome in CONNECTED


@dataclass(frozen=True, slots=True)
class OfferFact:
    """One remedy: what was promised by when, and what was paid; amounts in fen.

    ``promised`` says that the buyer was told; ``rule`` is the policy's rule that allowed it.
    """

    kind: str
    state: str
    amount: int
    promised: bool
    paid: int = 0
    rule: str = ""
    due_at: datetime | None = None
    paid_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case with everything the sheets count; ``rated_at`` decides its week."""

    case_id: str
    review_id: str
    platform: str
    rated_at: datetime
    arrived_at: datetime
    level: Level
    stars: int | None = None
    text: str = ""
    product: ProductRef = NO_PRODUCT
    causes: tuple[CauseMark, ...] = ()
    province: str = ""
    carrier: str = ""
    order_fen: int | None = None
    state: str = ""
    owner: str = ""
    contacted_at: datetime | None = None
    solved_at: datetime | None = None
    remedied_at: datetime | None = None
    review_changed_at: datetime | None = None
    closed_at: datetime | None = None
    attempts: tuple[AttemptFact, ...] = ()
    offers: tuple[OfferFact, ...] = ()
    shop: str = ""  # its code
    is_default_text: bool = False  # the platform wrote it, not the buyer

    @property
    def main_cause(self) -> CauseMark:
        """The cause the case is counted under: the main one, else the first, else none stated."""
        for mark in self.causes:
            if mark.main:
                return mark
        return self.causes[0] if self.causes else NO_CAUSE

    @property
    def paid(self) -> int:
        return sum(offer.paid for offer in self.offers)

    @property
    def promised(self) -> int:
        return sum(offer.amount for offer in self.offers if offer.promised)

    def came_late(self, week: IsoWeek) -> bool:
        """Whether the review reached the desk only after its week had ended."""
        return self.arrived_at >= week.ends_at


@dataclass(frozen=True, slots=True)
class WeekCount:
    """How many cases a week had for one main cause and one product."""

    week: IsoWeek
    cause: CauseMark
    product: ProductRef
    cases: int


@dataclass(frozen=True, slots=True)
class PartCount:
    """Cases of one main cause and product: in the week before, and in all weeks of the mean."""

    cause: CauseMark
    product: ProductRef
    previous: int
    several: int


@dataclass(frozen=True, slots=True)
class ReviewCount:
    """All reviews of a week (good ones too) and how many of them were neutral or bad."""

    week: IsoWeek
    reviews: int
    low: int


@dataclass(frozen=True, slots=True)
class SalesRow:
    """Units of a product sold in a week, from the orders; named by `ProductRef.key`."""

    week: IsoWeek
    product_code: str
    units: int


@dataclass(frozen=True, slots=True)
class BudgetRow:
    name: str
    starts_on: date
    ends_on: date
    cap: int
    used: int


@dataclass(frozen=True, slots=True)
class DialCount:
    """Telephone attempts of all cases in one weekday (0 = Monday) and hour of the desk's clock."""

    weekday: int
    hour: int
    dials: int
    connected: int


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """How a week's calls stood to their plan.

    ``windows`` by what became of them; ``dials`` by whether the call lay in its window
    (``kept``), outside it (``other_time``) or had none (``by_hand``), each with how many a person
    answered.
    """

    windows: tuple[tuple[str, int], ...] = ()
    dials: tuple[tuple[str, int, int], ...] = ()


NO_PLAN_FACTS = PlanFacts()
