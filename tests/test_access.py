"""Every address of a shop, walked as a stranger, as another shop and in every role."""

from collections.abc import Iterator
from typing import cast

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from reviewdesk.api import api
from reviews.access import EVERYONE
from reviews.models import ImportRun, Member
from tests import factories as make
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db

#: Stands for any id in an address: no row has it.
NOBODY = "aaaaaaaaaaaaaaaa"


def leaves(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        path = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from leaves(entry, path)
        else:
            yield path, entry


def shop_addresses() -> list[tuple[str, frozenset[str]]]:
    """(address with the shop "hu", roles) of every view below ``/s/<shop>/``."""
    found = []
    for path, entry in leaves(get_resolver()):
        if not path.startswith("s/<slug:shop>/"):
            continue
        address = "/" + path.replace("<slug:shop>", "hu")
        while "<" in address:
            start, end = address.index("<"), address.index(">")
            kind = address[start + 1 : end].split(":")[0]
            filler = (
                "1" if kind == "int" else "2026-W46" if "week" in address[start:end] else NOBODY
            )
            address = address[:start] + filler + address[end + 1 :]
        found.append((address, getattr(entry.callback, "allowed_roles", frozenset())))
    return found


def api_addresses() -> list[tuple[str, str]]:
    """(method, address) of every API route of a shop."""
    found = []
    for path, item in api.get_openapi_schema()["paths"].items():
        address = path.replace("{shop}", "hu")
        while "{" in address:
            start, end = address.index("{"), address.index("}")
            address = address[:start] + NOBODY + address[end + 1 :]
        found += [(method, address) for method in item]
    return found


def test_every_view_of_a_shop_says_who_may_open_it() -> None:
    assert [address for address, roles in shop_addresses() if not roles] == []


def test_there_are_addresses_to_walk() -> None:
    assert len(shop_addresses()) > 20
    assert len(api_addresses()) > 3


def answers(client: Client, address: str) -> set[int]:
    """What GET and POST answer; a method that the view doesn't know (405) tells nothing."""
    return {client.get(address).status_code, client.post(address).status_code} - {405}


def sign_in(client: Client, member: Member) -> None:
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")


def test_a_stranger_is_sent_to_the_login(client: Client, agent: Member) -> None:
    for address, _roles in shop_addresses():
        assert (address, answers(client, address)) == (address, {302})
    assert client.get("/s/hu/queue/")["Location"] == "/login/?next=/s/hu/queue/"


def test_a_member_of_another_shop_finds_nothing(client: Client, agent: Member) -> None:
    sign_in(client, MemberFactory.create(role="owner"))
    for address, _roles in shop_addresses():
        assert (address, answers(client, address)) == (address, {404})


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_a_wrong_role_is_refused(client: Client, role: str, agent: Member) -> None:
    sign_in(client, MemberFactory.create(shop=agent.shop, role=role))
    for address, roles in shop_addresses():
        if role not in roles:
            assert (address, answers(client, address)) == (address, {403})


def test_another_shops_rows_are_not_found(client: Client, owner: Member) -> None:
    """With the right role in the right shop, an id of another shop's row opens nothing."""
    sign_in(client, owner)
    public_id = id_of_foreign_rows()
    found = [
        address
        for address, roles in shop_addresses()
        if NOBODY in address and owner.role in roles
        if answers(client, address.replace(NOBODY, public_id)) != {404}
    ]
    assert found == []


def id_of_foreign_rows() -> str:
    """The one public id that a row of every kind in another shop was given."""
    case = make.CaseFactory.create()
    rows = [
        case,
        case.buyer,
        case.review,
        case.review.product,
        make.AttemptFactory.create(case=case),
        make.CallbackFactory.create(case=case),
        make.OfferFactory.create(case=case),
        make.BudgetFactory.create(shop=case.shop),
        make.PayoutFactory.create(offer__case=case, offer__kind="gift"),
        make.PayoutBatchFactory.create(shop=case.shop),
        make.ResultFileFactory.create(batch__shop=case.shop),
        make.CodeStockFactory.create(shop=case.shop),
        make.PolicyVersionFactory.create(shop=case.shop),
        make.ActionFactory.create(cause__shop=case.shop),
        make.MemberFactory.create(shop=case.shop),
        ImportRun.objects.create(
            shop=case.shop,
            kind="reviews",
            due_at=make.NOW,
            as_of=make.NOW,
            created_at=make.NOW,
        ),
    ]
    for row in rows:
        changed = type(row)._default_manager.filter(pk=row.pk).update(public_id=case.public_id)
        assert changed == 1
    return case.public_id


def test_a_member_who_left_finds_nothing(client: Client, agent: Member) -> None:
    Member.objects.filter(pk=agent.pk).update(is_active=False)
    sign_in(client, agent)
    assert client.get("/s/hu/queue/").status_code == 404


def test_the_api_answers_no_stranger(client: Client, agent: Member) -> None:
    for method, address in api_addresses():
        answer = client.generic(method.upper(), address, b"{}", content_type="application/json")
        assert (method, address, answer.status_code) == (method, address, 401)


def test_the_api_finds_nothing_for_another_shop(client: Client, agent: Member) -> None:
    elsewhere = MemberFactory.create(role="owner")
    sign_in(client, elsewhere)
    for method, address in api_addresses():
        answer = client.generic(method.upper(), address, b"{}", content_type="application/json")
        # 422: a body that is no valid question is refused before anything is looked up.
        assert answer.status_code in {404, 422}, (method, address)


def test_the_home_of_somebody_without_a_shop_says_so(client: Client, agent: Member) -> None:
    agent.delete()
    sign_in(client, agent)
    assert cast("int", client.get("/").status_code) == 403
