"""Addresses below ``/s/<shop>/``."""

from django.urls import URLPattern

app_name = "compensation"
urlpatterns: list[URLPattern] = []
