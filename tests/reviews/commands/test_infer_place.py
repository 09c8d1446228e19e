import io
import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command

HOME, FACTORY = "余杭区望江小区3幢2单元", "永丰镇东岸工业区18号"


def ask(monkeypatch, raw):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
    answer = io.StringIO()
    call_command("infer_place", stdout=answer)
    return [json.loads(line) for line in answer.getvalue().splitlines()]


def test_each_line_is_answered_in_its_order(monkeypatch):
    answers = ask(monkeypatch, f"{HOME}\n{FACTORY}\n".encode())
    assert [(row["address"], row["place_type"]) for row in answers] == [
        (HOME, "residential"),
        (FACTORY, "factory"),
    ]
    assert list(answers[0]) == ["address", "place_type", "confidence", "because"]
    assert answers[0]["because"] == ["小区", "单元", "幢"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_usual_encodings_are_read(monkeypatch, encoding):
    assert ask(monkeypatch, HOME.encode(encoding))[0]["address"] == HOME


@pytest.mark.parametrize("raw", [b"\n", b"\r\n", b"\xff\xfe\x00\n", b"=1+1\n"])
def test_rubbish_is_unknown(monkeypatch, raw):
    assert [row["place_type"] for row in ask(monkeypatch, raw)] == ["unknown"]


def test_no_input_gives_no_output(monkeypatch):
    assert ask(monkeypatch, b"") == []


def test_a_reader_that_leaves_early_causes_no_complaint():
    manage = Path(__file__).parents[3] / "manage.py"
    desk = subprocess.Popen(
        [sys.executable, str(manage), "infer_place"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    desk.stdout.close()
    _out, complaint = desk.communicate(f"{HOME}\n".encode() * 5_000)
    assert (complaint, desk.returncode) == (b"", 0)
