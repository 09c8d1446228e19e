"""What people read is found, translated, compared and compiled without GNU gettext."""

import gettext
import json
import os
from pathlib import Path

import pytest

from reviewdesk.messages import Catalogue, differences

PYTHON = """
from django.utils.translation import gettext as _, ngettext
_("Queue")
f"In short: {_('%(count)d cases') % {'count': 1}}"
ngettext("%(n)d day", "%(n)d days", 2)
not_a_text("Other"), _(name), gettext(1), ngettext("one"), objects[0]("x")
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    (tmp_path / "reviews" / "templates").mkdir(parents=True)
    (tmp_path / "reviews" / "migrations").mkdir()
    (tmp_path / "reviews" / "views.py").write_text(PYTHON)
    (tmp_path / "reviews" / "migrations" / "x.py").write_text('_("Old")')
    (tmp_path / "reviews" / "rules.txt").write_text('{% translate "Data" %}')
    (tmp_path / "reviews" / "templates" / "plan.html").write_text(
        '{% load i18n %}<p>{% translate "Plan" %}</p>'
    )
    return Catalogue(tmp_path)


def given(folder: Path, **pairs: str) -> Path:
    path = folder / "zh.json"
    path.write_text(json.dumps(pairs))
    return path


def complete(catalogue: Catalogue) -> None:
    pairs = {
        "Queue": "队列",
        "Plan": "计划",
        "%(count)d cases": "%(count)d 张跟进单",
        "%(n)d day|||%(n)d days": "%(n)d 天",
    }
    assert catalogue.merge([given(catalogue.root, **pairs)]) == []


def test_texts_are_found_in_python_and_templates_only(catalogue: Catalogue) -> None:
    assert sorted(text for text, _ in catalogue.found()) == [
        "%(count)d cases",
        "%(n)d day",
        "Plan",
        "Queue",
    ]


def test_texts_without_chinese_are_named_with_their_place(catalogue: Catalogue) -> None:
    catalogue.update()

    assert differences(catalogue) == [
        "reviews/templates/plan.html: 'Plan' has no Chinese",
        "reviews/views.py: '%(count)d cases' has no Chinese",
        "reviews/views.py: '%(n)d day' has no Chinese",
        "reviews/views.py: 'Queue' has no Chinese",
    ]


def test_without_a_catalogue_everything_is_missing(catalogue: Catalogue) -> None:
    assert len(differences(catalogue)) == 4


def test_merged_texts_are_complete_and_stay_when_updated(catalogue: Catalogue) -> None:
    complete(catalogue)
    before = catalogue.path.read_bytes()

    assert catalogue.update() == (0, 0)
    assert differences(catalogue) == []
    assert catalogue.path.read_bytes() == before


def test_an_update_counts_what_came_and_went(catalogue: Catalogue) -> None:
    complete(catalogue)
    (catalogue.root / "reviews" / "views.py").write_text('_("Queue")\n_("New")\n')

    assert catalogue.update() == (1, 2)
    assert differences(catalogue) == ["reviews/views.py: 'New' has no Chinese"]


@pytest.mark.parametrize(
    ("chinese", "fault"),
    [
        ("%(n)d 张跟进单", "has other placeholders in Chinese"),
        ("跟进单", "has other placeholders in Chinese"),
        ("", "has no Chinese"),
    ],
)
def test_a_translation_keeps_the_placeholders(
    catalogue: Catalogue, chinese: str, fault: str
) -> None:
    complete(catalogue)
    catalogue.merge([given(catalogue.root, **{"%(count)d cases": chinese})])
    catalogue.path.write_text(
        catalogue.path.read_text().replace("%(count)d 张跟进单", chinese), encoding="utf-8"
    )

    assert differences(catalogue) == [f"reviews/views.py: '%(count)d cases' {fault}"]


def test_an_unsure_translation_is_a_fault_and_is_dropped_by_an_update(
    catalogue: Catalogue,
) -> None:
    complete(catalogue)
    unsure = catalogue.path.read_text().replace('msgid "Queue"', '#, fuzzy\nmsgid "Queue"')
    catalogue.path.write_text(unsure)

    assert differences(catalogue) == ["reviews/views.py: 'Queue' is marked as unsure"]
    catalogue.update()
    assert differences(catalogue) == ["reviews/views.py: 'Queue' has no Chinese"]


def test_a_placeholder_without_a_name_is_a_fault(catalogue: Catalogue) -> None:
    complete(catalogue)
    (catalogue.root / "reviews" / "views.py").write_text('_("%s of 100%%")')

    assert differences(catalogue) == [
        "reviews/views.py: '%s of 100%%' has a placeholder without a name"
    ]


def test_two_files_that_disagree_are_told(catalogue: Catalogue) -> None:
    one, two = catalogue.root / "a.json", catalogue.root / "b.json"
    one.write_text('{"Queue": "队列"}')
    two.write_text('{"Queue": "排队"}')

    assert catalogue.merge([one, two]) == ["b.json: 'Queue' differs from an earlier file"]


@pytest.mark.parametrize("content", ["{", None])
def test_a_file_that_cannot_be_read_is_told(catalogue: Catalogue, content: str | None) -> None:
    path = catalogue.root / "zh.json"
    if content is not None:
        path.write_text(content)

    (fault,) = catalogue.merge([path])

    assert fault.startswith("zh.json cannot be read: ")


def test_compiled_messages_are_what_gettext_reads(catalogue: Catalogue) -> None:
    complete(catalogue)
    catalogue.compile()

    with catalogue.path.with_suffix(".mo").open("rb") as file:
        messages = gettext.GNUTranslations(file)
    assert messages.gettext("Queue") == "队列"
    assert messages.ngettext("%(n)d day", "%(n)d days", 2) == "%(n)d 天"


def test_compiling_again_does_nothing_until_the_source_is_newer(catalogue: Catalogue) -> None:
    complete(catalogue)
    catalogue.compile()
    compiled = catalogue.path.with_suffix(".mo")
    compiled.write_bytes(b"kept")

    catalogue.compile()
    assert compiled.read_bytes() == b"kept"

    os.utime(compiled, (0, 0))
    catalogue.compile()
    assert compiled.read_bytes() != b"kept"


def test_compiling_without_a_catalogue_makes_nothing(catalogue: Catalogue) -> None:
    catalogue.compile()

    assert not catalogue.path.with_suffix(".mo").exists()
