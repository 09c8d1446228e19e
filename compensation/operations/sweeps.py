"""What the clock does with money, in one plain call."""

import datetime as dt

from compensation.operations.answers import expire_offers
from compensation.operations.payouts import sweep_payouts


def sweep_money(*, now: dt.datetime) -> dict[str, int]:
    """Let offers run out, then free and pay payouts; counts of each."""
    return {"expired": expire_offers(now=now), **sweep_payouts(now=now)}
