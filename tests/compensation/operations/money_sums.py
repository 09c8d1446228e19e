"""The sums of a tiny desk in one statement: what the life of money is held against at each step.

Plain SQL, not the queries under test: it is quick, and it can't share their mistakes.
"""

from django.db import connection

#: Each must be 0 at all times.
_WRONG = {
    "the ledger cancels out": "SELECT coalesce(sum(amount_fen), 0) FROM compensation_ledgerentry",
    "a posting has two sides that cancel out": """
        SELECT count(*) FROM (SELECT posting_key FROM compensation_ledgerentry
        GROUP BY posting_key HAVING count(*) <> 2 OR sum(amount_fen) <> 0) AS odd""",
    "no account but the purse is below zero": """
        SELECT count(*) FROM (SELECT account FROM compensation_ledgerentry
        WHERE account <> 'available' GROUP BY account HAVING sum(amount_fen) < 0) AS low""",
    "a budget is never overdrawn": """
        SELECT count(*) FROM compensation_budget WHERE reserved_fen + spent_fen > cap_fen""",
    "a budget holds what the offers that draw on it promise": """
        SELECT count(*) FROM compensation_budget b WHERE reserved_fen <> (
        SELECT coalesce(sum(o.amount_fen), 0) FROM compensation_budgetdraw d
        JOIN compensation_offer o ON o.id = d.offer_id WHERE d.budget_id = b.id
        AND o.state IN ('approved', 'offered', 'accepted', 'payable', 'paying', 'failed'))""",
    "a budget has spent what its offers were paid": """
        SELECT count(*) FROM compensation_budget b WHERE spent_fen <> (
        SELECT coalesce(sum(o.amount_fen), 0) FROM compensation_budgetdraw d
        JOIN compensation_offer o ON o.id = d.offer_id
        WHERE d.budget_id = b.id AND o.state = 'paid')""",
    "an offer is listed under a budget it draws on": """
        SELECT count(*) FROM compensation_offer o WHERE o.budget_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM compensation_budgetdraw d
        WHERE d.offer_id = o.id AND d.budget_id = o.budget_id)""",
    "a payout and its offer stand together": """
        SELECT count(*) FROM compensation_payout p JOIN compensation_offer o ON o.id = p.offer_id
        WHERE p.state <> o.state OR p.amount_fen <> o.amount_fen""",
    "exactly what was paid has one payment": """
        SELECT count(*) FROM compensation_offer o WHERE o.amount_fen > 0 AND
        (o.state IN ('paid', 'reversed')) <> (1 = (SELECT count(*) FROM compensation_ledgerentry e
        WHERE e.offer_id = o.id AND e.event = 'pay' AND e.account = 'paid'))""",
    "a line outside is a payment under way": """
        SELECT count(*) FROM compensation_batchline l JOIN compensation_payout p
        ON p.id = l.payout_id WHERE l.state = 'sent'
        AND (p.state <> 'paying' OR p.provider <> 'batch')""",
    "no payout is outside twice": """
        SELECT count(*) FROM (SELECT payout_id FROM compensation_batchline WHERE state = 'sent'
        GROUP BY payout_id HAVING count(*) > 1) AS twice""",
    "a paid line has a payment": """
        SELECT count(*) FROM compensation_batchline l JOIN compensation_payout p
        ON p.id = l.payout_id WHERE l.state = 'paid' AND p.state NOT IN ('paid', 'reversed')""",
    "a sent code is paid, and a handed one not over": """
        SELECT count(*) FROM compensation_stockcode c JOIN compensation_offer o
        ON o.id = c.offer_id
        WHERE (c.state = 'sent' AND o.state NOT IN ('paid', 'reversed'))
        OR (c.state = 'handed' AND o.state IN ('declined', 'expired'))""",
}
_COUNTED = [
    "SELECT count(*) FROM compensation_ledgerentry",
    "SELECT coalesce(sum(reserved_fen), 0) FROM compensation_budget",
    "SELECT coalesce(sum(spent_fen), 0) FROM compensation_budget",
]
_ALL = "SELECT " + ", ".join(f"({one})" for one in [*_WRONG.values(), *_COUNTED])


def money_sums():
    """What is wrong by name, and sums: entries of the ledger, reserved and spent of all budgets."""
    with connection.cursor() as cursor:
        cursor.execute(_ALL)
        found = cursor.fetchone()
    wrong = [name for name, number in zip(_WRONG, found, strict=False) if number]
    return wrong, tuple(int(number) for number in found[len(_WRONG) :])
