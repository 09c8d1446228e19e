"""The amounts of a draft as fields of a form, named by their path in the policy's JSON."""

from dataclasses import dataclass

from compensation.choices import REMEDY_CHOICES
from compensation.domain.money import format_yuan
from compensation.domain.policy import PolicyVersion, Remedy
from reviews.choices import LEVEL_CHOICES

_KINDS, _LEVELS = dict(REMEDY_CHOICES), dict(LEVEL_CHOICES)


@dataclass(frozen=True, slots=True)
class AmountField:
    """An input: its path and what stands in it, yuan or a number."""

    path: str
    value: str


@dataclass(frozen=True, slots=True)
class RemedyFields:
    """A remedy's inputs in the order of the columns; None where the rule has no such amount."""

    kind: str
    cells: list[AmountField | None]
    approver_path: str
    approver: str


@dataclass(frozen=True, slots=True)
class RuleFields:
    """A rule's remedies as inputs."""

    name: str
    remedies: list[RemedyFields]


def rule_fields(policy: PolicyVersion) -> list[RuleFields]:
    """One entry a rule that offers something."""
    return [
        RuleFields(
            name=rule.name,
            remedies=[
                _fields(f"rules.{at}.remedies.{number}", remedy)
                for number, remedy in enumerate(rule.remedies)
            ],
        )
        for at, rule in enumerate(policy.rules)
        if rule.remedies
    ]


def ceiling_fields(policy: PolicyVersion) -> list[tuple[str, AmountField]]:
    """Level and input of each ceiling."""
    return [
        (str(_LEVELS[ceiling.level.value]), _yuan(f"ceilings.{at}.max_fen", ceiling.max_fen))
        for at, ceiling in enumerate(policy.ceilings)
    ]


def _fields(path: str, remedy: Remedy) -> RemedyFields:
    amount = remedy.amount
    by_severity = amount.by_severity_fen or (None, None, None)
    percent = amount.percent_of_order
    return RemedyFields(
        kind=str(_KINDS[remedy.kind.value]),
        cells=[
            *(
                _maybe(f"{path}.amount.by_severity_fen.{at}", fen)
                for at, fen in enumerate(by_severity)
            ),
            None
            if percent is None
            else AmountField(f"{path}.amount.percent_of_order", f"{percent}"),
            _maybe(f"{path}.amount.up_to_fen", amount.up_to_fen),
            _yuan(f"{path}.approval_above_fen", remedy.approval_above_fen),
        ],
        approver_path=f"{path}.approver",
        approver=remedy.approver.value,
    )


def _maybe(path: str, fen: int | None) -> AmountField | None:
    return None if fen is None else _yuan(path, fen)


def _yuan(path: str, fen: int) -> AmountField:
    return AmountField(path, format_yuan(fen).replace(",", ""))
