"""Uploaded files that nobody needs any more: they hold names and numbers in clear."""

import datetime as dt
from pathlib import Path

from django.conf import settings

from reviews.models import ImportRun

_ENDED = ("done", "failed", "cancelled")
#: A file is kept before its import is: so long it may lie there without one.
_ARRIVES_WITHIN = dt.timedelta(days=1)


def drop_leftovers(*, now: dt.datetime) -> int:
    """Delete the files of ended imports and those no import came for; returns how many.

    Usually there are none: an import deletes its file when it ends, unless it is killed between.
    """
    files = {path.name: path for path in Path(settings.MEDIA_ROOT, "imports").glob("*")}
    runs = dict(ImportRun.objects.filter(public_id__in=files).values_list("public_id", "state"))
    left = [
        path
        for name, path in files.items()
        if runs.get(name) in _ENDED or (name not in runs and _age(path, now) > _ARRIVES_WITHIN)
    ]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def _age(path: Path, now: dt.datetime) -> dt.timedelta:
    return now - dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC)
