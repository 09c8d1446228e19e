"""How grave a trouble is: from its cause, and from how much else went wrong with it."""

from compensation.domain.policy import HARMFUL, MILD, SERIOUS

SEVERITY_VERSION = 1
_HARMFUL = frozenset({"safety_health", "counterfeit"})
_SERIOUS = frozenset(
    {"quality_defect", "damaged_on_arrival", "freshness", "wrong_item", "missing_item"},
)
#: With as many other causes in one review, everything went wrong: one step graver.
_MUCH_ELSE = 2


def severity_of(*, cause: str | None, other_causes: int) -> int:
    """1 mild, 2 serious, 3 harmful. Neither stars nor level count: see rule 1 of the house."""
    if cause in _HARMFUL:
        return HARMFUL
    base = SERIOUS if cause in _SERIOUS else MILD
    return base + 1 if cause is not None and other_causes >= _MUCH_ELSE else base
