"""Addresses and forms of a case, for the tests of its card."""

from django.urls import reverse


def address(case, name="case", *args):
    return reverse(f"reviews:{name}", args=(case.shop.code, case.public_id, *args))


def outcome(value, **more):
    return {"channel": "phone", "outcome": value, "idempotency_key": "once", "note": "", **more}
