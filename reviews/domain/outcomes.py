"""What came of a contact, and what each outcome means for the next one."""

from enum import StrEnum


class Channel(StrEnum):
    """How a buyer was contacted."""

    PHONE = "phone"
    WANGWANG = "wangwang"
    SMS = "sms"


class Outcome(StrEnum):
    """The ten outcome keys of the case card, in their order."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    REJECTED = "rejected"
    HUNG_UP = "hung_up"
    WRONG_NUMBER = "wrong_number"
    PROMISED_TIME = "promised_time"
    REFUSED_CONTACT = "refused_contact"
    ABUSIVE = "abusive"
    SWITCHED_OFF = "switched_off"


#: A person was on the line: counts as a connected call under the contact rules.
CONNECTED = frozenset(
    {
        Outcome.ANSWERED,
        Outcome.HUNG_UP,
        Outcome.PROMISED_TIME,
        Outcome.REFUSED_CONTACT,
        Outcome.ABUSIVE,
    },
)
#: The telephone can't be used again for this buyer.
ENDS_PHONE = frozenset({Outcome.WRONG_NUMBER})
#: No contact ever again, in any shop of the desk.
ENDS_CONTACT = frozenset({Outcome.REFUSED_CONTACT})
#: Nobody picked up: counts towards "three unanswered dials".
UNANSWERED = frozenset(
    {Outcome.NO_ANSWER, Outcome.BUSY, Outcome.REJECTED, Outcome.SWITCHED_OFF},
)
