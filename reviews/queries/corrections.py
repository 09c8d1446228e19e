"""What colleagues have said is not true of a buyer's hours."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Q, QuerySet

from reviews.domain.reach_evidence import EvidenceKind
from reviews.domain.set_aside import Aside
from reviews.models import Case, Correction


def set_aside_of(buyers: Iterable[int]) -> Mapping[int, Aside]:
    """By buyer what was set aside: kinds until a moment, and single pieces."""
    rows = Correction.objects.filter(buyer__in=list(buyers), ended_at__isnull=True)
    until: defaultdict[int, dict[EvidenceKind, dt.datetime]] = defaultdict(dict)
    pieces: defaultdict[int, set[tuple[EvidenceKind, dt.datetime]]] = defaultdict(set)
    for buyer, kind, at, fact_at in rows.values_list("buyer", "kind", "at", "fact_at"):
        if buyer is not None and fact_at is None:
            until[buyer][EvidenceKind(kind)] = at
        elif buyer is not None:
            pieces[buyer].add((EvidenceKind(kind), fact_at))
    return {buyer: Aside(until[buyer], frozenset(pieces[buyer])) for buyer in {*until, *pieces}}


def corrections_of(case: Case) -> QuerySet[Correction]:
    """What stands corrected of this case's buyer, the newest first."""
    of_this = Q(case=case) if case.buyer_id is None else Q(buyer=case.buyer_id)
    return (
        Correction.objects.filter(of_this, ended_at__isnull=True)
        .select_related("member", "case")
        .order_by("-at", "-id")
    )
