"""Many writers at once, on real connections: PostgreSQL's where that is the database, and on
SQLite a file of its own, since its memory databases know no waiting.
"""

import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from compensation.domain.default_policy import default_policy
from compensation.domain.policy_json import version_to_json
from compensation.models import Budget, BudgetDraw, LedgerEntry, Offer, Payout, PolicyVersion
from compensation.operations.answers import accept_offer, decline_offer, mark_offered
from compensation.operations.checks import check_ledger
from compensation.operations.decisions import approve_offer, reject_offer
from compensation.operations.errors import OfferRefusedError
from compensation.operations.offers import Proposal, propose_offer
from compensation.operations.payments import Payment
from compensation.operations.payouts import pay
from compensation.operations.policies import change_draft, draft_policy, publish_policy
from compensation.queries.policies import version_in_force
from reviews.models import Case, Member
from tests.factories import (
    BudgetFactory,
    CaseFactory,
    MemberFactory,
    OfferFactory,
    PolicyVersionFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 50


@pytest.fixture
def in_a_thread(tmp_path):
    """Call in another thread, on its own connection to the database all threads share."""
    settings = connections.settings["default"]
    before = settings["NAME"]
    if connection.vendor == "sqlite":
        settings["NAME"] = str(tmp_path / "shared.sqlite3")

    def call(act):
        def closing():
            try:
                return act()
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(closing).result()

    def share():
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [settings["NAME"]])

    call.share = share
    yield call
    settings["NAME"] = before


@pytest.fixture
def at_once(in_a_thread):
    """Run the acts in as many threads, started together; how often each result came."""

    def run(acts):
        in_a_thread.share()
        gate = Barrier(len(acts))

        def one(act):
            try:
                gate.wait()
                return act()
            except OfferRefusedError as refused:
                return refused.reason.code
            finally:
                connection.close()

        with ThreadPoolExecutor(len(acts)) as pool:
            return Counter(pool.map(one, acts))

    return run


@pytest.fixture
def _published(shop, now):
    PolicyVersionFactory.create(
        shop=shop,
        state="published",
        published_at=now,
        effective_from=now - dt.timedelta(days=1),
        rules=version_to_json(default_policy()),
    )


def proposing(case, member, now, *, key="", seen_policy=None):
    def act():
        propose_offer(
            case=Case.objects.get(pk=case.pk),
            member=Member.objects.get(pk=member.pk),
            proposal=Proposal("coupon", 200),
            idempotency_key=key or f"case-{case.pk}",
            now=now,
            seen_policy=seen_policy,
        )
        return "done"

    return act


@pytest.mark.usefixtures("_published")
def test_fifty_writers_never_overdraw_a_budget(at_once, in_a_thread, shop, now):
    BudgetFactory.create(shop=shop, cap_fen=20 * 200 + 199)
    members = MemberFactory.create_batch(5, shop=shop)
    cases = CaseFactory.create_batch(WRITERS, shop=shop)
    acts = [proposing(case, members[at % 5], now) for at, case in enumerate(cases)]
    assert at_once(acts) == {"done": 20, "budget_used_up": WRITERS - 20}
    sums, check = in_a_thread(
        lambda: (
            list(Budget.objects.values_list("reserved_fen", "spent_fen")),
            check_ledger(shop=shop, now=now),
        ),
    )
    assert (sums, check.is_balanced, check.entries) == ([(4_000, 0)], True, 40)


