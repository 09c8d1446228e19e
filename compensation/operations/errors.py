"""Why the desk refuses to move money: anticipated, named, with reasons for people."""

from reviews.domain.reason import Reason


class OfferRefusedError(Exception):
    """Nothing was moved; ``reasons`` say why, the hardest first."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__(", ".join(reason.code for reason in reasons))
        self.reasons = reasons

    @property
    def reason(self) -> Reason:
        """The hardest of the reasons, which commands print."""
        return self.reasons[0]


class WordingBlockedError(OfferRefusedError):
    """The wording check blocked a text; only the owner may let it pass, with a word."""


class PolicyRefusedError(OfferRefusedError):
    """The policy can't be stored or published as it is."""
