import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from pytest_django import Settings

from reviews.contact_cipher import UnreadableContact, blind_index, decrypt, encrypt
from reviews.models import Buyer
from tests.factories import BuyerFactory


def key(letter: str) -> str:
    return base64.b64encode(letter.encode() * 32).decode()


@pytest.fixture(autouse=True)
def _keys(settings: Settings) -> None:
    settings.CONTACT_KEYS = [key("a")]
    settings.INDEX_KEY = key("i")


def test_what_was_encrypted_is_read_again() -> None:
    assert decrypt(encrypt("13800000001", purpose="t.c"), purpose="t.c") == "13800000001"


def test_equal_numbers_look_different_at_rest() -> None:
    assert encrypt("1", purpose="t.c") != encrypt("1", purpose="t.c")


def test_nothing_stays_nothing() -> None:
    assert encrypt("", purpose="t.c") == ""
    assert decrypt("", purpose="t.c") == ""
    assert blind_index("", purpose="phone") == ""


def test_a_rotated_key_still_reads_old_rows(settings: Settings) -> None:
    old = encrypt("x", purpose="t.c")
    settings.CONTACT_KEYS = [key("b"), key("a")]
    assert decrypt(old, purpose="t.c") == "x"
    assert encrypt("x", purpose="t.c").split(".")[1] != old.split(".")[1]


def test_a_missing_key_is_an_error_and_never_ciphertext(settings: Settings) -> None:
    old = encrypt("x", purpose="t.c")
    settings.CONTACT_KEYS = [key("b")]
    with pytest.raises(UnreadableContact, match="not among the keys"):
        decrypt(old, purpose="t.c")


def test_a_value_moved_to_another_column_is_refused() -> None:
    with pytest.raises(UnreadableContact, match="damaged or was moved"):
        decrypt(encrypt("x", purpose="buyer.phone"), purpose="buyer.name")


@pytest.mark.parametrize("stored", ["rubbish", "v1.no.dots.here", "13800000001"])
def test_damaged_text_is_refused(stored: str) -> None:
    with pytest.raises(UnreadableContact):
        decrypt(stored, purpose="t.c")


def test_an_unknown_form_is_refused() -> None:
    stored = encrypt("x", purpose="t.c").replace("v1.", "v9.")
    with pytest.raises(UnreadableContact, match="unknown form v9"):
        decrypt(stored, purpose="t.c")


@pytest.mark.parametrize("bad", ["short", base64.b64encode(b"x" * 31).decode(), "%%%"])
def test_a_key_of_the_wrong_length_is_refused(settings: Settings, bad: str) -> None:
    settings.CONTACT_KEYS = [bad]
    with pytest.raises(ImproperlyConfigured, match="exactly 32 bytes"):
        encrypt("x", purpose="t.c")


def test_the_blind_index_depends_on_purpose_and_key(settings: Settings) -> None:
    first = blind_index("13800000001", purpose="phone")
    assert first == blind_index("13800000001", purpose="phone")
    assert first != blind_index("13800000001", purpose="buyer")
    settings.INDEX_KEY = key("j")
    assert first != blind_index("13800000001", purpose="phone")


@pytest.mark.django_db
def test_a_buyers_number_is_ciphertext_in_the_database() -> None:
    buyer = BuyerFactory.create(plain_phone="13800000001")
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, nick FROM reviews_buyer WHERE id = %s", [buyer.pk])
        phone, nick = cursor.fetchone()
    assert phone.startswith("v1.")
    assert "13800000001" not in phone
    assert nick.startswith("v1.")
    assert Buyer.objects.get(pk=buyer.pk).phone == "13800000001"
