"""What the clock does with money, in one plain call."""

import datetime as dt

from compensation.operations.answers import expire_offers
from compensation.operations.booking import sweep_bookings
from compensation.operations.payees import purge_payees
from compensation.operations.payouts import sweep_payouts


def sweep_money(*, now: dt.datetime) -> dict[str, int]:
    """Let offers run out, free and pay payouts, go on with results, forget payees; counts."""
    return {
        "expired": expire_offers(now=now),
        **sweep_payouts(now=now),
        "booked": sweep_bookings(now=now),
        "purged": purge_payees(now=now),
    }
