"""The embedded broker loses no message, doubles none, and survives files it cannot read."""

import multiprocessing
from pathlib import Path
from queue import Empty
from typing import cast

import pytest
from kombu import Connection, Exchange, Queue
from kombu.exceptions import ChannelError

from reviewdesk import broker

PRODUCERS, CONSUMERS, EACH = 4, 2, 1500


@pytest.fixture(autouse=True)
def _forget_bindings() -> None:
    """Kombu keeps what this process has bound; a new folder needs it bound anew."""
    broker.Transport.global_state.clear()


def connect(folder: Path) -> Connection:
    broker.register()
    return Connection(broker.URL, transport_options=broker.transport_options(folder))


def channel_of(connection: Connection) -> broker.Channel:
    return cast("broker.Channel", connection.default_channel)


def produce(folder: Path, producer: int) -> None:
    with connect(folder) as connection:
        queue = connection.SimpleQueue("work")
        for number in range(EACH):
            queue.put({"id": f"{producer}-{number}"})
            if number % 100 == 0:  # what a stock writer that was killed leaves behind
                name = f"00000000000000000000_{producer}-{number}.work.msg"
                (folder / "messages" / name).touch()
        queue.close()


def consume(folder: Path, consumer: int) -> None:
    with connect(folder) as connection, (folder / f"seen-{consumer}").open("w") as seen:
        queue = connection.SimpleQueue("work")
        while True:
            try:
                message = queue.get(timeout=3)
            except queue.Empty:
                break
            seen.write(f"{message.payload['id']}\n")
            message.ack()
        queue.close()


def test_four_producers_and_two_consumers_lose_and_double_nothing(tmp_path: Path) -> None:
    (tmp_path / "messages").mkdir()
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=produce, args=(tmp_path, n)) for n in range(PRODUCERS)]
    processes += [spawn.Process(target=consume, args=(tmp_path, n)) for n in range(CONSUMERS)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=120)

    assert [process.exitcode for process in processes] == [0] * (PRODUCERS + CONSUMERS)
    seen = [line for n in range(CONSUMERS) for line in (tmp_path / f"seen-{n}").read_text().split()]
    assert sorted(seen) == sorted(f"{p}-{n}" for p in range(PRODUCERS) for n in range(EACH))
    assert len(list((tmp_path / "unreadable").iterdir())) == PRODUCERS * EACH / 100
    assert list((tmp_path / "messages").iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]"])
def test_an_unreadable_message_is_set_aside_and_the_next_one_is_read(
    tmp_path: Path, content: bytes
) -> None:
    with connect(tmp_path) as connection:
        queue = connection.SimpleQueue("work")
        (tmp_path / "messages" / "0000_broken.work.msg").write_bytes(content)
        queue.put({"id": 1})

        assert queue.get(timeout=1).payload == {"id": 1}
        assert (tmp_path / "unreadable" / "0000_broken.work.msg").read_bytes() == content


def test_messages_are_read_in_the_order_they_were_put(tmp_path: Path) -> None:
    with connect(tmp_path) as connection:
        queue = connection.SimpleQueue("work", no_ack=True)
        for number in range(5):
            queue.put(number)

        assert [queue.get(timeout=1).payload for _ in range(5)] == [0, 1, 2, 3, 4]


def test_a_message_taken_by_another_reader_is_passed_over(tmp_path: Path) -> None:
    with connect(tmp_path) as connection:
        channel = channel_of(connection)
        for number in range(3):
            channel._put("work", {"n": number})
        assert channel._get("work") == {"n": 0}
        for path in (tmp_path / "messages").iterdir():
            path.unlink()

        with pytest.raises(Empty):
            channel._get("work")


def test_messages_of_another_queue_are_left_alone(tmp_path: Path) -> None:
    with connect(tmp_path) as connection:
        channel = channel_of(connection)
        channel._put("other", {"n": 1})

        with pytest.raises(Empty):
            channel._get("work")
        assert (channel._size("other"), channel._purge("other")) == (1, 1)


def test_a_message_that_cannot_be_written_is_an_error_of_the_channel(tmp_path: Path) -> None:
    with connect(tmp_path) as connection:
        channel = channel_of(connection)
        (tmp_path / "messages").rmdir()

        with pytest.raises(ChannelError, match="Cannot add file"):
            channel._put("work", {"n": 1})


def test_a_message_that_cannot_be_read_is_an_error_of_the_channel(tmp_path: Path) -> None:
    with connect(tmp_path) as connection:
        channel = channel_of(connection)
        (tmp_path / "messages" / "0000_folder.work.msg").mkdir()

        with pytest.raises(ChannelError, match="Cannot read file"):
            channel._get("work")


def test_a_fanout_reaches_every_bound_queue_once(tmp_path: Path) -> None:
    everyone = Exchange("everyone", type="fanout")
    with connect(tmp_path) as connection:
        for name in ("first", "second", "first"):
            Queue(name, everyone)(connection).declare()
        connection.Producer().publish({"hello": 1}, exchange=everyone)

        channel = channel_of(connection)
        assert [channel._size(name) for name in ("first", "second")] == [1, 1]

        Queue("first", everyone)(connection).delete()
        Queue("first", everyone)(connection).delete()
        assert [row.queue for row in channel.get_table("everyone")] == ["second"]


def test_an_unreadable_table_of_bindings_is_made_anew(tmp_path: Path) -> None:
    with connect(tmp_path) as connection:
        channel = channel_of(connection)
        (tmp_path / "control" / "everyone.exchange").touch()
        assert channel.get_table("everyone") == []

        Queue("first", Exchange("everyone", type="fanout"))(connection).declare()
        assert [row.queue for row in channel.get_table("everyone")] == ["first"]


def test_the_embedded_broker_polls_often() -> None:
    assert broker.Transport.polling_interval == 0.1


def test_a_folder_that_cannot_be_made_is_an_error_of_the_channel(tmp_path: Path) -> None:
    (tmp_path / "messages").touch()

    with connect(tmp_path) as connection, pytest.raises(ChannelError, match="Cannot make"):
        connection.channel()


def test_deleting_an_unknown_binding_changes_nothing(tmp_path: Path) -> None:
    with connect(tmp_path) as connection:
        channel_of(connection)._delete("work", "nowhere", "", "")

        assert list((tmp_path / "control").glob("*.exchange")) == []
