from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from reports.operations.rollups import check_rollups
from reviews.management.base import DeskCommand, shop_by_code


class Command(DeskCommand):
    help = "Works every week out again from its rows and names the rollups that differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--shop", metavar="CODE")
        parser.add_argument("--weeks", type=int, metavar="N", help="only the latest N weeks")

    def handle(self, *_args: Any, **options: Any) -> None:
        code = options["shop"]
        differences = check_rollups(
            now=timezone.now(),
            shop=shop_by_code(code) if code else None,
            weeks=options["weeks"],
        )
        for difference in differences:
            self.stdout.write(str(difference))
        if differences:
            raise CommandError(
                _("%(count)s figures differed; their weeks have been counted again.")
                % {"count": len(differences)}
            )
        self.stdout.write(_("0 differences between the rollups and the rows."))
