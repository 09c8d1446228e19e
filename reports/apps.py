from django.apps import AppConfig

from reports.reasons import SENTENCES
from reviews.reasons import register_sentences


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        register_sentences(SENTENCES)
