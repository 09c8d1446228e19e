from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from reports.reasons import SENTENCES
from reports.week_triggers import lift_triggers, set_triggers
from reviews.reasons import register_sentences


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        register_sentences(SENTENCES)
        pre_migrate.connect(lift_triggers, sender=self)
        post_migrate.connect(set_triggers, sender=self)
