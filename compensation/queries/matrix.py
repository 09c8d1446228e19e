"""A policy as rows that can be read aloud: when, what, how much, who decides."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from compensation.choices import APPROVER_CHOICES, REMEDY_CHOICES, TIER_CHOICES
from compensation.domain.money import format_yuan
from compensation.domain.policy import (
    Amount,
    Ceiling,
    Match,
    PolicyVersion,
    Remedy,
    RemedyKind,
    Span,
)
from compensation.reasons import SEVERITY_CHOICES
from reviews.choices import CHANNEL_CHOICES, UNIT_CHOICES
from reviews.domain.causes.tree import SUSPECTED_ABUSE
from reviews.models import Cause, Shop

_REMEDIES, _APPROVERS = dict(REMEDY_CHOICES), dict(APPROVER_CHOICES)
_SEVERITIES, _UNITS = dict(SEVERITY_CHOICES), dict(UNIT_CHOICES)
_CHANNELS, _TIERS = dict(CHANNEL_CHOICES), dict(TIER_CHOICES)


@dataclass(frozen=True, slots=True)
class RemedyRow:
    """One remedy in words."""

    position: int
    kind: str
    amount: str
    approval: str
    remedy: Remedy


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule in words."""

    position: int
    name: str
    conditions: list[str]
    remedies: list[RemedyRow]


def matrix_of(policy: PolicyVersion, *, shop: Shop) -> list[RuleRow]:
    """The rules in order, causes by the shop's own names."""
    causes = names_of_causes(shop)
    return [
        RuleRow(
            position=position,
            name=rule.name,
            conditions=condition_words(rule.match, causes),
            remedies=[_remedy(at, remedy) for at, remedy in enumerate(rule.remedies, start=1)],
        )
        for position, rule in enumerate(policy.rules, start=1)
    ]


def names_of_causes(shop: Shop) -> dict[str, str]:
    """What the shop calls its causes, by code."""
    # Suspected abuse is a hint and no cause of a shop's tree, but the policy names it.
    known = {cause.code: cause.label for cause in Cause.objects.filter(shop=shop)}
    return {SUSPECTED_ABUSE: _("Suspected abuse"), **known}


def remedy_words(remedy: Remedy) -> str:
    """A remedy in one line."""
    row = _remedy(0, remedy)
    return f"{row.kind} {row.amount}; {row.approval}"


def _remedy(position: int, remedy: Remedy) -> RemedyRow:
    return RemedyRow(
        position=position,
        kind=str(_REMEDIES[remedy.kind.value]),
        amount=amount_words(remedy.amount),
        approval=approval_words(remedy.approval_above_fen, remedy.approver.value),
        remedy=remedy,
    )


def ceiling_words(ceiling: Ceiling) -> str:
    """What a rating caps: stars where they are named, kinds, and the most."""
    stars = ", ".join(str(star) for star in sorted(ceiling.stars))
    kinds = " · ".join(str(_REMEDIES[kind.value]) for kind in RemedyKind if kind in ceiling.kinds)
    most = _("none") if ceiling.max_fen == 0 else f"¥{format_yuan(ceiling.max_fen)}"
    words = _("%(stars)s stars: %(kinds)s %(most)s") if stars else "%(kinds)s %(most)s"
    return words % {"stars": stars, "kinds": kinds, "most": most}


def approval_words(above_fen: int, approver: str) -> str:
    """From which amount on who decides."""
    who = _APPROVERS[approver]
    return _("above ¥%(amount)s: %(who)s") % {"amount": format_yuan(above_fen), "who": who}


def amount_words(amount: Amount) -> str:
    """What bounds an amount."""
    parts = []
    if amount.by_severity_fen is not None:
        if len(set(amount.by_severity_fen)) == 1:
            parts.append(f"¥{format_yuan(amount.by_severity_fen[0])}")
        else:
            parts.append(" / ".join(f"¥{format_yuan(fen)}" for fen in amount.by_severity_fen))
    if amount.percent_of_order is not None:
        parts.append(_("%(percent)s%% of the order") % {"percent": amount.percent_of_order})
    if amount.up_to_fen is not None:
        parts.append(_("up to ¥%(amount)s") % {"amount": format_yuan(amount.up_to_fen)})
    if len(parts) == 1:
        return parts[0]
    return _("the lowest of: %(amounts)s") % {"amounts": "; ".join(parts)}


def condition_words(match: Match, causes: Mapping[str, str]) -> list[str]:
    """When a rule applies, a phrase a side."""
    words = [
        " · ".join(sorted(causes.get(code, code) for code in match.causes)),
        " · ".join(sorted(str(_UNITS.get(unit, unit)) for unit in match.units)),
        " · ".join(str(_SEVERITIES[str(one)]) for one in sorted(match.severities)),
        " · ".join(sorted(match.products)),
        " · ".join(sorted(match.lines)),
        " · ".join(sorted(str(_TIERS.get(tier, tier)) for tier in match.tiers)),
        " · ".join(sorted(str(_CHANNELS.get(one, one)) for one in match.channels)),
        _span(match.order_fen, _("order %(range)s"), money=True),
        _span(match.earlier_claims, _("earlier claims %(range)s")),
        _span(match.attempts, _("contacts %(range)s")),
        {None: "", True: _("in a promotion"), False: _("outside promotions")}[match.in_promotion],
    ]
    return [word for word in words if word] or [_("all other cases")]


def _span(span: Span | None, words: str, *, money: bool = False) -> str:
    if span is None:
        return ""
    low, high = (_bound(value, money=money) for value in (span.at_least, span.at_most))
    return words % {"range": f"{low or 0}–{high}" if high else f"≥ {low}"}


def _bound(value: int | None, *, money: bool) -> str:
    if value is None:
        return ""
    return f"¥{format_yuan(value)}" if money else str(value)
