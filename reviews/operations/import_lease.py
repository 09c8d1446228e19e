"""An import belongs to one worker for some minutes, and longer only as long as it gets on."""

import datetime as dt
import time

from reviews.models import ImportRun

#: Of a lease that still lasts, so much may pass before it is written down anew.
_RENEWED_AFTER = 0.125


class ImportEnded(Exception):
    """The run is no longer this worker's: cancelled, or claimed by another one."""


class Lease:
    """What one worker holds of a run, counted from ``now`` on with the time that passes.

    A worker that hangs gets nowhere and loses it; one at a long file keeps it by what it reads.
    """

    def __init__(self, run: ImportRun, *, now: dt.datetime, lasts: dt.timedelta) -> None:
        self._run, self._now, self._lasts = run, now, lasts
        self._began = self._renewed = time.monotonic()

    def until(self) -> dt.datetime:
        """When it would end, renewed at this moment."""
        return self._now + dt.timedelta(seconds=time.monotonic() - self._began) + self._lasts

    def renew(self) -> None:
        """Hold the run for the whole time again; raises ImportEnded where it is another's."""
        mine = ImportRun.objects.filter(pk=self._run.pk, state="running", tries=self._run.tries)
        if mine.update(lease_until=self.until()) != 1:
            raise ImportEnded
        self._renewed = time.monotonic()

    def renew_in_time(self) -> None:
        """The same after each small step: it asks the database only now and then."""
        passed = time.monotonic() - self._renewed
        if passed >= self._lasts.total_seconds() * _RENEWED_AFTER:
            self.renew()
