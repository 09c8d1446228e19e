"""From a policy to its proof: set, offered, approved on a phone, paid in a batch, printed."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from compensation.models import Offer, PayoutBatch, PolicyVersion
from compensation.queries.checks import ledger_findings
from reviews.models import Case, Member, Shop
from tests.factories import BudgetFactory, CaseFactory, CauseFactory, ReviewCauseFactory
from tests.journeys.conftest import AT, Quiet, Sit
from tests.journeys.person import PASSWORD, Person
from tests.journeys.test_walk_in_browser import propose

pytestmark = [pytest.mark.django_db(transaction=True)]
WHY = "壶底漏水，运费也是买家出的"


@pytest.fixture
def cases(quiet: Quiet, shop: Shop, agent: Member, lead: Member, owner: Member) -> list[Case]:
    """Three buyers whose kettles leak, and a budget for them."""
    with quiet():
        for member in (agent, lead, owner):
            member.user.set_password(PASSWORD)
            member.user.save()
        BudgetFactory.create(
            shop=shop, cap_fen=10_000, starts_on=AT.date().replace(day=1), ends_on=AT.date()
        )
        cause = CauseFactory.create(shop=shop)
        cases = CaseFactory.create_batch(3, shop=shop, opened_at=AT)
        for case in cases:
            ReviewCauseFactory.create(review=case.review, cause=cause)
        return cases


def test_a_policy_is_set_offered_approved_paid_in_a_batch_and_proven(
    sit: Sit, quiet: Quiet, shop: Shop, cases: list[Case], tmp_path: Path
) -> None:
    at = f"/s/{shop.code}/compensation/"
    owner = sit("owner")
    publish_with_less(owner, at, quiet)
    agent = sit("agent")
    for case, yuan in zip(cases, ["4.50", "8", "9"], strict=True):
        agent.go(f"/s/{shop.code}/cases/{case.public_id}/")
        propose(agent, yuan, WHY)
    decider = sit("owner", width=390, height=844)
    approve_both(decider, at)
    for case in cases:
        agent.go(f"/s/{shop.code}/cases/{case.public_id}/")
        agent.find('#offers button[name="act"][value="offered"]').first.click()
        agent.find('#offers button[name="act"][value="accept"]').first.click()
        expect(agent.find('#offers button[value="accept"]')).to_have_count(0)
    pay_in_a_batch(sit("lead"), at, quiet, tmp_path)
    with quiet():
        assert sorted(Offer.objects.values_list("state", "amount_fen")) == [
            ("paid", 450),
            ("paid", 800),
            ("paid", 900),
        ]
        assert ledger_findings(shop=shop) == []
    prove(owner, at)


def publish_with_less(owner: Person, at: str, quiet: Quiet) -> None:
    """A draft: 6 yuan become 5, tried on the three cases while typed, then in force."""
    owner.go(f"{at}policy/")
    owner.find("#draft-name").fill("降一档")
    owner.find("form[action$='/policy/draft/'] button").click()
    owner.find("#rule-4 > summary").click()
    owner.find('input[name="r4.m0.serious"]').fill("5")
    expect(owner.find("#try li a")).to_have_count(3)
    owner.find("#policy-form button.btn--primary").click()
    expect(owner.find("#try .warn").first).to_contain_text("6.00")
    owner.find("form[action$='/publish/'] button[type='submit']").click()
    owner.page.wait_for_url(f"**{at}policy/")
    with quiet():
        assert PolicyVersion.objects.get(state="published").name == "降一档"


def approve_both(decider: Person, at: str) -> None:
    """Two offers beyond the policy wait; both are ticked and approved with one press."""
    decider.go(f"{at}approvals/")
    boxes = decider.find('input[name="offer"]')
    expect(boxes).to_have_count(2)
    for place in range(2):
        boxes.nth(place).check()
    decider.find("#several input[name=word]").fill("破损严重，同意")
    decider.find("#several button").click()
    expect(decider.find("article.card")).to_have_count(0)


def pay_in_a_batch(lead: Person, at: str, quiet: Quiet, folder: Path) -> None:
    """Gathered, exported, fetched; the page's answer is looked at before it is booked."""
    lead.go(f"{at}batches/new/")
    lead.find("form.card button.btn--primary").click()
    lead.find('button[value="export"]').click()
    expect(lead.find(".file-row")).to_have_count(2)
    with lead.page.expect_download() as fetched:
        lead.find(".file-row button").first.click()
    assert Path(fetched.value.path()).stat().st_size > 0
    lead.find("#id_file").set_input_files(answer(quiet, folder))
    lead.find('form[action$="/result/"] button').click()
    lead.find('button[value="book"]').click()
    lead.go(f"{at}batches/")
    expect(lead.find("table")).to_contain_text("21.50")


def answer(quiet: Quiet, folder: Path) -> Path:
    """What the payment page says: every line paid."""
    path = folder / "result.csv"
    with quiet():
        lines = list(PayoutBatch.objects.get().lines.order_by("position"))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["商户流水号", "状态", "金额", "失败原因", "支付宝流水号"])
        for line in lines:
            writer.writerow(
                [line.key, "成功", f"{line.amount_fen / 100:.2f}", "", f"{line.pk:016d}"]
            )
    return path


def prove(owner: Person, at: str) -> None:
    """The proof of a payment is a PDF, and the period's report says that reviews stayed."""
    owner.go(f"{at}payouts/?state=paid")
    owner.find("a[href$='/proof/']").first.click()
    with owner.page.expect_download() as fetched:
        owner.find("a[href$='/proof/pdf/']").click()
    assert Path(fetched.value.path()).read_bytes()[:5] == b"%PDF-"
    owner.go(f"{at}period/")
    expect(owner.find("main")).to_contain_text("21.50")
