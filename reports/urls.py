"""Addresses below ``/s/<shop>/``."""

from django.urls import path

from reports.views import (
    action_edits,
    actions,
    alarms,
    cases,
    dashboard,
    groups,
    receivers,
    unit_links,
    workbooks,
)

app_name = "reports"
urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("cases/", cases.cases, name="cases"),
    path("cases.csv", cases.rows, name="rows"),
    path("cases.parquet", cases.typed_rows, name="typed_rows"),
    path("alarms/<slug:alarm>/seen/", alarms.seen, name="alarm_seen"),
    path("workbooks/", workbooks.runs, name="runs"),
    path("workbooks/ask/", workbooks.ask, name="ask"),
    path("workbooks/<slug:run>/", workbooks.download, name="download"),
    path("groups/", groups.groups, name="groups"),
    path("groups/<slug:group>/ask/", groups.ask, name="ask_group"),
    path("groups/<slug:group>/retire/", groups.retire, name="retire_group"),
    path("groups/<slug:group>/receivers/", receivers.of_group, name="group_receivers"),
    path(
        "groups/<slug:group>/receivers/<slug:receiver>/retire/",
        receivers.retire_of_group,
        name="retire_group_receiver",
    ),
    path("groups/<slug:group>/<slug:run>/", groups.download, name="download_group"),
    path("receivers/", receivers.receivers, name="receivers"),
    path("receivers/<slug:receiver>/retire/", receivers.retire, name="retire_receiver"),
    path("actions/", actions.actions, name="actions"),
    path("actions/units/", unit_links.unit_links, name="unit_links"),
    path("actions/units/make/", unit_links.make, name="make_unit_link"),
    path("actions/units/revoke/", unit_links.revoke, name="revoke_unit_links"),
    path("actions/attach/", action_edits.attach, name="attach_cases"),
    path("actions/<slug:action>/", actions.action, name="action"),
    path("actions/<slug:action>/edit/", action_edits.edit, name="edit_action"),
    path("actions/<slug:action>/detach/", action_edits.detach, name="detach_cases"),
    path("actions/<slug:action>/in-force/", actions.in_force, name="in_force"),
    path("actions/<slug:action>/close/", actions.close, name="close_action"),
]
