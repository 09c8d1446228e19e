"""The rows of the reviews app."""

from reviews.models import among  # noqa: F401  # a lookup of all fields
from reviews.models.buyers import (
    Buyer,
    Correction,
    DoNotContact,
    PresenceObservation,
    TemperamentNote,
)
from reviews.models.callbacks import Attempt, Callback, PlanRequest, PlanRun, Promise
from reviews.models.cases import Case, CaseDraft, Clock, RevealLog, Script, WordingOverride
from reviews.models.causes import (
    Cause,
    CauseBatch,
    CauseExample,
    CauseMerge,
    CauseModel,
    ReviewCause,
)
from reviews.models.handovers import HandedCase, ShiftHandover
from reviews.models.imports import ImportMapping, ImportRun, RejectedRow
from reviews.models.orders import Order, OrderItem, Product, Refund
from reviews.models.reviews import Review, ReviewEvent, Sighting, Snapshot
from reviews.models.shops import (
    Member,
    PlatformClock,
    Shift,
    Shop,
    ShopClock,
    ShopSettings,
    User,
)
from reviews.models.teamwork import AvoidedBreach, ExportLog, Handout, QualityCheck, SavedView
from reviews.models.timing import CalendarSpan, Forecast, TimingReport

__all__ = [
    "Attempt",
    "AvoidedBreach",
    "Buyer",
    "CalendarSpan",
    "Callback",
    "Case",
    "CaseDraft",
    "Cause",
    "CauseBatch",
    "CauseExample",
    "CauseMerge",
    "CauseModel",
    "Clock",
    "Correction",
    "DoNotContact",
    "ExportLog",
    "Forecast",
    "HandedCase",
    "Handout",
    "ImportMapping",
    "ImportRun",
    "Member",
    "Order",
    "OrderItem",
    "PlanRequest",
    "PlanRun",
    "PlatformClock",
    "PresenceObservation",
    "Product",
    "Promise",
    "QualityCheck",
    "Refund",
    "RejectedRow",
    "RevealLog",
    "Review",
    "ReviewCause",
    "ReviewEvent",
    "SavedView",
    "Script",
    "Shift",
    "ShiftHandover",
    "Shop",
    "ShopClock",
    "ShopSettings",
    "Sighting",
    "Snapshot",
    "TemperamentNote",
    "TimingReport",
    "User",
    "WordingOverride",
]
