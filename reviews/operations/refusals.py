"""What an operation on contacts refuses, with the reason that screen and API show."""

import datetime as dt

from reviews.domain.reason import Reason


class Refused(Exception):
    """The desk doesn't do this now; ``reason`` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


class AttemptRefused(Refused):
    """A contact can't be recorded or undone like this."""


class CallRefused(Refused):
    """The call may not be started now; ``next_allowed`` is None where no time is known."""

    def __init__(self, reason: Reason, *, next_allowed: dt.datetime | None = None) -> None:
        super().__init__(reason)
        self.next_allowed = next_allowed


class RevealRefused(Refused):
    """The number stays masked."""


class CorrectionRefused(Refused):
    """There is nothing to set aside, or nothing to take back."""


class CaseRefused(Refused):
    """The case can't change like this."""
