"""The files of imports, as they lie in the media folder."""

import hashlib
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from reviews.domain.reason import Reason
from reviews.intake.disk import room_needed
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers import Limits
from reviews.intake.readers.sniff import sniff
from reviews.models import ImportRun

_CHUNK = 1024 * 1024


def limits_in_force() -> Limits:
    """The reader's limits with the desk's own bound on a file's size."""
    return Limits(size=settings.UPLOAD_LIMIT_BYTES)


def stored_file(run: ImportRun) -> Path:
    """Where the run's file lies."""
    return Path(settings.MEDIA_ROOT) / run.stored_path


def store_file(*, run: ImportRun, file: BinaryIO) -> None:
    """Put the file where the run finds it, with its fingerprint on the run.

    Raises UnreadableFile for what can be told from the first bytes and for a full disk, and keeps
    nothing then.
    """
    run.stored_path = f"imports/{run.public_id}"
    path = stored_file(run)
    try:
        with room_needed():
            run.sha256 = _store(file, path)
        sniff(path, limits=limits_in_force())
    except UnreadableFile as failure:
        path.unlink(missing_ok=True)
        raise UnreadableFile(named(failure.reason, run.file_name)) from None


def named(reason: Reason, file_name: str) -> Reason:
    """The reason with the name the person knows, not the stored one."""
    return Reason(reason.code, {**reason.params, "file": file_name})


def _store(file: BinaryIO, path: Path) -> str:
    """Write the file, at most one byte beyond the limit; returns its SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    digest = hashlib.sha256()
    left = settings.UPLOAD_LIMIT_BYTES + 1
    with path.open("wb") as stored:
        while left > 0 and (chunk := file.read(min(_CHUNK, left))):
            stored.write(chunk)
            digest.update(chunk)
            left -= len(chunk)
    return digest.hexdigest()
