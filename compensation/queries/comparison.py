"""Two versions of a policy side by side, in words that can be read aloud."""

from dataclasses import dataclass, fields

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from compensation.choices import REMEDY_CHOICES
from compensation.domain.money import format_yuan
from compensation.domain.policy import Amount, Match, PolicyVersion, Remedy
from compensation.domain.policy_diff import (
    FieldChange,
    PolicyDiff,
    RuleChange,
    RulePair,
    diff_policies,
)
from compensation.queries.matrix import (
    amount_words,
    approval_words,
    condition_words,
    names_of_causes,
    remedy_words,
)
from reviews.choices import LEVEL_CHOICES
from reviews.models import Shop

CHANGES = {
    RuleChange.SAME: gettext_lazy("Same"),
    RuleChange.ADDED: gettext_lazy("New"),
    RuleChange.REMOVED: gettext_lazy("Gone"),
    RuleChange.CHANGED: gettext_lazy("Changed"),
    RuleChange.MOVED: gettext_lazy("Moved"),
}
FIELDS = {
    "causes": gettext_lazy("Causes"),
    "units": gettext_lazy("Departments"),
    "severities": gettext_lazy("Severity"),
    "products": gettext_lazy("Products"),
    "lines": gettext_lazy("Product lines"),
    "tiers": gettext_lazy("Buyer"),
    "channels": gettext_lazy("Channel"),
    "order_fen": gettext_lazy("Order value"),
    "earlier_claims": gettext_lazy("Earlier remedies"),
    "attempts": gettext_lazy("Contacts so far"),
    "in_promotion": gettext_lazy("Promotion"),
    "remedy": gettext_lazy("Remedy"),
    "amount": gettext_lazy("Amount"),
    "approval": gettext_lazy("Approval"),
    "say": gettext_lazy("The agent says"),
    "order_of_remedies": gettext_lazy("Order of the remedies"),
    "repeat_claims": gettext_lazy("Remedies of a buyer before an approval is needed"),
    "repeat_days": gettext_lazy("counted over days"),
    "offer_valid_days": gettext_lazy("Days an offer is valid"),
    "pay_within_days": gettext_lazy("Days until it is paid"),
    "four_eyes_above_fen": gettext_lazy("A second person for a batch above"),
}
_KINDS, _LEVELS = dict(REMEDY_CHOICES), dict(LEVEL_CHOICES)
_CONDITIONS = frozenset(field.name for field in fields(Match))


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field with both sides in words; "" where a side has none."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule on both sides."""

    pair: RulePair
    name: str
    change: str
    whole: list[str]
    fields: list[FieldRow]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of each rule, and ceilings and limits that differ."""

    diff: PolicyDiff
    rules: list[RuleRow]
    others: list[FieldRow]


def compare(before: PolicyVersion, after: PolicyVersion, *, shop: Shop) -> Comparison:
    """The later version's rules in order, with those that went at their old place."""
    diff = diff_policies(before, after)
    causes = names_of_causes(shop)
    return Comparison(
        diff=diff,
        rules=[_rule(pair, causes) for pair in diff.rules],
        others=[*map(_ceiling, diff.ceilings), *(_field(one, causes) for one in diff.limits)],
    )


def _rule(pair: RulePair, causes: dict[str, str]) -> RuleRow:
    is_whole = pair.change in {RuleChange.ADDED, RuleChange.REMOVED}
    rules = [rule for rule in (pair.after, pair.before) if rule is not None][:1]
    whole = [
        words
        for rule in rules
        for words in (*condition_words(rule.match, causes), *map(remedy_words, rule.remedies))
    ]
    return RuleRow(
        pair=pair,
        name=" ".join(rule.name for rule in rules),
        change=str(CHANGES[pair.change]),
        whole=whole if is_whole else [],
        fields=[_field(one, causes) for one in pair.fields],
    )


def _field(change: FieldChange, causes: dict[str, str]) -> FieldRow:
    name = str(FIELDS[change.name])
    kind = f" · {_KINDS[change.kind.value]}" if change.kind is not None else ""
    before, after = (_words(change.name, side, causes) for side in (change.before, change.after))
    return FieldRow(f"{name}{kind}", before, after)


def _ceiling(change: FieldChange) -> FieldRow:
    kind = _KINDS[change.kind.value] if change.kind is not None else ""
    name = _("Ceiling, %(level)s, %(kind)s") % {"level": _LEVELS[change.name], "kind": kind}
    return FieldRow(name, _fen(change.before), _fen(change.after))


def _words(name: str, value: object, causes: dict[str, str]) -> str:
    if name in _CONDITIONS:
        words = condition_words(Match(**{name: value}), causes)  # type: ignore[arg-type]  # its own
        return _("any") if value in (None, frozenset()) else " · ".join(words)
    return _fen(value) if name.endswith("above_fen") else _said(value)


def _said(value: object) -> str:
    match value:
        case Amount():
            return amount_words(value)
        case Remedy():
            return remedy_words(value)
        case (int() as fen, approver):
            return approval_words(fen, str(approver))
        case tuple():
            return ", ".join(str(_KINDS[str(kind)]) for kind in value)
    return "" if value is None else str(value)


def _fen(value: object) -> str:
    return f"¥{format_yuan(value)}" if isinstance(value, int) else ""
