"""Addresses for people without a seat: what a unit was asked to change."""

from django.urls import path

from reports.views import unit_page

urlpatterns = [
    path("<str:link>/", unit_page.unit_page, name="unit_page"),
    path("<str:link>/<slug:action>/answer/", unit_page.answer, name="unit_answer"),
    path("<str:link>/<slug:action>/close/", unit_page.close, name="unit_close"),
]
