"""The embedded Celery broker: kombu's filesystem transport, made safe.

The stock transport opens a message under its final name, then locks and writes it; a reader can
take the empty file, which loses the message and ends the worker. It also lists and sorts the whole
folder for each message. Here a message appears complete or not at all, an unreadable file is set
aside, and one listing serves many messages. The database is the truth; this broker only wakes
workers up.
"""

from __future__ import annotations

import fcntl
import os
import time
import uuid
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem, virtual
from kombu.utils.json import dumps, loads

SCHEME = "files"
URL = f"{SCHEME}://localhost"
POLLING_SECONDS = 0.1


def register() -> None:
    """Make ``files://`` a broker address that kombu understands."""
    TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"


def transport_options(folder: Path) -> dict[str, object]:
    """Celery's ``broker_transport_options`` for a broker that keeps its messages below `folder`."""
    return {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "control_folder": str(folder / "control"),
        "unreadable_folder": str(folder / "unreadable"),
        "polling_interval": POLLING_SECONDS,
    }


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` so that `path` holds all of it or does not exist, even after a power cut."""
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


class Channel(filesystem.Channel):
    def __init__(self, connection: Any, **kwargs: Any) -> None:
        super().__init__(connection, **kwargs)
        for option in ("data_folder_in", "control_folder", "unreadable_folder"):
            self._make(Path(self.transport_options[option]))
        self._listed: dict[str, deque[Path]] = {}

    def _make(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ChannelError(f"Cannot make the broker's folder {folder}") from error

    def _put(  # type: ignore[override]  # the two supertypes name it differently
        self, queue: str, payload: dict[str, Any], **_kwargs: object
    ) -> None:
        name = f"{time.time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        try:
            write_whole(Path(self.data_folder_out) / name, dumps(payload).encode())
        except OSError as error:
            raise ChannelError(f"Cannot add file {name!r} to directory") from error

    def _get(self, queue: str, timeout: float | None = None) -> Any:  # noqa: ARG002  # kombu's form
        for path in self._waiting(queue):
            try:
                content = path.read_bytes()
                payload = self._parsed(content, path)
                # Removing the name is the claim: of several readers one succeeds.
                path.unlink()
            except FileNotFoundError:
                continue
            except OSError as error:
                raise ChannelError(f"Cannot read file {path.name!r} from queue.") from error
            if payload is not None:
                return payload
        raise Empty

    def _waiting(self, queue: str) -> Iterator[Path]:
        """The messages of `queue`, oldest first; listed anew when the last listing is used up."""
        listed = self._listed.setdefault(queue, deque())
        if not listed:
            suffix = f"{queue}.msg"
            paths = Path(self.data_folder_in).iterdir()
            listed.extend(sorted(path for path in paths if path.name.partition(".")[2] == suffix))
        while listed:
            yield listed.popleft()

    def _parsed(self, content: bytes, path: Path) -> dict[str, object] | None:
        try:
            payload = loads(content.decode())
        except ValueError:
            payload = None
        if isinstance(payload, dict):
            return payload
        (Path(self.transport_options["unreadable_folder"]) / path.name).write_bytes(content)
        return None

    def get_table(self, exchange: str) -> list[Any]:
        """Return the bindings of `exchange`; an unreadable table counts as empty."""
        try:
            rows = loads(self._table(exchange).read_text())
        except (FileNotFoundError, ValueError):
            return []
        return [filesystem.exchange_queue_t(*row) for row in rows]

    def _queue_bind(
        self, exchange: str, routing_key: str | None, pattern: str | None, queue: str | None
    ) -> None:
        row = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._table_lock():
            rows = self.get_table(exchange)
            if row not in rows:
                self._write_table(exchange, [row, *rows])

    def _delete(
        self,
        queue: str,
        exchange: str,
        routing_key: str | None,
        pattern: str | None,
        *_args: object,
        **_kwargs: object,
    ) -> None:
        self._purge(queue)
        row = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._table_lock():
            rows = self.get_table(exchange)
            if row in rows:
                self._write_table(exchange, [kept for kept in rows if kept != row])

    def _write_table(self, exchange: str, rows: list[Any]) -> None:
        write_whole(self._table(exchange), dumps(rows).encode())

    def _table(self, exchange: str) -> Path:
        path: Path = self._exchange_file(exchange)  # type: ignore[attr-defined]  # stubs lag behind
        return path

    @contextmanager
    def _table_lock(self) -> Iterator[None]:
        with (self.control_folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


class Transport(filesystem.Transport):
    Channel = Channel
    global_state = virtual.BrokerState()
    polling_interval = POLLING_SECONDS
    driver_type = driver_name = SCHEME
