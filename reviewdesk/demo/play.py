"""The demo's staff at work: calls, talks, offers and payments, in the order of time.

Everything goes through the operations the desk itself uses; only the dice are ours.
"""

import datetime as dt
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush

from compensation.domain.policy import Allowed, RemedyKind, evaluate
from compensation.models import Offer
from compensation.operations.answers import accept_offer, decline_offer, expire_offers, mark_offered
from compensation.operations.decisions import approve_offer, reject_offer
from compensation.operations.errors import OfferRefusedError
from compensation.operations.offers import Proposal, propose_offer
from compensation.operations.payouts import sweep_payouts
from compensation.operations.policies import policy_for_use
from compensation.queries.facts import case_facts
from compensation.queries.policies import read_policy
from reviewdesk.demo.story import DESK_ZONE, DemoOrder, talk
from reviews.domain.contact_rules import (
    ContactFacts,
    ContactRules,
    Dial,
    Verdict,
    check_contact,
)
from reviews.domain.outcomes import CONNECTED, Channel, Outcome
from reviews.models import Case, Member, Shop
from reviews.operations.attempts import record_attempt
from reviews.operations.case_states import CaseFact, close_case, set_fact
from reviews.queries.calendars import calendar_of

_UNANSWERED = (*[Outcome.NO_ANSWER] * 8, Outcome.BUSY, Outcome.REJECTED, Outcome.SWITCHED_OFF)
_MOST_DIALS = 3
#: Of ten people who name a time, so many answer then.
_KEEPS_ITS_TIME = 0.8
#: What was asked for in the last days waits for whoever tries the demo.
_LEFT_TO_DECIDE = dt.timedelta(days=4)
_SHARE = {"solved": 0.72, "offered": 0.62, "beyond": 0.25, "accepted": 0.82, "changed": 0.22}

Step = Callable[[dt.datetime], None]


@dataclass(slots=True)
class Play:
    """A queue of steps by time; each step may queue others."""

    shop: Shop
    people: Mapping[str, Member]
    orders: Mapping[str, DemoOrder]
    seed: int
    until: dt.datetime
    #: What buyers did to their reviews afterwards: order number and the day it shows.
    changes: list[tuple[dt.datetime, str]] = field(default_factory=list)
    _steps: list[tuple[dt.datetime, int, Step]] = field(default_factory=list)
    _count: int = 0

    def at(self, moment: dt.datetime, step: Step) -> None:
        """Queue a step; what lies after the demo's end never happens."""
        if moment < self.until:
            self._count += 1
            heappush(self._steps, (moment, self._count, step))

    def run(self) -> None:
        """Take every step in the order of time."""
        while self._steps:
            moment, _number, step = heappop(self._steps)
            step(moment)

    def open_cases(self, moment: dt.datetime) -> None:
        """Plan the first call of every case that came in just now."""
        fresh = Case.objects.filter(shop=self.shop, opened_at=moment, status="open")
        for case in fresh.select_related("buyer", "shop__settings", "review").order_by("pk"):
            order = self.orders[case.review.order_number]
            dice = random.Random(f"{self.seed}:{order.number}")  # noqa: S311  # a story
            worker = _Worker(self, case, order, dice)
            self.at(
                _hour_on(moment, order.buyer.free_hour, dice, days=dice.choice((0, 0, 0, 1, 2))),
                worker.call,
            )

    def evening(self, moment: dt.datetime) -> None:
        """Once a day: due payouts are paid, unanswered offers run out."""
        sweep_payouts(now=moment)
        expire_offers(now=moment)

    def agent(self, dice: random.Random) -> Member:
        return self.people[dice.choice(("agent", "agent2", "agent3"))]


