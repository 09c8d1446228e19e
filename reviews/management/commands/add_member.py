import getpass
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from reviews.choices import ROLE_CHOICES
from reviews.management.base import DeskCommand, shop_by_code
from reviews.models import User
from reviews.operations.shops import add_member


class Command(DeskCommand):
    help = "Let a person into a shop with a role; asks for a password where the login is new."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("shop")
        parser.add_argument("username")
        parser.add_argument(
            "--role", required=True, choices=[role for role, _label in ROLE_CHOICES]
        )
        parser.add_argument("--name", required=True, help="as colleagues see it")
        parser.add_argument("--password-file", type=Path, help="instead of asking")

    def handle(self, *_args: Any, **options: Any) -> None:
        shop = shop_by_code(options["shop"])
        username = options["username"]
        password = None
        if not User.objects.filter(username=username).exists():
            password = self._password(options["password_file"])
        member = add_member(
            shop=shop,
            username=username,
            role=options["role"],
            display_name=options["name"],
            password=password,
            now=timezone.now(),
        )
        self.stdout.write(
            _("%(name)s works in %(shop)s as %(role)s.")
            % {"name": member.display_name, "shop": shop.code, "role": member.get_role_display()},
        )

    def _password(self, file: Path | None) -> str:
        try:
            password = file.read_text().strip() if file else self._typed()
        except (OSError, EOFError):
            raise CommandError(
                _("No password could be read. Use --password-file FILE where nobody can type."),
            ) from None
        try:
            validate_password(password)
        except ValidationError:
            # Django's own sentences are only half translated.
            raise CommandError(
                _("This password is too weak: take at least 8 characters that are hard to guess."),
            ) from None
        return password

    def _typed(self) -> str:
        if not sys.stdin.isatty():
            raise EOFError
        return getpass.getpass(_("Password: "))
