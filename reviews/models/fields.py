"""Columns of our own: encrypted text and ids that don't leak counts."""

import os
import time
from functools import lru_cache
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
    """Sixteen letters and digits, an id for addresses that tells no count.

    Four tell the second, twelve are random (60 bits): new ids lie together in their index, which
    a large import otherwise reads and writes whole, again and again (decision 13).
    """
    return _second_in_letters(int(time.time())) + os.urandom(12).translate(_FIVE_BITS).decode()


@lru_cache(maxsize=1)
def _second_in_letters(second: int) -> str:
    return "".join(chr(_FIVE_BITS[second >> shift & 31]) for shift in (15, 10, 5, 0))


class EncryptedTextField(EncryptedBase):
    """Text that is ciphertext in the database and plain in Python; look-ups are not possible."""

    def _purpose(self) -> str:
        table = self.model._meta.db_table.replace("historical", "")  # noqa: SLF001  # Django's documented API
        return f"{table}.{self.attname}"

    def get_prep_value(self, value: str | None) -> str | None:
        return encrypt(value, purpose=self._purpose()) if value else value

    def from_db_value(self, value: str | None, _expression: object, _connection: object) -> str:
        return decrypt(value or "", purpose=self._purpose())
