"""Addresses below ``/s/<shop>/``."""

from django.urls import path

from reviews.views import (
    assignments,
    cases,
    causes,
    claims,
    contacts,
    imports,
    plan,
    queue,
    settings,
    today,
)

app_name = "reviews"
urlpatterns = [
    path("", today.today_page, name="today"),
    path("pause/", assignments.pause, name="pause"),
    path("queue/", queue.queue_list, name="queue"),
    path("queue/news/", queue.queue_news, name="queue_news"),
    path("queue/next/", claims.claim_next, name="next_case"),
    path("queue/bulk/", assignments.bulk, name="bulk"),
    path("cases/<slug:case>/", cases.case_page, name="case"),
    path("cases/<slug:case>/dialogs/", cases.dialogs, name="case_dialogs"),
    path("cases/<slug:case>/timing/", contacts.timing, name="case_timing"),
    path("cases/<slug:case>/attempt/", contacts.attempt, name="attempt"),
    path("cases/<slug:case>/after/<slug:attempt>/", contacts.after, name="after"),
    path("cases/<slug:case>/undo/<slug:attempt>/", contacts.undo, name="undo"),
    path("cases/<slug:case>/wording/", contacts.wording, name="wording"),
    path("cases/<slug:case>/reveal/", contacts.reveal, name="reveal"),
    path("cases/<slug:case>/place/", contacts.place, name="place"),
    path("cases/<slug:case>/online/", contacts.online, name="online"),
    path("cases/<slug:case>/causes/", causes.correct, name="correct_causes"),
    path("cases/<slug:case>/snooze/", assignments.snooze, name="snooze"),
    path("cases/<slug:case>/hand-over/", assignments.hand_over, name="hand_over"),
    path("cases/<slug:case>/solved/", cases.solved, name="solved"),
    path("cases/<slug:case>/hold/", cases.hold, name="hold"),
    path("cases/<slug:case>/release/", cases.release, name="release"),
    path("cases/<slug:case>/close/", cases.close, name="close"),
    path("cases/<slug:case>/temperament/", cases.temperament, name="temperament"),
    path(
        "cases/<slug:case>/promises/<slug:promise>/",
        cases.promise_ended,
        name="promise_ended",
    ),
    path("plan/", plan.plan_page, name="plan"),
    path("plan/slot/", plan.slot_cases, name="plan_slot"),
    path("causes/", causes.causes_page, name="causes"),
    path("import/", imports.imports_page, name="imports"),
    path("import/<slug:run>/", imports.import_page, name="import"),
    path("import/<slug:run>/progress/", imports.progress, name="import_progress"),
    path("import/<slug:run>/rejects/", imports.rejects, name="import_rejects"),
    path("settings/", settings.settings_page, name="settings"),
    path("settings/members/", settings.members, name="members"),
    path("settings/shifts/", settings.shifts, name="shifts"),
]
