"""The one way out: POST to robots whose origin is allowed, never to an address inside.

No redirect is followed, the answer is cut, and a host's name must not lead to a private address:
else a member could have the desk ask its own network.
"""

import http.client
import ipaddress
import socket
from urllib.parse import urlsplit

from django.conf import settings

SECONDS = 10
MOST_ANSWER = 10_000


class NotAllowed(Exception):
    """The address is none the desk sends to."""


def origin_of(url: str) -> str:
    """Scheme, host and port; raises NotAllowed for what is no plain address."""
    parts = urlsplit(url)
    if not parts.hostname or parts.username or parts.password:
        raise NotAllowed(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}"


def is_allowed(url: str) -> bool:
    """Whether the address has an origin that the desk's settings name."""
    try:
        return origin_of(url) in settings.ROBOT_ORIGINS
    except (NotAllowed, ValueError):
        return False


def post_json(url: str, body: bytes) -> tuple[int, bytes]:
    """Status and answer; raises NotAllowed, or OSError and HTTPException where nobody answers."""
    if not is_allowed(url):
        raise NotAllowed(url)
    parts = urlsplit(url)
    host, is_https = parts.hostname or "", parts.scheme == "https"
    _refuse_private(host, parts.port or (443 if is_https else 80))
    kind = http.client.HTTPSConnection if is_https else http.client.HTTPConnection
    connection = kind(host, parts.port, timeout=SECONDS)
    try:
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection.request("POST", path, body, {"Content-Type": "application/json; charset=utf-8"})
        answer = connection.getresponse()
        return answer.status, answer.read(MOST_ANSWER)
    finally:
        connection.close()


def _refuse_private(host: str, port: int) -> None:
    """A name must lead outside; an address written out in the settings is the operator's word."""
    if _is_address(host):
        return
    for *_kind, where in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if not ipaddress.ip_address(where[0]).is_global:
            raise NotAllowed(host)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
