"""What the policy's form shows of each rule, and real cases it is tried on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from compensation.choices import REMEDY_CHOICES, TIER_CHOICES
from compensation.domain.money import format_yuan
from compensation.domain.policy import PolicyVersion, Rule, Span
from compensation.domain.policy_checks import check_policy
from compensation.domain.replay import Example
from compensation.queries.matrix import RemedyRow, matrix_of, names_of_causes
from compensation.reasons import SEVERITY_CHOICES
from reviews.choices import CHANNEL_CHOICES, UNIT_CHOICES
from reviews.models import Case, Product, Shop
from reviews.reasons import render

_KINDS = dict(REMEDY_CHOICES)
_SPANS = (
    ("order_fen", _("Order value, yuan")),
    ("earlier_claims", _("Earlier remedies of the buyer")),
    ("attempts", _("Contacts so far")),
)
_COMPLAINT = 60


@dataclass(frozen=True, slots=True)
class Ticks:
    """A set of a rule as boxes to tick: (value, name, ticked), and the ticked names in a line."""

    options: list[tuple[str, str, bool]]

    @property
    def chosen(self) -> str:
        """What is ticked, "" for nothing."""
        return " · ".join(name for _value, name, is_on in self.options if is_on)


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of a rule in words."""

    weight: str
    words: str


@dataclass(frozen=True, slots=True)
class EditorRow:
    """A rule in words and as fields."""

    position: int
    name: str
    conditions: list[str]
    remedies: list[RemedyRow]
    problems: list[Finding]
    sets: list[tuple[str, object, Ticks]]
    spans: list[tuple[str, object, str, str]]

    @property
    def is_new(self) -> bool:
        """A rule just added has no name yet."""
        return not self.name


@dataclass(frozen=True, slots=True)
class ExampleWords:
    """A real case in words, masked as everywhere; amounts in fen."""

    cause: str
    complaint: str
    level: str
    order_fen: int | None
    would_kind: str
    now_kind: str


def editor_rows(policy: PolicyVersion, *, shop: Shop) -> list[tuple[EditorRow, Rule]]:
    """Each rule with its words, problems and fields, in order."""
    problems = check_policy(policy)
    choices = _choices(policy, shop)
    return [
        (
            EditorRow(
                position=row.position,
                name=row.name,
                conditions=row.conditions,
                remedies=row.remedies,
                problems=[
                    Finding(one.weight.value, render(one.reason))
                    for one in problems
                    if one.rule_position == row.position
                ],
                sets=[(name, label, _ticks(rule, name, known)) for name, label, known in choices],
                spans=[(name, label, *_ends(rule, name)) for name, label in _SPANS],
            ),
            rule,
        )
        for row, rule in zip(matrix_of(policy, shop=shop), policy.rules, strict=True)
    ]


_Choices = list[tuple[str, object, list[tuple[str, str]]]]


def _choices(policy: PolicyVersion, shop: Shop) -> _Choices:
    """What can be ticked by condition; what a rule names beyond the shop's own stays to be seen."""
    lines = Product.objects.filter(shop=shop).exclude(line="").values_list("line", flat=True)
    named = {line for rule in policy.rules for line in rule.match.lines}
    causes = {code: code for rule in policy.rules for code in rule.match.causes}
    known = {line: line for line in sorted({*lines.distinct(), *named})}
    return [
        ("causes", _("Causes"), _named({**causes, **names_of_causes(shop)}.items())),
        ("units", _("Departments"), _named(UNIT_CHOICES)),
        ("severities", _("Severity"), _named(SEVERITY_CHOICES)),
        ("lines", _("Product lines"), _named(known.items())),
        ("tiers", _("Buyer"), _named(TIER_CHOICES)),
        ("channels", _("Channel of the latest contact"), _named(CHANNEL_CHOICES)),
    ]


def _named(pairs: Iterable[tuple[str, object]]) -> list[tuple[str, str]]:
    return [(value, str(name)) for value, name in pairs]


def _ticks(rule: Rule, name: str, known: Sequence[tuple[str, str]]) -> Ticks:
    wanted = {str(one) for one in getattr(rule.match, name)}
    return Ticks([(value, label, value in wanted) for value, label in known])


def _ends(rule: Rule, name: str) -> tuple[str, str]:
    span: Span | None = getattr(rule.match, name)
    if span is None:
        return "", ""
    low, high = (_end(end, is_money=name.endswith("_fen")) for end in (span.at_least, span.at_most))
    return low, high


def _end(value: int | None, *, is_money: bool) -> str:
    if value is None:
        return ""
    return format_yuan(value).replace(",", "") if is_money else str(value)


def words_of(examples: Sequence[Example], *, shop: Shop) -> list[tuple[Example, ExampleWords]]:
    """The examples with what a person knows each case by; one query for all."""
    keys = [example.key for example in examples]
    cases = Case.objects.filter(shop=shop, public_id__in=keys).select_related("review")
    found = {case.public_id: case for case in cases}
    causes = names_of_causes(shop)
    return [
        (example, _words(example, found[example.key], causes))
        for example in examples
        if example.key in found
    ]


def _words(example: Example, case: Case, causes: dict[str, str]) -> ExampleWords:
    facts = example.facts
    return ExampleWords(
        cause=causes.get(facts.cause or "", facts.cause or "—"),
        complaint=case.review.content[:_COMPLAINT],
        level=facts.level.value,
        order_fen=facts.order_amount_fen,
        would_kind=str(_KINDS.get(example.would_kind, "")),
        now_kind=str(_KINDS.get(example.now_kind, "")),
    )
