"""The project: wiring only, no business words."""

from reviewdesk.celery import app as celery_app

__all__ = ["celery_app"]
