"""A long JSON answer gives the same records, read one by one."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from reviews.domain.reason import Reason
from reviews.intake.failures import UnreadableFile
from reviews.intake.readers import inspect, json_stream, read_rows, records
from reviews.intake.readers.json_stream import streamed

TEXTS = some.text('壶漏"\\[{]}, a1\n😀', max_size=30)
RECORDS = some.lists(
    some.fixed_dictionaries(
        {
            "oid": some.integers(0, 10**18).map(str),
            "content": TEXTS,
            "created": some.just("2026-11-18 09:00:00"),
            "nick": TEXTS,
            "replies": some.lists(some.fixed_dictionaries({"content": TEXTS}), max_size=2),
        }
    ),
    min_size=1,
    max_size=9,
)


@given(records=RECORDS, note=TEXTS, indent=some.sampled_from([None, 2]))
def test_records_come_out_one_by_one(
    records: list[dict[str, object]], note: str, indent: int | None
) -> None:
    answer = {"note": note, "tags": [{"x": "y"}], "result": {"rates": records, "more": [note]}}
    pages = [answer, {"result": {"rates": records}}]
    written = json.dumps(pages, ensure_ascii=False, indent=indent)
    assert list(streamed(io.StringIO(written))) == records * 2


def test_records_are_read_across_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "_CHUNK", 100)
    rows = [
        {"oid": str(n), "content": "壶漏水" * 9, "created": "x", "nick": "a"} for n in range(50)
    ]
    assert list(streamed(io.StringIO(json.dumps({"a": {"b": rows}})))) == rows


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"a": "b"}', Reason("json_without_rows")),
        ('[{"x": 1}, {"y": 2}]', Reason("json_without_rows")),
        ('\n[{"oid": 1, "content": 2, "created": 3}, {"oid": ', Reason("json_broken", {"line": 2})),
        ('[{"oid": 1, "content": 2, "created": 3}', Reason("json_broken", {"line": 1})),
        ('[{"oid": 1, "content": 2, "created": 3}; 5]', Reason("json_broken", {"line": 1})),
        ('[{"a":' * 100_000, Reason("json_too_deep")),
    ],
)
def test_what_is_no_list_of_records_is_named(content: str, reason: Reason) -> None:
    with pytest.raises(UnreadableFile) as caught:
        list(streamed(io.StringIO(content)))
    assert caught.value.reason == reason


def test_record_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "_CHUNK", 1_000)
    monkeypatch.setattr(json_stream, "_LONGEST", 5_000)
    with pytest.raises(UnreadableFile) as caught:
        list(streamed(io.StringIO('[{"oid": "' + "1" * 50_000)))
    assert caught.value.reason == Reason("json_broken", {"line": 1})


def test_long_file_gives_the_rows_of_a_short_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    rows = [{"oid": n, "content": "漏", "created": "x", "nick": "a"} for n in range(5)]
    path.write_text(json.dumps({"r": {"list": rows}}))
    whole = list(read_rows(path, inspect(path)))
    monkeypatch.setattr(records, "_WHOLE_FILE", 10)
    assert list(read_rows(path, inspect(path))) == whole
