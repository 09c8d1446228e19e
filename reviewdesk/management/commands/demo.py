from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from reviewdesk.demo.catalogue import PASSWORD, PEOPLE, SHOWN_LOGINS
from reviewdesk.demo.fill import DemoExists, fill_demo
from reviews.management.base import DeskCommand, parse_moment


class Command(DeskCommand):
    help = "Fill a demo shop with twelve weeks of generated, realistic data (always the same)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=int, default=2_000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--at", type=parse_moment, help="the moment the twelve weeks end")

    def handle(self, *_args: Any, **options: Any) -> None:
        cases = options["cases"]
        if not 10 <= cases <= 100_000:
            raise CommandError(_("--cases takes a number from 10 to 100000."))
        try:
            shop = fill_demo(
                cases=cases,
                seed=options["seed"],
                now=options["at"] or timezone.now(),
                say=self._say,
            )
        except DemoExists:
            raise CommandError(
                _("The demo shop is there already; it is filled only once.")
            ) from None
        self.stdout.write(
            _("The demo shop %(name)s has %(count)d cases.")
            % {"name": shop.name, "count": shop.cases.count()},
        )
        shown = [person for person in PEOPLE if person.username in SHOWN_LOGINS]
        for person in shown:
            self.stdout.write(f"  {person.username:<6} {PASSWORD}")

    def _say(self, done: int, days: int) -> None:
        if done % 7 == 0 or done == days:
            self.stdout.write(
                _("Demo: day %(done)d of %(days)d played") % {"done": done, "days": days},
            )
            self.stdout.flush()
