"""The cases behind a figure: the same cases that the rollup counted, one by one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from compensation.models import Offer, Payout
from reports.domain.rows import NO_CAUSE_CODE, NO_CAUSE_UNIT
from reports.domain.spans import Span
from reports.domain.weeks import IsoWeek
from reports.queries.case_rows import LOW_LEVELS, TOLD_STATES, week_cases
from reports.queries.counting import main_cause
from reports.queries.narrowing import Narrowing
from reports.queries.traits import NO_TRAITS, Traits
from reviews.domain.masking import mask_free_text
from reviews.models import Case, Cause, Shop

PAGE = 50
FACTS = {
    "contacted": Q(contacted_at__isnull=False),
    "not_contacted": Q(contacted_at__isnull=True),
    "solved": Q(solved_at__isnull=False),
    "remedied": Q(remedied_at__isnull=False),
    "bad": Q(level="bad"),
    "neutral": Q(level="neutral"),
    "appended": ~Q(level__in=LOW_LEVELS),
    "changed": Q(review_changed_at__isnull=False),
    "promised": Exists(Offer.objects.filter(case=OuterRef("pk"), state__in=TOLD_STATES)),
    "paid": Exists(Payout.objects.filter(offer__case=OuterRef("pk"), state="paid")),
}


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of cases, newest first; ``total`` is the figure that led here."""

    cases: list[Case]
    total: int
    number: int

    @property
    def before(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        return self.number + 1 if self.number * PAGE < self.total else None


def counted_cases(
    *,
    shop: Shop,
    week: IsoWeek | Span,
    narrowing: Narrowing,
    unit: str = "",
    facts: Iterable[str] = (),
    traits: Traits = NO_TRAITS,
) -> QuerySet[Case]:
    """Cases of a week or several under their main cause; unknown facts count as not asked."""
    found = week_cases(shop=shop, week=week).annotate(main_cause=main_cause("review"))
    if narrowing.cause == NO_CAUSE_CODE:
        found = found.filter(main_cause__isnull=True)
    elif narrowing.cause:
        found = found.filter(main_cause__in=_causes(shop, code=narrowing.cause))
    found = found.filter(narrowing.of_product("review__product"), traits.condition())
    if unit:
        of_unit = Q(main_cause__in=_causes(shop, unit=unit))
        found = found.filter(
            of_unit | Q(main_cause__isnull=True) if unit == NO_CAUSE_UNIT else of_unit
        )
    for fact in facts:
        found = found.filter(FACTS.get(fact, Q()))
    return found


def _causes(shop: Shop, **wanted: str) -> list[int]:
    return list(Cause.objects.filter(shop=shop, **wanted).values_list("pk", flat=True))


def case_page(found: QuerySet[Case], *, number: int) -> CasePage:
    """One page with what its lines show; a number too high is the last page."""
    total = found.count()
    number = max(1, min(number, -(-total // PAGE)))
    shown = found.select_related("review", "review__product").order_by("-review__rated_at", "-id")
    cases = list(shown[(number - 1) * PAGE : number * PAGE])
    names = Cause.objects.in_bulk({case.main_cause for case in cases if case.main_cause})  # type: ignore[attr-defined]  # annotated
    for case in cases:
        case.words = mask_free_text(case.review.append_content or case.review.content)  # type: ignore[attr-defined]  # for the page
        case.cause_found = names.get(case.main_cause)  # type: ignore[attr-defined]  # for the page
    return CasePage(cases, total, number)
