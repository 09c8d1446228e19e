"""The Celery application: finds the tasks of every app by name."""

import os

from celery import Celery

from reviewdesk import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewdesk.settings")

broker.register()
app = Celery("reviewdesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
