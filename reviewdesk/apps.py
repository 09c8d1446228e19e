from django.apps import AppConfig


class ReviewDeskConfig(AppConfig):
    name = "reviewdesk"
