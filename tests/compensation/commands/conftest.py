"""The fixtures of money; not one level up, where the domain tests run without Django."""

from tests.compensation.money_fixtures import accepted, budget, case, propose

__all__ = ["accepted", "budget", "case", "propose"]
