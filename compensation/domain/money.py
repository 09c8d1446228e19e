"""Money is integer fen; the ledger moves it between accounts in balanced pairs."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from reviews.domain.reason import Reason

FEN_PER_YUAN = 100
#: One hundred million yuan: anything larger is a slip of the hand, not an amount.
LARGEST_FEN = 10_000_000_000
#: Decimal counts exactly up to 28 digits; no amount needs as many as these.
_LONGEST_NUMBER = 20
_TEN_THOUSAND = "万"
_DECORATION = re.compile(r"^(?:RMB|CNY|¥)?(?P<number>.*?)(?:元|块)?$", re.IGNORECASE)
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")


class NotAnAmountError(ValueError):
    """The text is no amount of money; ``reason`` says what is wrong with it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


class LedgerAccount(StrEnum):
    """Where money stands. ``available`` is the other side of every promise: the shop's purse."""

    AVAILABLE = "available"
    PROMISED = "promised"
    PAYABLE = "payable"
    PAID = "paid"
    REVERSED = "reversed"


class LedgerEvent(StrEnum):
    """What moved the money."""

    PROMISE = "promise"
    RELEASE = "release"
    ACCEPT = "accept"
    PAY = "pay"
    REVERSE = "reverse"


#: event -> (account the money leaves, account it reaches)
_COURSE: Mapping[LedgerEvent, tuple[LedgerAccount, LedgerAccount]] = MappingProxyType(
    {
        LedgerEvent.PROMISE: (LedgerAccount.AVAILABLE, LedgerAccount.PROMISED),
        LedgerEvent.RELEASE: (LedgerAccount.PROMISED, LedgerAccount.AVAILABLE),
        LedgerEvent.ACCEPT: (LedgerAccount.PROMISED, LedgerAccount.PAYABLE),
        LedgerEvent.PAY: (LedgerAccount.PAYABLE, LedgerAccount.PAID),
        LedgerEvent.REVERSE: (LedgerAccount.PAID, LedgerAccount.REVERSED),
    },
)


@dataclass(frozen=True, slots=True)
class Posting:
    """One side of a movement: signed fen on one account, negative where the money leaves."""

    event: LedgerEvent
    account: LedgerAccount
    amount_fen: int


def postings(*, event: LedgerEvent, amount_fen: int) -> tuple[Posting, Posting]:
    """The balanced pair for an event. Raises ValueError unless ``amount_fen`` is 1 or more."""
    if not 0 < amount_fen <= LARGEST_FEN:
        raise ValueError(f"a posting needs an amount of 1 to {LARGEST_FEN} fen, not {amount_fen}")
    leaves, reaches = _COURSE[event]
    return Posting(event, leaves, -amount_fen), Posting(event, reaches, amount_fen)


def balances(entries: Iterable[tuple[LedgerAccount, int]]) -> dict[LedgerAccount, int]:
    """Fen on every account, the empty ones included."""
    sums = dict.fromkeys(LedgerAccount, 0)
    for account, amount_fen in entries:
        sums[account] += amount_fen
    return sums


def is_balanced(sums: Mapping[LedgerAccount, int]) -> bool:
    """All accounts together are nothing, and only the purse may be below zero."""
    overdrawn = (fen < 0 for account, fen in sums.items() if account != LedgerAccount.AVAILABLE)
    return sum(sums.values()) == 0 and not any(overdrawn)


def format_yuan(fen: int) -> str:
    """``123456`` fen becomes ``1,234.56``."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), FEN_PER_YUAN)
    return f"{sign}{yuan:,}.{rest:02d}"


def parse_yuan(text: str) -> int:
    """Fen of what a person or a spreadsheet wrote: ``￥1,280.00``, ``1.2万``, ``129元``, ``5``.

    Raises NotAnAmountError for anything else, for a part of a fen, and beyond LARGEST_FEN.
    """
    narrow = "".join(unicodedata.normalize("NFKC", text).split())
    stripped = _DECORATION.match(narrow)
    number = stripped["number"] if stripped else ""
    factor = FEN_PER_YUAN
    if number.endswith(_TEN_THOUSAND):
        number, factor = number.removesuffix(_TEN_THOUSAND), FEN_PER_YUAN * 10_000
    if not _NUMBER.fullmatch(number):
        raise NotAnAmountError(Reason("yuan_unreadable", {"text": text[:40]}))
    return _whole_fen(number.replace(",", ""), factor, text)


def _whole_fen(number: str, factor: int, text: str) -> int:
    fen = Decimal(number) * factor if len(number) <= _LONGEST_NUMBER else Decimal("inf")
    if abs(fen) > LARGEST_FEN:
        raise NotAnAmountError(Reason("yuan_too_large", {"text": text[:40]}))
    if fen != fen.to_integral_value():
        raise NotAnAmountError(Reason("yuan_below_a_fen", {"text": text[:40]}))
    return int(fen)
