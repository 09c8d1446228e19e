"""What the contact rules look at, and what they answer."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from reviews.domain.lifecycle import Hold
from reviews.domain.outcomes import Channel
from reviews.domain.reason import Reason

DESK_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Dial:
    """A contact made with the buyer, in whichever shop of the desk."""

    at: dt.datetime
    is_connected: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A call under way with the buyer; ``colleague`` is empty where another shop makes it."""

    until: dt.datetime
    colleague: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFacts:
    """What the rules look at; times are aware.

    ``channel`` is the one to be used: without a number to dial, hours and counts hold for messages
    alike. ``dials`` are the contacts on it in all shops of the desk, ``dials_of_case`` counts this
    case alone. ``promised_at`` is the time the buyer named for the next call. ``line`` is a call
    that someone else makes to this person now, through whichever case. The end of the change
    window is no fact of contact: a buyer's problem may be solved after it.
    """

    channel: Channel = Channel.PHONE
    region: str = ""
    zone: dt.tzinfo = DESK_ZONE
    dials: tuple[Dial, ...] = ()
    dials_of_case: int = 0
    do_not_contact: bool = False
    has_phone: bool = True
    phone_is_wrong: bool = False
    number_expires_at: dt.datetime | None = None
    is_closed: bool = False
    hold: Hold | None = None
    hold_until: dt.datetime | None = None
    promised_at: dt.datetime | None = None
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """``reasons`` name every broken rule, the weightiest first; empty where the call is allowed.

    ``next_allowed`` is the next moment at which all rules are kept: the moment itself where it is
    allowed, None where contact has ended or no time is known.
    """

    allowed: bool
    reasons: tuple[Reason, ...]
    next_allowed: dt.datetime | None
