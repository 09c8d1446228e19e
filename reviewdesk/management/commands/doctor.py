"""`manage.py doctor`: says what is wrong and how to mend it."""

import sys

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from reviewdesk.health import Finding, examine


class Command(BaseCommand):
    help = "Checks settings, database, broker, beat, worker, storage, clock, keys and calendar."
    requires_system_checks: list[str] = []

    def handle(self, *_args: object, **_options: object) -> None:
        findings = examine(timezone.now())
        for finding in findings:
            self.stdout.write(self._line(finding))
        if not all(finding.ok for finding in findings):
            sys.exit(1)

    def _line(self, finding: Finding) -> str:
        if finding.ok:
            return self.style.SUCCESS(f"ok    {finding.name:<9} {finding.said}")
        line = f"WRONG {finding.name:<9} {finding.said}. {_('To mend it:')} {finding.mend}"
        return self.style.ERROR(line)
