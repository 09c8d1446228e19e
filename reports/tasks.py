"""Celery tasks: each reads the clock and makes one call."""
