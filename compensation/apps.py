from django.apps import AppConfig


class CompensationConfig(AppConfig):
    name = "compensation"

    def ready(self) -> None:
        """Give this app's reasons their sentences."""
        # Models are ready only now, and the sentences' registry imports them.
        from compensation.reasons import SENTENCES, WORDS  # noqa: PLC0415  # see above
        from reviews.reasons import register_sentences, words  # noqa: PLC0415  # see above

        register_sentences(SENTENCES)
        words.WORDS.update(WORDS)