@pytest.mark.usefixtures("_published")
def test_fifty_writers_overdraw_none_of_several_budgets(at_once, in_a_thread, shop, now):
    """Made against the order they are locked in: a person's first, then the month's."""
    members = MemberFactory.create_batch(5, shop=shop)
    for member in members[:2]:
        BudgetFactory.create(shop=shop, person=member, cap_fen=2 * 200 + 199)
    BudgetFactory.create(shop=shop, kind="coupon", cap_fen=17 * 200 + 1)
    BudgetFactory.create(shop=shop, cap_fen=20 * 200 + 199)
    cases = CaseFactory.create_batch(WRITERS, shop=shop)
    acts = [proposing(case, members[at % 5], now) for at, case in enumerate(cases)]
    assert at_once(acts) == {"done": 17, "budget_used_up": WRITERS - 17}
    sums, draws, check = in_a_thread(
        lambda: (
            list(Budget.objects.order_by("id").values_list("reserved_fen", flat=True)),
            BudgetDraw.objects.count(),
            check_ledger(shop=shop, now=now),
        ),
    )
    assert sums[2:] == [3_400, 3_400]
    assert max(sums[:2]) <= 400
    assert draws == 2 * 17 + sum(sums[:2]) // 200
    assert (check.is_balanced, check.entries) == (True, 34)


@pytest.mark.usefixtures("_published")
def test_giving_back_and_setting_aside_at_once_keeps_every_budget(at_once, in_a_thread, shop, now):
    members = MemberFactory.create_batch(2, shop=shop)
    for person in (*members, None):
        BudgetFactory.create(shop=shop, person=person, cap_fen=25 * 200)
    cases = CaseFactory.create_batch(WRITERS, shop=shop)
    offers = [proposing(case, members[at % 2], now) for at, case in enumerate(cases)]
    for act in offers[:25]:
        act()
    for offer in Offer.objects.select_related("shop", "version"):
        mark_offered(offer=offer, member=members[0], now=now)

    def declining(key):
        def act():
            decline_offer(offer=Offer.objects.get(pk=key), member=members[0], now=now)
            return "declined"

        return act

    keys = Offer.objects.order_by("-id").values_list("pk", flat=True)
    results = at_once([*map(declining, keys), *offers[25:]])
    assert results["declined"] == 25
    open_fen, sums, check = in_a_thread(
        lambda: (
            200 * Offer.objects.filter(state="approved").count(),
            list(Budget.objects.order_by("id").values_list("reserved_fen", flat=True)),
            check_ledger(shop=shop, now=now),
        ),
    )
    assert open_fen == 200 * results["done"] == sums[0] + sums[1] == sums[2]
    assert check.is_balanced


@pytest.mark.usefixtures("_published")
def test_the_same_click_ten_times_makes_one_offer(at_once, in_a_thread, shop, agent, now):
    case = CaseFactory.create(shop=shop)
    assert at_once([proposing(case, agent, now, key="one")] * 10) == {"done": 10}
    assert in_a_thread(Offer.objects.count) == 1


@pytest.mark.usefixtures("_published")
def test_ten_colleagues_offer_the_same_buyer_once(at_once, in_a_thread, shop, agent, now):
    case = CaseFactory.create(shop=shop)
    acts = [proposing(case, agent, now, key=f"key-{n}") for n in range(10)]
    assert at_once(acts) == {"done": 1, "offer_duplicate": 9}
    assert in_a_thread(Offer.objects.count) == 1


class CountingProvider:
    """Counts the payments it is asked for; list.append is safe between threads."""

    name = "counting"

    def __init__(self):
        self.asked = []

    def pay(self, *, key, amount_fen, remark):  # noqa: ARG002  # the interface is this
        self.asked.append(key)
        return Payment(reference=f"R-{key}")

    def find(self, *, key):  # noqa: ARG002  # the interface is this
        return None


@pytest.fixture
def offered(_published, shop, agent, now):
    BudgetFactory.create(shop=shop, cap_fen=1_000)
    proposing(CaseFactory.create(shop=shop), agent, now)()
    offer = Offer.objects.get()
    mark_offered(offer=offer, member=agent, now=now)
    return offer


def test_twenty_workers_pay_a_payout_once(at_once, in_a_thread, offered, agent, shop, now):
    accept_offer(offer=offered, member=agent, now=now)
    provider = CountingProvider()

    def act():
        payout = Payout.objects.select_related("offer").get()
        return pay(payout=payout, provider=provider, member=None, now=now)

    assert at_once([act] * 20) == {True: 1, False: 19}
    paid = in_a_thread(lambda: LedgerEntry.objects.filter(event="pay").count())
    check = in_a_thread(lambda: check_ledger(shop=shop, now=now))
    assert (len(provider.asked), paid, check.is_balanced) == (1, 2, True)


