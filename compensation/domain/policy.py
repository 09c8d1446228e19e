"""What may be offered in a case: rules read from the top, and the reason of every amount.

The rating is no condition of a rule: it can only set a ceiling. Amounts come from the cause, its
severity and the value of the order, so that two buyers with the same trouble get the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from reviews.domain.levels import Level
from reviews.domain.reason import Parameter, Reason

#: Version of `evaluate`; offers store it inside their reason's policy version.
EVALUATION_VERSION = 1
MILD, SERIOUS, HARMFUL = SEVERITIES = (1, 2, 3)


class RemedyKind(StrEnum):
    """What a buyer can be given."""

    CASH = "cash"
    COUPON = "coupon"
    FREE_SHIPPING = "free_shipping"
    MEMBER_LEVEL = "member_level"
    GIFT = "gift"
    REFUND = "refund"
    REPLACEMENT = "replacement"


#: These put money into the buyer's hand, so an amount of nothing is no remedy.
MONEY_KINDS = frozenset({RemedyKind.CASH, RemedyKind.COUPON, RemedyKind.REFUND})


class Approver(StrEnum):
    """Who decides an offer beyond the limit; an owner may always stand in for a lead."""

    LEAD = "lead"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Span:
    """A closed range of whole numbers; None leaves a side open."""

    at_least: int | None = None
    at_most: int | None = None

    def __contains__(self, value: int) -> bool:
        above = self.at_least is None or value >= self.at_least
        return above and (self.at_most is None or value <= self.at_most)


@dataclass(frozen=True, slots=True)
class Match:
    """When a rule applies. An empty set and None leave that side open.

    ``lines`` are the shop's product lines, ``tiers`` those of `buyer_tier`, ``channels`` the one of
    the latest contact.
    """

    causes: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    severities: frozenset[int] = frozenset()
    products: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    order_fen: Span | None = None
    earlier_claims: Span | None = None
    attempts: Span | None = None
    in_promotion: bool | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """The lowest of what is given: fen by severity (mild, serious, harmful), percent, ceiling."""

    by_severity_fen: tuple[int, int, int] | None = None
    percent_of_order: int | None = None
    up_to_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Remedy:
    """One thing a rule allows; above ``approval_above_fen`` the approver decides first."""

    kind: RemedyKind
    amount: Amount
    approval_above_fen: int
    approver: Approver
    say: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the matrix. Without remedies it says that nothing is offered."""

    name: str
    match: Match
    remedies: tuple[Remedy, ...]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most of these kinds a review of this level, or these stars, may bring; 0 is none."""

    level: Level
    kinds: frozenset[RemedyKind]
    max_fen: int
    stars: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that hold beside the rules, in whole days and counts.

    A batch of payouts above ``four_eyes_above_fen`` leaves only after a second person approved it;
    None asks nobody.
    """

    repeat_claims: int
    repeat_days: int
    offer_valid_days: int
    pay_within_days: int
    four_eyes_above_fen: int | None = None


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A whole policy: rules from the top, ceilings by level, limits."""

    rules: tuple[Rule, ...]
    ceilings: tuple[Ceiling, ...]
    limits: Limits


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the policy may know of a case. Amounts in fen; None where the desk does not know.

    ``given_fen`` is what offers for the same order already promise; nothing here says what the
    buyer does with the review.
    """

    level: Level
    stars: int | None = None
    cause: str | None = None
    unit: str | None = None
    severity: int = MILD
    order_amount_fen: int | None = None
    given_fen: int = 0
    product: str = ""
    line: str = ""
    tier: str = ""
    channel: str = ""
    earlier_claims: int = 0
    attempts: int = 0
    in_promotion: bool = False
    suspected_extortion: bool = False


@dataclass(frozen=True, slots=True)
class Allowed:
    """One remedy the agent may offer now, up to ``max_fen``."""

    kind: RemedyKind
    max_fen: int
    approval_above_fen: int
    approver: Approver
    say: str
    rule_position: int
    because: Reason


@dataclass(frozen=True, slots=True)
class Answer:
    """What may be offered, and why not more."""

    options: tuple[Allowed, ...]
    refused: tuple[Reason, ...]

    def option(self, kind: RemedyKind) -> Allowed | None:
        """The allowed remedy of that kind, or None."""
        return next((option for option in self.options if option.kind == kind), None)


def evaluate(version: PolicyVersion, facts: CaseFacts) -> Answer:
    """Suspected extortion first, then the first rule that matches, then its remedies in turn."""
    if facts.suspected_extortion:
        return Answer((), (Reason("offer_held"),))
    for position, rule in enumerate(version.rules, start=1):
        if matches(rule.match, facts):
            return _answer(version, rule, position, facts)
    return Answer((), (Reason("no_rule_matches"),))


