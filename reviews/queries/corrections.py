"""What colleagues have said is not true of a buyer's hours."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Q, QuerySet

from reviews.domain.reach_evidence import EvidenceKind
from reviews.models import Case, Correction


def set_aside_of(buyers: Iterable[int]) -> Mapping[int, Mapping[EvidenceKind, dt.datetime]]:
    """By buyer the kinds set aside, each with the moment until which it counts no more."""
    rows = Correction.objects.filter(buyer__in=list(buyers), ended_at__isnull=True)
    found: defaultdict[int, dict[EvidenceKind, dt.datetime]] = defaultdict(dict)
    for buyer, kind, at in rows.values_list("buyer", "kind", "at"):
        if buyer is not None:
            found[buyer][EvidenceKind(kind)] = at
    return found


def corrections_of(case: Case) -> QuerySet[Correction]:
    """What stands corrected of this case's buyer, the newest first."""
    of_this = Q(case=case) if case.buyer_id is None else Q(buyer=case.buyer_id)
    return (
        Correction.objects.filter(of_this, ended_at__isnull=True)
        .select_related("member", "case")
        .order_by("-at", "-id")
    )
