"""What follows from a payment the page refused: back in line by itself, or to a person."""

from dataclasses import dataclass

from reviews.domain.reason import Reason

#: A payment that failed this often is looked at by a person, whatever the page says.
MOST_TRIES = 3
#: Nothing is wrong with the payee: the same payment may go again with the next batch.
_PASSING = (
    "余额不足",
    "额度",
    "限额",
    "系统",
    "超时",
    "繁忙",
    "网络",
    "稍后",
    "重试",
    "balance",
    "timeout",
    "system",
    "busy",
    "payer_balance",
)


@dataclass(frozen=True, slots=True)
class AfterFailure:
    """``goes_back``: payable again by itself; else it waits for a lead with the reason."""

    because: Reason
    goes_back: bool = False


def after_failure(*, said: str, tries: int) -> AfterFailure:
    """Passing troubles go back in line up to `MOST_TRIES`; everything else is the lead's.

    An unknown reason is the lead's: a payment repeated without knowing why it failed may fail for
    ever, or worse.
    """
    words = said.strip().lower()
    if tries >= MOST_TRIES:
        return AfterFailure(Reason("payment_failed_often", {"said": said, "tries": tries}))
    if any(sign in words for sign in _PASSING):
        return AfterFailure(Reason("payment_failed_for_now", {"said": said}), goes_back=True)
    return AfterFailure(Reason("payment_failed_at_page", {"said": said or "—"}))
