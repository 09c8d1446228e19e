import io
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from reviews.operations.cause_learning import learn_for_shop
from tests.reviews.domain.causes.corpus import made

ROOT = Path(__file__).resolve().parents[3]


def ask(monkeypatch, raw, *args, stderr=None):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    answer = io.StringIO()
    call_command("classify_causes", *args, stdout=answer, stderr=stderr or io.StringIO())
    return [json.loads(line) for line in answer.getvalue().splitlines()]


def line(**facts):
    return json.dumps(facts, ensure_ascii=False).encode() + b"\n"


def test_each_text_is_answered_with_causes_and_their_words(monkeypatch):
    (answer,) = ask(monkeypatch, line(id=7, text="包装太差", stars=1))
    assert answer["id"] == 7
    (cause,) = answer["causes"]
    assert cause == {"code": "packaging", "confidence": 0.85, "evidence": [[0, 4]]}


def test_stars_and_id_may_be_missing_and_blank_lines_are_skipped(monkeypatch):
    answers = ask(monkeypatch, b"\n" + line(text="包装太差") + b"  \n" + line(id="b", text=""))
    assert [answer["id"] for answer in answers] == [None, "b"]
    assert answers[1]["causes"][0]["code"] == "none_stated"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_usual_encodings_are_read(monkeypatch, encoding):
    raw = json.dumps({"id": 1, "text": "包装太差"}, ensure_ascii=False).encode(encoding)
    assert ask(monkeypatch, raw)[0]["causes"][0]["code"] == "packaging"


@pytest.mark.parametrize(
    "bad",
    [
        b"rubbish\n",
        b"[1]\n",
        b'{"id": 1}\n',
        b'{"text": 5}\n',
        b'{"text": "x", "stars": 9}\n',
        b'{"text": "x", "stars": true}\n',
        b'{"text": "x", "stars": "5"}\n',
        b"\xff\xff\n",
        b"[" * 100_000 + b"\n",
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(monkeypatch, bad):
    said = io.StringIO()
    raw = line(id=1, text="包装太差") + bad + line(id=2, text="包装太差")
    answer = io.StringIO()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    with pytest.raises(CommandError, match="1"):
        call_command("classify_causes", stdout=answer, stderr=said)
    assert [json.loads(row)["id"] for row in answer.getvalue().splitlines()] == [1, 2]
    assert said.getvalue().count("2") == 1
    assert len(said.getvalue().splitlines()) == 1


def test_half_a_character_is_given_back_as_it_came(monkeypatch):
    assert ask(monkeypatch, b'{"id": "a\\ud800", "text": "x"}\n')[0]["id"] == "a\ud800"


def test_a_shops_own_causes_are_found_with_its_model(monkeypatch, shop, now):
    learn_for_shop(shop=shop, now=now, labels=made(60), add_causes=True)
    (answer,) = ask(monkeypatch, line(id=1, text="收到三天了，旋钮够不着"), "--shop", "hu")
    assert [cause["code"] for cause in answer["causes"]] == ["knob"]


@pytest.mark.django_db
def test_an_unknown_shop_is_one_sentence(monkeypatch):
    with pytest.raises(CommandError, match="nowhere"):
        ask(monkeypatch, b"", "--shop", "nowhere")


def test_a_reader_that_has_seen_enough_ends_it_quietly():
    command = [sys.executable, "manage.py", "classify_causes"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as running:
        running.stdout.close()
        _, complaint = running.communicate(line(id=1, text="包装太差") * 5000)
    assert complaint == b""
