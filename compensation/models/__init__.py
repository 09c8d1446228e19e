"""Policies, offers and the ledger; batches of payouts and their results; codes to hand out."""

from compensation.models.batches import (
    BatchDownload,
    BatchFile,
    BatchLine,
    Payee,
    PayoutBatch,
    PayoutPreset,
)
from compensation.models.codes import CodeStock, StockCode
from compensation.models.money import (
    OPEN_OFFER_STATES,
    Budget,
    BudgetDraw,
    LedgerCheck,
    LedgerEntry,
    Offer,
    Payout,
    PolicyVersion,
)
from compensation.models.results import ResultFile, ResultRow

__all__ = [
    "OPEN_OFFER_STATES",
    "BatchDownload",
    "BatchFile",
    "BatchLine",
    "Budget",
    "BudgetDraw",
    "CodeStock",
    "LedgerCheck",
    "LedgerEntry",
    "Offer",
    "Payee",
    "Payout",
    "PayoutBatch",
    "PayoutPreset",
    "PolicyVersion",
    "ResultFile",
    "ResultRow",
    "StockCode",
]
