from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.validators import validate_slug
from django.utils import timezone
from django.utils.translation import gettext as _

from reviews.choices import PLATFORM_CHOICES
from reviews.management.base import DeskCommand
from reviews.operations.shops import ShopExists, create_shop


class Command(DeskCommand):
    help = "Make a shop, with a copy of the default cause tree or an empty one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="short code used in addresses and commands")
        parser.add_argument("--name", required=True)
        parser.add_argument(
            "--platform", required=True, choices=[c for c, _label in PLATFORM_CHOICES]
        )
        parser.add_argument("--causes", default="default", choices=["default", "empty"])

    def handle(self, *_args: Any, **options: Any) -> None:
        code, name = options["code"], options["name"]
        try:
            validate_slug(code)
        except ValidationError:
            raise CommandError(
                _("%(code)s can't be a code: use letters, digits, - and _ only.") % {"code": code},
            ) from None
        try:
            create_shop(
                code=code,
                name=name,
                platform=options["platform"],
                now=timezone.now(),
                with_causes=options["causes"] == "default",
            )
        except ShopExists:
            raise CommandError(
                _("A shop with the code %(code)s exists already.") % {"code": code}
            ) from None
        self.stdout.write(_("Shop %(code)s (%(name)s) is made.") % {"code": code, "name": name})