def test_an_answer_counts_once(at_once, in_a_thread, offered, agent, shop, now):
    def answering(answer):
        def act():
            answer(offer=Offer.objects.get(), member=agent, now=now)
            return "done"

        return act

    results = at_once([answering(accept_offer), answering(decline_offer)] * 5)
    assert results == {"done": 1, "offer_move_refused": 9}
    assert in_a_thread(lambda: check_ledger(shop=shop, now=now)).is_balanced


@pytest.mark.usefixtures("_published")
def test_of_two_deciders_one_decides(at_once, in_a_thread, shop, lead, owner, now):
    BudgetFactory.create(shop=shop, cap_fen=100_000)
    version = PolicyVersionFactory.create(shop=shop, rules=version_to_json(default_policy()))
    OfferFactory.create(
        case__shop=shop,
        state="waiting_approval",
        approver="lead",
        version=version,
    )

    def approving():
        approve_offer(offer=Offer.objects.get(), member=lead, now=now)
        return "done"

    def rejecting():
        reject_offer(offer=Offer.objects.get(), member=owner, word="先换货", now=now)
        return "done"

    assert at_once([approving, rejecting] * 5) == {"done": 1, "offer_move_refused": 9}
    assert in_a_thread(lambda: check_ledger(shop=shop, now=now)).is_balanced


def publishing(version, owner, now):
    def act():
        found = PolicyVersion.objects.select_related("shop").get(pk=version.pk)
        publish_policy(version=found, member=owner, now=now)
        return "published"

    return act


def test_no_offer_is_made_under_a_version_nobody_was_shown(at_once, in_a_thread, shop, owner, now):
    BudgetFactory.create(shop=shop, cap_fen=100_000)
    rules = version_to_json(default_policy())
    old, new = (
        draft_policy(shop=shop, member=owner, rules=rules, name=name, now=now)
        for name in ("旧", "新")
    )
    publish_policy(version=old, member=owner, now=now - dt.timedelta(days=1))
    members = MemberFactory.create_batch(5, shop=shop)
    offers = [
        proposing(case, members[at % 5], now, seen_policy=old.public_id)
        for at, case in enumerate(CaseFactory.create_batch(20, shop=shop))
    ]
    results = at_once([*offers[:10], publishing(new, owner, now), *offers[10:]])
    late = proposing(Case.objects.last(), owner, now, key="late", seen_policy=old.public_id)
    with pytest.raises(OfferRefusedError) as refused:
        in_a_thread(late)
    assert refused.value.reason.code == "policy_changed"
    versions, in_force, check = in_a_thread(
        lambda: (
            list(Offer.objects.values_list("version", flat=True)),
            version_in_force(shop=shop, now=now),
            check_ledger(shop=shop, now=now),
        )
    )
    assert results["published"] == 1
    assert results["done"] + results["policy_changed"] == 20
    assert versions == [old.pk] * results["done"]
    assert (in_force, check.is_balanced, check.entries) == (new, True, 2 * results["done"])


def test_what_is_published_is_what_was_checked(at_once, in_a_thread, shop, owner, now):
    clean, blocked = (version_to_json(default_policy()) for _time in range(2))
    next(rule for rule in blocked["rules"] if rule["remedies"])["remedies"][0]["say"] = (
        "改好评返5元"
    )
    draft = draft_policy(shop=shop, member=owner, rules=clean, name="", now=now)

    def changing():
        found = PolicyVersion.objects.get(pk=draft.pk)
        change_draft(version=found, member=owner, rules=blocked, name="", now=now)
        return "changed"

    results = at_once([publishing(draft, owner, now), changing])
    state, rules = in_a_thread(
        lambda: PolicyVersion.objects.values_list("state", "rules").get(pk=draft.pk)
    )
    assert (results, state, rules) in [
        ({"published": 1, "policy_is_published": 1}, "published", clean),
        ({"wording_money_for_review": 1, "changed": 1}, "draft", blocked),
    ]