def approval_needed(option: Allowed | None, amount_fen: int) -> Approver | None:
    """Who must decide before that amount is spoken; beyond the policy it is the owner."""
    if option is None or amount_fen > option.max_fen:
        return Approver.OWNER
    return option.approver if amount_fen > option.approval_above_fen else None


def matches(match: Match, facts: CaseFacts) -> bool:
    """Whether all sides of the match hold; an unknown order value matches no span."""
    return (
        _among(match.causes, facts.cause)
        and _among(match.units, facts.unit)
        and _among(match.severities, facts.severity)
        and _among(match.products, facts.product)
        and _among(match.lines, facts.line)
        and _among(match.tiers, facts.tier)
        and _among(match.channels, facts.channel)
        and _within(match.order_fen, facts.order_amount_fen)
        and _within(match.earlier_claims, facts.earlier_claims)
        and _within(match.attempts, facts.attempts)
        and match.in_promotion in (None, facts.in_promotion)
    )


def _among(wanted: frozenset[str] | frozenset[int], found: str | int | None) -> bool:
    return not wanted or found in wanted


def _within(span: Span | None, value: int | None) -> bool:
    return span is None or (value is not None and value in span)


def _answer(version: PolicyVersion, rule: Rule, position: int, facts: CaseFacts) -> Answer:
    options: list[Allowed] = []
    refused: list[Reason] = []
    for remedy in rule.remedies:
        if _is_ruled_out(version, remedy.kind, facts):
            refused.append(Reason("ruled_out_by_ceiling", {"kind": remedy.kind.value}))
            continue
        bounds = list(_bounds(version, remedy, facts))
        if not bounds:
            refused.append(Reason("order_amount_unknown", {"kind": remedy.kind.value}))
            continue
        max_fen, limit = min(bounds, key=lambda bound: bound[0])
        if max_fen <= 0 and remedy.kind in MONEY_KINDS:
            refused.append(Reason("nothing_left", {"kind": remedy.kind.value}))
            continue
        options.append(_allowed(remedy, position, max(max_fen, 0), _because(rule, facts, limit)))
    if not rule.remedies:
        refused.append(Reason("rule_offers_nothing", {"rule": rule.name}))
    return Answer(tuple(options), tuple(refused))


def _allowed(remedy: Remedy, position: int, max_fen: int, because: Reason) -> Allowed:
    return Allowed(
        kind=remedy.kind,
        max_fen=max_fen,
        approval_above_fen=min(remedy.approval_above_fen, max_fen),
        approver=remedy.approver,
        say=remedy.say,
        rule_position=position,
        because=because,
    )


def _bounds(version: PolicyVersion, remedy: Remedy, facts: CaseFacts) -> Iterator[tuple[int, str]]:
    """Every bound on the amount, as (fen, name); empty where only an unknown order could tell.

    The names are the ``limit`` of the reason; on a tie the first one speaks.
    """
    amount, order_fen = remedy.amount, facts.order_amount_fen
    only_percent = amount.percent_of_order is not None and amount.by_severity_fen is None
    if only_percent and order_fen is None:
        return
    if amount.by_severity_fen is not None:
        yield amount.by_severity_fen[facts.severity - 1], "severity"
    if amount.percent_of_order is not None and order_fen is not None:
        yield order_fen * amount.percent_of_order // 100, "percent"
    if amount.up_to_fen is not None:
        yield amount.up_to_fen, "rule"
    for ceiling in version.ceilings:
        if remedy.kind in ceiling.kinds and _caps(ceiling, facts):
            yield ceiling.max_fen, "ceiling"
    if order_fen is not None:
        yield order_fen - facts.given_fen, "order"


def _is_ruled_out(version: PolicyVersion, kind: RemedyKind, facts: CaseFacts) -> bool:
    none = (one for one in version.ceilings if kind in one.kinds and one.max_fen == 0)
    return any(_caps(one, facts) for one in none)


def _caps(ceiling: Ceiling, facts: CaseFacts) -> bool:
    return ceiling.level == facts.level and _among(ceiling.stars, facts.stars)


def _because(rule: Rule, facts: CaseFacts, limit: str) -> Reason:
    cause, severity = facts.cause or "", facts.severity
    params: dict[str, Parameter] = {"rule": rule.name, "cause": cause, "severity": severity}
    return Reason(f"amount_by_{limit}", params)
