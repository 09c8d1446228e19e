"""Columns of our own: encrypted text and ids that don't leak counts."""

import os
from typing import TYPE_CHECKING

from django.db import models

from reviews.contact_cipher import decrypt, encrypt

if TYPE_CHECKING:
    EncryptedBase = models.TextField[str, str]
else:
    EncryptedBase = models.TextField


#: A letter or digit for each byte, by its lowest five bits: a tenth of ``b32encode``'s time.
_FIVE_BITS = b"abcdefghijklmnopqrstuvwxyz234567" * 8


def new_public_id() -> str:
    """Sixteen random letters and digits (80 bits): an id for addresses that tells no count."""
    return os.urandom(16).translate(_FIVE_BITS).decode()


class EncryptedTextField(EncryptedBase):
    """Text that is ciphertext in the database and plain in Python; look-ups are not possible."""

    def _purpose(self) -> str:
        table = self.model._meta.db_table.replace("historical", "")  # noqa: SLF001  # Django's documented API
        return f"{table}.{self.attname}"

    def get_prep_value(self, value: str | None) -> str | None:
        return encrypt(value, purpose=self._purpose()) if value else value

    def from_db_value(self, value: str | None, _expression: object, _connection: object) -> str:
        return decrypt(value or "", purpose=self._purpose())
