import io
import json

import pytest
from django.core.management import CommandError, call_command

from reviews.models import CauseModel
from tests.reviews.domain.causes.corpus import made


@pytest.fixture
def labels(tmp_path):
    file = tmp_path / "labels.jsonl"
    lines = [{"text": row.text, "causes": sorted(row.labels)} for row in made(60)]
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in lines), "utf-8")
    return file


def learn(*args):
    said = io.StringIO()
    call_command("learn_causes", "--shop", "hu", *map(str, args), stdout=said)
    return said.getvalue().splitlines()


def test_a_file_of_labels_teaches_a_new_tree_and_prints_the_figures(shop, labels):
    said = learn("--labels", labels, "--add-causes")
    assert [row.split()[-1] for row in said[2:5]] == ["buzzer", "colour", "knob"]
    assert " -> " in said[1]
    assert CauseModel.objects.get(shop=shop).is_applied


def test_a_lesson_that_is_no_gain_says_so(shop, labels):
    learn("--labels", labels, "--add-causes")
    CauseModel.objects.update(is_applied=False)
    file = labels.with_name("nonsense.jsonl")
    rows = [{"text": "包装太差", "causes": ["packaging"]}] * 40
    file.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    learn("--labels", file, "--add-causes")
    assert not CauseModel.objects.filter(is_applied=True).exists()


@pytest.mark.parametrize(
    "line",
    ["rubbish", "[]", "{}", '{"text": "x"}', '{"text": "x", "causes": [""]}', '{"text": 1}'],
)
def test_a_bad_line_is_named_and_nothing_is_learned(shop, labels, line):
    labels.write_text(labels.read_text("utf-8") + "\n" + line, "utf-8")
    with pytest.raises(CommandError, match="61"):
        learn("--labels", labels, "--add-causes")
    assert not CauseModel.objects.exists()
    assert not shop.causes.exists()


def test_a_missing_file_is_one_sentence(shop, tmp_path):
    with pytest.raises(CommandError, match="nowhere"):
        learn("--labels", tmp_path / "nowhere.jsonl")


def test_codes_the_tree_lacks_are_named(shop, labels):
    with pytest.raises(CommandError, match="buzzer, colour, knob"):
        learn("--labels", labels)


def test_a_shop_without_labels_is_told_how_many_it_takes(shop):
    with pytest.raises(CommandError, match="20"):
        learn()
