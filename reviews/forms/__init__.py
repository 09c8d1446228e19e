"""Forms of the desk: what people type, checked before one operation gets it."""

from reviews.forms.contact import (
    REVEAL_CHOICES,
    RING_CHOICES,
    SNOOZE_CHOICES,
    AttemptForm,
    CausesForm,
    CloseForm,
    CorrectionForm,
    HoldForm,
    RevealForm,
    SnoozeForm,
    TemperamentForm,
    moment_of,
)
from reviews.forms.imports import OverruleForm, StartForm, UploadForm
from reviews.forms.queue import (
    BulkForm,
    HandOverForm,
    QueueFilterForm,
    SavedViewForm,
    ShiftHandoverForm,
    colleagues,
)
from reviews.forms.settings import (
    ClockForm,
    MemberForm,
    NewMemberForm,
    ShopSettingsForm,
)
from reviews.forms.team import ScoreForm, ScriptForm

__all__ = [
    "REVEAL_CHOICES",
    "RING_CHOICES",
    "SNOOZE_CHOICES",
    "AttemptForm",
    "BulkForm",
    "CausesForm",
    "ClockForm",
    "CloseForm",
    "CorrectionForm",
    "HandOverForm",
    "HoldForm",
    "MemberForm",
    "NewMemberForm",
    "OverruleForm",
    "QueueFilterForm",
    "RevealForm",
    "SavedViewForm",
    "ScoreForm",
    "ScriptForm",
    "ShiftHandoverForm",
    "ShopSettingsForm",
    "SnoozeForm",
    "StartForm",
    "TemperamentForm",
    "UploadForm",
    "colleagues",
    "moment_of",
]
