"""The documents say what is so: variables, commands, scripts and links."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from reviewdesk import env, version

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [
    *sorted(path.name for path in ROOT.glob("*.md")),
    *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")),
]
#: design.md's table: people script against these names.
STABLE_COMMANDS = {
    "classify_causes",
    "create_shop",
    "demo",
    "doctor",
    "import_orders",
    "import_refunds",
    "import_reviews",
    "infer_place",
    "learn_causes",
    "plan_callbacks",
    "replay_policy",
    "simulate_callbacks",
    "weekly_report",
}


def text_of(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def settings_table() -> dict[str, tuple[str, str]]:
    """Name -> (default, meaning) of the first table of the configuration page."""
    first = text_of("docs/configuration.md").split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", first, re.MULTILINE)
    return {name: (default, meaning) for name, default, meaning in rows}


def test_the_configuration_page_lists_exactly_the_variables_of_the_settings() -> None:
    assert settings.configured
    assert list(settings_table()) == list(env.VARIABLES)


def test_the_configuration_page_means_what_the_settings_mean() -> None:
    meanings = {name: meaning for name, (_, meaning) in settings_table().items()}

    assert meanings == {name: variable.about for name, variable in env.VARIABLES.items()}


def test_the_configuration_page_tells_each_plain_default() -> None:
    machine_bound = {"REVIEWDESK_DATA_DIR", "DATABASE_URL"}
    told = {
        name: default.strip("`")
        for name, (default, _) in settings_table().items()
        if name not in machine_bound and env.VARIABLES[name].default
    }

    assert told == {name: env.VARIABLES[name].default for name in told}


def test_the_example_environment_lists_exactly_the_variables_of_the_settings() -> None:
    names = re.findall(r"^(\w+)=", text_of(".env.example"), re.MULTILINE)

    assert names == list(env.VARIABLES)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_that_a_document_names_exists(document: str) -> None:
    named = set(re.findall(r"manage\.py (\w+)", text_of(document)))

    assert sorted(named - set(get_commands())) == []


def test_every_stable_command_exists() -> None:
    assert sorted(STABLE_COMMANDS - set(get_commands())) == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_script_that_a_document_names_exists(document: str) -> None:
    named = set(re.findall(r"(?<![\w/])(?:\./)?(scripts/[a-z_]+(?:\.\w+)?)", text_of(document)))

    assert sorted(name for name in named if not (ROOT / name).exists()) == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_inside_the_project_leads_somewhere(document: str) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text_of(document))
    folder = (ROOT / document).parent

    assert sorted({link for link in links if not (folder / link).exists()}) == []


def test_both_readmes_name_the_same_commands_and_pictures() -> None:
    def facts(document: str) -> set[str]:
        text = text_of(document)
        return set(re.findall(r"manage\.py \w+|scripts/\w+|docs/\w+/\w+\.png", text))

    assert facts("README.md") == facts("README.zh-CN.md")


def test_the_version_is_read_from_the_changelog(tmp_path: Path) -> None:
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text("# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-01-02\n## [1.0.0]\n")

    assert version.read_version(changelog) == "1.2.3"
    assert version.read_version(ROOT / "CHANGELOG.md") == settings.VERSION


def test_a_changelog_without_a_version_is_refused(tmp_path: Path) -> None:
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text("# Changelog\n")

    with pytest.raises(ValueError, match="has no heading such as"):
        version.read_version(changelog)


def test_the_pins_are_hashed_and_name_no_index() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        pins = re.split(r"\n(?=\S)", text_of(name).strip())
        assert [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []
        assert [line for line in text_of(name).splitlines() if "://" in line] == []


def test_each_direct_requirement_is_pinned() -> None:
    for name in ("requirements", "requirements-dev"):
        wanted = re.findall(r"^([\w-]+)", text_of(f"{name}.in"), re.MULTILINE)
        pinned = set(re.findall(r"^([\w-]+)==", text_of(f"{name}.txt"), re.MULTILINE))
        assert sorted({w.lower().replace("_", "-") for w in wanted} - pinned) == []
