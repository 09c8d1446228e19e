import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from reviews.models import Member, Shop, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    file = tmp_path / "password"
    file.write_text("Lange-Pass-wort-9\n")
    return file


def make_shop(code: str = "hu", *more: str) -> None:
    call_command(
        "create_shop", code, "--name", "店", "--platform", "jd", *more, stdout=io.StringIO()
    )


def add(username: str, *more: str) -> None:
    call_command(
        "add_member",
        "hu",
        username,
        "--role",
        "lead",
        "--name",
        "周",
        *more,
        stdout=io.StringIO(),
    )


@pytest.mark.parametrize(("causes", "some"), [("default", True), ("empty", False)])
def test_a_shop_gets_the_default_tree_or_none(causes: str, some: bool) -> None:
    make_shop("hu", "--causes", causes)
    shop = Shop.objects.get(code="hu")
    assert shop.causes.exists() is some
    assert shop.settings.may_mention_review is False


@pytest.mark.parametrize("code", ["hu", "a b", "店"])
def test_a_taken_or_unfit_code_makes_no_second_shop(code: str) -> None:
    make_shop()
    with pytest.raises(CommandError, match=code):
        make_shop(code)
    assert Shop.objects.count() == 1


def test_a_new_person_can_sign_in_with_the_role(password_file: Path) -> None:
    make_shop()
    add("zhou", "--password-file", str(password_file))
    member = Member.objects.get(user__username="zhou")
    assert (member.role, member.display_name, member.shop.code) == ("lead", "周", "hu")
    assert member.user.check_password("Lange-Pass-wort-9")


def test_a_known_person_keeps_the_password(password_file: Path) -> None:
    make_shop()
    add("zhou", "--password-file", str(password_file))
    add("zhou")
    assert Member.objects.count() == 1
    assert User.objects.get(username="zhou").check_password("Lange-Pass-wort-9")


@pytest.mark.parametrize("password", ["12345", "password"])
def test_a_weak_password_lets_nobody_in(password_file: Path, password: str) -> None:
    make_shop()
    password_file.write_text(password)
    with pytest.raises(CommandError, match="8"):
        add("zhou", "--password-file", str(password_file))
    assert not User.objects.filter(username="zhou").exists()


def test_without_a_keyboard_a_file_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    make_shop()
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(CommandError, match="--password-file"):
        add("zhou")


def test_an_unknown_shop_is_named() -> None:
    with pytest.raises(CommandError, match="hu"):
        add("zhou")
