"""Contact data at rest: AES-256-GCM with rotating keys, and a keyed blind index for look-up.

Stored form: ``v1.<key id>.<base64 of nonce + ciphertext>``. The key id is derived from the key,
so old rows name the key they need; a missing or wrong key raises instead of returning rubbish.
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Sequence
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_VERSION = "v1"
_NONCE_BYTES = 12
_KEY_BYTES = 32


class UnreadableContact(Exception):
    """Stored contact data can't be decrypted with the keys at hand."""


def encrypt(plain: str, *, purpose: str) -> str:
    """Encrypt with the newest key; ``purpose`` (table.column) is bound into the ciphertext."""
    if not plain:
        return ""
    key_id, cipher = next(iter(_ciphers(tuple(settings.CONTACT_KEYS)).items()))
    nonce = os.urandom(_NONCE_BYTES)
    sealed = cipher.encrypt(nonce, plain.encode(), purpose.encode())
    return f"{_VERSION}.{key_id}.{base64.b64encode(nonce + sealed).decode()}"


def decrypt(stored: str, *, purpose: str) -> str:
    """Decrypt what `encrypt` stored; raises UnreadableContact."""
    if not stored:
        return ""
    try:
        version, key_id, sealed = stored.split(".")
        cipher = _ciphers(tuple(settings.CONTACT_KEYS))[key_id]
        raw = base64.b64decode(sealed, validate=True)
        if version != _VERSION:
            raise UnreadableContact(f"unknown form {version}")
        return cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], purpose.encode()).decode()
    except KeyError:
        raise UnreadableContact("the key of this row is not among the keys at hand") from None
    except (ValueError, binascii.Error, InvalidTag):
        raise UnreadableContact("the stored text is damaged or was moved") from None


def blind_index(value: str, *, purpose: str) -> str:
    """A keyed fingerprint (32 hex digits) under which equal values of one purpose are equal."""
    if not value:
        return ""
    key = _key_bytes(settings.INDEX_KEY)
    return hmac.digest(key, f"{purpose}:{value}".encode(), "sha256").hex()[:32]


@lru_cache(maxsize=4)
def _ciphers(keys: Sequence[str]) -> dict[str, AESGCM]:
    return {_key_id(raw): AESGCM(raw) for raw in map(_key_bytes, keys)}


def _key_id(raw: bytes) -> str:
    return hashlib.sha256(b"id:" + raw).hexdigest()[:8]


@lru_cache(maxsize=8)
def _key_bytes(key: str) -> bytes:
    try:
        raw = base64.b64decode(key, validate=True)
    except binascii.Error:
        raw = b""
    if len(raw) != _KEY_BYTES:
        raise ImproperlyConfigured("A contact or index key must be base64 of exactly 32 bytes.")
    return raw
