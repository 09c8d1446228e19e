"""A disk without room: told as such wherever an import writes to it."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from reviews.domain.reason import Reason
from reviews.intake.failures import UnreadableFile

#: Of the disk, of a quota, of a limit on a file's size.
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def is_disk_full(error: OSError) -> bool:
    return error.errno in _FULL


@contextmanager
def room_needed() -> Iterator[None]:
    """Raises UnreadableFile where the disk fills up inside; it must close what it has opened.

    Buffered files write when they are closed, and fail then once more.
    """
    try:
        yield
    except OSError as error:
        if is_disk_full(error):
            raise UnreadableFile(Reason("disk_full")) from None
        raise
