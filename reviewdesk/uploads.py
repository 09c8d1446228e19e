"""Uploads that the disk has no room for are told to the page, not answered by an error page."""

from contextlib import suppress
from typing import Any

from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

from reviews.intake.disk import is_disk_full

#: Set in a request's META; its value is a reason's code.
UPLOAD_FAILED = "reviewdesk.upload_failed"


class DiskUploadHandler(TemporaryFileUploadHandler):
    """Django's, for files too large for the memory."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._give_up(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            super().receive_data_chunk(raw_data, start)
            self.file.flush()
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        """Skip the file; raises what is no lack of room."""
        if not is_disk_full(error) or self.request is None:
            raise error
        self.request.META[UPLOAD_FAILED] = "disk_full"
        if hasattr(self, "file"):
            with suppress(OSError):  # what is still unwritten fails once more
                self.file.close()
            del self.file
        raise SkipFile