@dataclass(slots=True)
class _Worker:
    """One case in the hands of the demo's staff."""

    play: Play
    case: Case
    order: DemoOrder
    dice: random.Random
    dials: list[Dial] = field(default_factory=list)
    promised_at: dt.datetime | None = None

    def _is_open(self) -> bool:
        return Case.objects.filter(pk=self.case.pk, status__in=["open", "waiting"]).exists()

    def _verdict(self, moment: dt.datetime) -> Verdict:
        """The contact rules on what the demo itself knows: who it dialled, and when."""
        return check_contact(
            moment,
            rules=ContactRules(),
            facts=ContactFacts(
                region=self.order.buyer.province,
                dials=tuple(self.dials),
                dials_of_case=len(self.dials),
                has_phone=True,
            ),
            calendar=calendar_of(self.play.shop),
        )

    def call(self, moment: dt.datetime) -> None:
        """Dial once if the rules allow it, else at the next allowed moment."""
        if not self._is_open():
            return
        verdict = self._verdict(moment)
        if not verdict.allowed:
            if verdict.next_allowed is not None and verdict.next_allowed > moment:
                self.play.at(
                    verdict.next_allowed + dt.timedelta(minutes=self.dice.randrange(50)), self.call
                )
            return
        outcome = self._outcome(moment)
        self.dials.append(Dial(moment, is_connected=outcome in CONNECTED))
        promised = outcome is Outcome.PROMISED_TIME
        self.promised_at = _hour_on(moment, 19, self.dice, days=1) if promised else None
        record_attempt(
            case=self.case,
            member=self.play.agent(self.dice),
            channel=Channel.PHONE,
            outcome=outcome,
            now=moment,
            idempotency_key=f"demo-{self.case.pk}-{len(self.dials)}",
            ring_seconds=self._ring(outcome),
            note=self._note(outcome),
            promised_at=self.promised_at,
        )
        self._follow(outcome, moment)

    def _outcome(self, moment: dt.datetime) -> Outcome:
        """People answer near their own free hour, and mostly when they said they would.

        Patience decides how it goes then.
        """
        hour = moment.astimezone(DESK_ZONE).hour
        reach = 0.26 + (0.32 if abs(hour - self.order.buyer.free_hour) <= 1 else 0.0)
        if self.promised_at is not None:
            reach = _KEEPS_ITS_TIME
        if self.dice.random() > reach:
            return (
                Outcome.WRONG_NUMBER
                if self.dice.random() < 0.015
                else self.dice.choice(_UNANSWERED)
            )
        rest = self.dice.random() * (0.45 + self.order.buyer.patience)
        if rest < 0.012:
            return Outcome.ABUSIVE
        if rest < 0.04:
            return Outcome.REFUSED_CONTACT
        if rest < 0.10:
            return Outcome.HUNG_UP
        return Outcome.PROMISED_TIME if rest < 0.18 else Outcome.ANSWERED

    def _ring(self, outcome: Outcome) -> int | None:
        """Who answers does so soon; nobody is given up before the 25 seconds are over."""
        if outcome in {Outcome.WRONG_NUMBER, Outcome.SWITCHED_OFF}:
            return None
        return (
            self.dice.randrange(25, 36)
            if outcome is Outcome.NO_ANSWER
            else self.dice.randrange(5, 22)
        )

    def _note(self, outcome: Outcome) -> str:
        words = talk()
        match outcome:
            case Outcome.ANSWERED:
                return self.dice.choice(words["notes_solved"])
            case Outcome.PROMISED_TIME:
                return self.dice.choice(words["notes_open"])
            case Outcome.REFUSED_CONTACT:
                return self.dice.choice(words["notes_refused"])
            case Outcome.ABUSIVE:
                return self.dice.choice(words["notes_abusive"])
            case _:
                return ""

    def _follow(self, outcome: Outcome, moment: dt.datetime) -> None:
        match outcome:
            case Outcome.ANSWERED:
                self._talk(moment)
            case Outcome.PROMISED_TIME if self.promised_at is not None:
                self.play.at(self.promised_at + dt.timedelta(minutes=5), self.call)
            case Outcome.REFUSED_CONTACT | Outcome.ABUSIVE:
                return
            case _ if outcome is not Outcome.WRONG_NUMBER and len(self.dials) < _MOST_DIALS:
                hour = self.dice.choice((10, 12, 15, 18, 19, 20))
                self.play.at(_hour_on(moment, hour, self.dice, days=1), self.call)
            case _:
                self.play.at(moment + dt.timedelta(days=1), self._give_up)

    def _give_up(self, moment: dt.datetime) -> None:
        self._close("unreachable", moment)

    def _talk(self, moment: dt.datetime) -> None:
        if self.dice.random() > _SHARE["solved"]:
            hour = self.dice.choice((11, 16, 19))
            again = self.call if len(self.dials) < _MOST_DIALS else self._not_solved
            self.play.at(_hour_on(moment, hour, self.dice, days=1), again)
            return
        member = self.play.agent(self.dice)
        after = moment + dt.timedelta(minutes=6)
        set_fact(case=self.case, fact=CaseFact.SOLVED, member=member, now=after)
        if self.dice.random() < _SHARE["offered"]:
            self.play.at(after, self._offer)
        if self.dice.random() < _SHARE["changed"]:
            self.play.changes.append((moment + dt.timedelta(days=2), self.order.number))
        self.play.at(moment + dt.timedelta(days=2, hours=2), self._done)

    def _not_solved(self, moment: dt.datetime) -> None:
        self._close("not_solved", moment)

    def _done(self, moment: dt.datetime) -> None:
        self._close("solved", moment)

    def _close(self, reason: str, moment: dt.datetime) -> None:
        undecided = Offer.objects.filter(case=self.case, state="waiting_approval")
        if self._is_open() and not undecided.exists():
            close_case(case=self.case, member=self.play.people["lead"], reason=reason, now=moment)

    def _offer(self, moment: dt.datetime) -> None:
        """Offer what the policy allows; now and then more, which somebody must approve."""
        case = self.case
        policy = read_policy(policy_for_use(shop=self.play.shop, now=moment))
        facts = case_facts(case=case, now=moment, repeat_days=policy.limits.repeat_days)
        options = evaluate(policy, facts).options
        if not options:
            return
        option = self._pick(options)
        is_beyond = option.kind is RemedyKind.CASH and self.dice.random() < _SHARE["beyond"]
        amount = round(option.max_fen * 1.6) if is_beyond else option.max_fen
        try:
            offer = propose_offer(
                case=case,
                member=self.play.agent(self.dice),
                proposal=Proposal(
                    kind=option.kind.value,
                    amount_fen=amount,
                    asked_reason="老客户，第二次遇到同样的问题" if is_beyond else "",
                ),
                idempotency_key=f"demo-offer-{self.case.pk}",
                now=moment,
            )
        except OfferRefusedError:
            return
        if offer.state == "waiting_approval":
            if moment > self.play.until - _LEFT_TO_DECIDE:
                return
            self.play.at(moment + dt.timedelta(hours=self.dice.randint(3, 26)), self._decide)
        else:
            self.play.at(moment + dt.timedelta(minutes=2), self._speak)

    def _pick(self, options: tuple[Allowed, ...]) -> Allowed:
        weights = [5 if option.kind is RemedyKind.CASH else 1 for option in options]
        return self.dice.choices(options, weights)[0]

    def _open_offer(self, *states: str) -> Offer | None:
        found = Offer.objects.select_related("version", "case", "shop", "proposed_by")
        return found.filter(case=self.case, state__in=states).first()

    def _decide(self, moment: dt.datetime) -> None:
        offer = self._open_offer("waiting_approval")
        if offer is None:
            return
        member = self.play.people["owner" if offer.approver == "owner" else "lead"]
        if self.dice.random() < 0.75:
            try:
                approve_offer(offer=offer, member=member, now=moment)
            except OfferRefusedError:
                pass  # a refund came in between: no, then
            else:
                self.play.at(moment + dt.timedelta(minutes=40), self._speak)
                return
        reject_offer(offer=offer, member=member, now=moment, word="按政策给就好，问题已经解决")

    def _speak(self, moment: dt.datetime) -> None:
        offer = self._open_offer("approved")
        if offer is None:
            return
        mark_offered(offer=offer, member=offer.proposed_by, now=moment)
        luck = self.dice.random()
        answered_at = moment + dt.timedelta(minutes=2)
        if luck < _SHARE["accepted"]:
            accept_offer(offer=offer, member=offer.proposed_by, now=answered_at)
        elif luck < 0.94:
            decline_offer(offer=offer, member=offer.proposed_by, now=answered_at)


def _hour_on(moment: dt.datetime, hour: int, dice: random.Random, *, days: int) -> dt.datetime:
    """Some minute of an hour, ``days`` later; at least a quarter of an hour from now."""
    local = moment.astimezone(DESK_ZONE) + dt.timedelta(days=days)
    wished = local.replace(hour=hour, minute=dice.randrange(60), second=dice.randrange(60))
    return max(wished, moment + dt.timedelta(minutes=15))
