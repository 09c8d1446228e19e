import json
from datetime import UTC, datetime

import pytest

from reports.domain.robots import Robot, dingtalk_sign, feishu_sign, make_posting, refusal
from reviews.domain.reason import Reason

NOW = datetime.fromtimestamp(1_700_000_000, UTC)
SECRET = "this is secret"


def posting(robot, *, secret=SECRET, text="本周 6 条"):
    made = make_posting(
        robot, url="https://x/send?k=1", secret=secret, title="周报", text=text, now=NOW
    )
    return made.url, json.loads(made.body)


def test_signatures_are_those_of_the_platforms_examples():
    assert (
        dingtalk_sign(SECRET, 1_700_000_000_000) == "sSFWELbV2YwjdDQhWZwTcWlX5BWUx5J6TPpsZmuPii0%3D"
    )
    assert feishu_sign(SECRET, 1_700_000_000) == "OfGzRzoUICBOoc8wVra1e4A1hPfbZ9zqXozA8CWVUuY="


def test_each_robot_gets_its_own_message():
    url, body = posting(Robot.DINGTALK)
    assert url.startswith("https://x/send?k=1&timestamp=1700000000000&sign=sSFWELbV")
    assert body["markdown"] == {"title": "周报", "text": "本周 6 条"}
    assert posting(Robot.WECOM) == (
        "https://x/send?k=1",
        {"msgtype": "markdown", "markdown": {"content": "本周 6 条"}},
    )
    _url, body = posting(Robot.FEISHU)
    assert (body["timestamp"], body["content"]["text"]) == ("1700000000", "本周 6 条")


def test_robot_without_a_secret_is_not_signed():
    assert posting(Robot.DINGTALK, secret="")[0] == "https://x/send?k=1"
    assert "sign" not in posting(Robot.FEISHU, secret="")[1]


def test_long_text_is_cut_to_whole_characters():
    assert posting(Robot.WECOM, text="水" * 2_000)[1]["markdown"]["content"] == "水" * 1_365


@pytest.mark.parametrize(
    ("robot", "status", "body", "code"),
    [
        (Robot.DINGTALK, 200, b'{"errcode": 0, "errmsg": "ok"}', None),
        (Robot.FEISHU, 200, b'{"code": 0}', None),
        (Robot.WECOM, 200, b'{"errcode": 93000, "errmsg": "invalid webhook url"}', "93000"),
        (Robot.FEISHU, 200, b'{"code": 19021, "msg": "sign match fail"}', "19021"),
        (Robot.DINGTALK, 502, b"<html>", "502"),
        (Robot.DINGTALK, 200, b"[0]", "200"),
        (Robot.DINGTALK, 500, b'{"errcode": 0}', "0"),
    ],
)
def test_answers_are_read_by_their_body(robot, status, body, code):
    said = refusal(robot, status=status, body=body)
    assert (said.params["code"] if said else None) == code


def test_words_of_a_refusal_are_kept():
    body = b'{"errcode": 310000, "errmsg": "sign not match"}'
    assert refusal(Robot.DINGTALK, status=200, body=body) == Reason(
        "robot_refused", {"code": "310000", "words": "sign not match"}
    )
