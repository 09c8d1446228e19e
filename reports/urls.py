"""Addresses below ``/s/<shop>/``."""

from django.urls import path

from reports.views.actions import actions
from reports.views.dashboard import dashboard

app_name = "reports"
urlpatterns = [
    path("", dashboard, name="dashboard"),
    path("actions/", actions, name="actions"),
]
