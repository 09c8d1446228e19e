"""What the robots of DingTalk, WeCom and Feishu want to be sent, and how their answers read.

All three answer 200 even where they refused: the body tells.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import quote_plus

from reviews.domain.reason import Reason

#: WeCom's limit of a markdown text in bytes; the others take more.
MOST_BYTES = 4_096


class Robot(StrEnum):
    """The group robots the desk can talk to."""

    DINGTALK = "dingtalk"
    WECOM = "wecom"
    FEISHU = "feishu"


@dataclass(frozen=True, slots=True)
class Posting:
    """One POST of JSON."""

    url: str
    body: bytes


def make_posting(
    robot: Robot, *, url: str, secret: str, title: str, text: str, now: datetime
) -> Posting:
    """The signed message; without a secret the robot's key words or addresses must let it in."""
    text = _cut(text)
    match robot:
        case Robot.DINGTALK:
            milliseconds = int(now.timestamp() * 1000)
            body = {"msgtype": "markdown", "markdown": {"title": title, "text": text}, "at": {}}
            signed = f"{url}&timestamp={milliseconds}&sign={dingtalk_sign(secret, milliseconds)}"
            return Posting(signed if secret else url, _json(body))
        case Robot.WECOM:
            return Posting(url, _json({"msgtype": "markdown", "markdown": {"content": text}}))
        case _:  # Feishu
            seconds = int(now.timestamp())
            message = {"msg_type": "text", "content": {"text": text}}
            proof = {"timestamp": str(seconds), "sign": feishu_sign(secret, seconds)}
            return Posting(url, _json({**(proof if secret else {}), **message}))


def dingtalk_sign(secret: str, milliseconds: int) -> str:
    """HMAC-SHA256 over time and secret, for the address."""
    message = f"{milliseconds}\n{secret}".encode()
    return quote_plus(_digest(secret.encode(), message))


def feishu_sign(secret: str, seconds: int) -> str:
    """HMAC-SHA256 over nothing, with time and secret as its key."""
    return _digest(f"{seconds}\n{secret}".encode(), b"")


def refusal(robot: Robot, *, status: int, body: bytes) -> Reason | None:
    """Why the robot did not take the message; None where it did."""
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    name = "code" if robot is Robot.FEISHU else "errcode"
    if status == 200 and isinstance(answer, dict) and answer.get(name) == 0:  # HTTP's word
        return None
    said = answer if isinstance(answer, dict) else {}
    code = str(said.get(name, status))
    words = str(said.get("errmsg") or said.get("msg") or "")[:200]
    return Reason("robot_refused", {"code": code, "words": words})


def _digest(key: bytes, message: bytes) -> str:
    return base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()


def _json(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def _cut(text: str) -> str:
    return text.encode()[:MOST_BYTES].decode(errors="ignore")
