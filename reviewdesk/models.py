"""The desk's own pulse."""

from django.db import models


class Heartbeat(models.Model):
    """When beat and worker last showed that they are alive."""

    name = models.CharField(max_length=40, unique=True)
    beat_at = models.DateTimeField()
