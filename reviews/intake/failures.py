"""What a file can have done to be refused as a whole."""

from reviews.domain.reason import Reason


class UnreadableFile(Exception):
    """Nothing of the file can be read; ``reason`` says why and what to do."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


class BadCell(Exception):
    """One cell can't be understood; its row goes to the reject workbook with ``code``."""

    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.value = value
