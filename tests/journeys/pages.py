"""All pages of a shop, found from its addresses: none can be forgotten when one is added."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.db.models import QuerySet
from django.test import Client
from django.urls import get_resolver

from compensation.models import CodeStock, Offer, Payout, PayoutBatch, PayoutPreset, PolicyVersion
from reports.models import Action
from reviews.models import Attempt, Case, Cause, ImportRun, Member, Script, Shop
from tests.test_access import leaves

#: The least role first: who opens a page most often.
ROLES = ("agent", "ops", "lead", "owner")
#: What a page shows besides, by its address.
QUERIES = (
    "queue/?view=closed",
    "queue/?view=mine&sort=newest",
    "team/audit/?kind=settings",
    "team/audit/?kind=exports",
    "team/audit/?kind=handovers",
    "timing/?show=calls&place=office",
    "settings/shifts/?week=2026-11-23",
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A page, and who opens it: the person with the least and the one with the most rights."""

    address: str
    least: str
    most: str


def pages_of(shop: Shop) -> list[Opened]:
    """Every address below ``/s/<shop>/`` that answers a GET with a whole page."""
    seats = {
        member.role: member
        for member in Member.objects.filter(shop=shop, is_active=True).select_related("user")
    }
    clients = {role: _seated(member) for role, member in seats.items()}
    found = []
    for address, roles in _addresses(shop):
        allowed = [role for role in ROLES if role in roles and role in clients]
        if allowed and _is_page(clients[allowed[-1]], address):
            found.append(Opened(address, allowed[0], allowed[-1]))
    by_address = {page.address: page for page in found}
    for query in QUERIES:
        address = f"/s/{shop.code}/{query}"
        page = by_address.get(address.split("?")[0])
        if page is not None:
            found.append(Opened(address, page.least, page.most))
    return found


def _addresses(shop: Shop) -> Iterator[tuple[str, frozenset[str]]]:
    """Each address, once for every row that may stand in it."""
    rows = _rows(shop)
    for path, entry in leaves(get_resolver()):
        if not path.startswith("s/<slug:shop>/"):
            continue
        names = re.findall(r"<\w+:(\w+)>", path)[1:]
        for ids in product(*(rows.get(name, ()) for name in names)):
            filled = path.replace("<slug:shop>", shop.code, 1)
            for value in ids:
                filled = re.sub(r"<[^>]+>", value, filled, count=1)
            yield f"/{filled}", getattr(entry.callback, "allowed_roles", frozenset())


def _rows(shop: Shop) -> dict[str, list[str]]:
    """Ids by the name that addresses give them: the newest of a kind; an open and a closed case."""
    cases = Case.objects.filter(shop=shop)
    kinds: dict[str, tuple[QuerySet[Any], ...]] = {
        "case": (
            cases.filter(status="open"),
            cases.filter(status="closed", solved_at__isnull=False),
        ),
        "attempt": (Attempt.objects.filter(case__shop=shop),),
        "run": (ImportRun.objects.filter(shop=shop),),
        "version": (PolicyVersion.objects.filter(shop=shop),),
        "offer": (Offer.objects.filter(case__shop=shop),),
        "payout": (Payout.objects.filter(offer__case__shop=shop, state="paid"),),
        "batch": (PayoutBatch.objects.filter(shop=shop),),
        "preset": (PayoutPreset.objects.filter(shop=shop),),
        "stock": (CodeStock.objects.filter(shop=shop),),
        "action": (Action.objects.filter(cause__shop=shop),),
    }
    found = {
        name: [one.public_id for rows in some if (one := rows.order_by("-pk").first()) is not None]
        for name, some in kinds.items()
    }
    causes = Cause.objects.filter(shop=shop).order_by("pk").values_list("code", flat=True)
    scripts = Script.objects.filter(shop=shop).order_by("pk").values_list("pk", flat=True)
    return found | {"cause": list(causes[:1]), "script": [str(key) for key in scripts[:1]]}


def _seated(member: Member) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _is_page(client: Client, address: str) -> bool:
    answer = client.get(address)
    is_text = answer.headers.get("Content-Type", "").startswith("text/html")
    return answer.status_code == 200 and is_text and b"<html" in answer.content[:400]
