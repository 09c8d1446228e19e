"""The fixtures of money; not one level up, where the domain tests run without Django."""

from tests.compensation.batch_fixtures import answer, exported, gather, payouts
from tests.compensation.money_fixtures import accepted, budget, case, propose

__all__ = [
    "accepted",
    "answer",
    "budget",
    "case",
    "exported",
    "gather",
    "payouts",
    "propose",
]
