"""Rows that were looked through come back as they were found."""

from pathlib import Path
from tempfile import TemporaryFile

from reviews.domain.reason import Reason
from reviews.intake.readers import DEFAULT_LIMITS, FileFormat, RawRow, Table
from reviews.intake.readers.spool import Spool

TABLE = Table(FileFormat.TEXT, 1, ("a", "b"))


def test_rows_come_back_with_number_and_damage(tmp_path: Path) -> None:
    rows = [RawRow(number, (f"{number}", "值\ud83d")) for number in range(600)]
    rows[300] = RawRow(300, ("x", ""), Reason("row_too_long", {"cells": 3, "headings": 2}))
    heard = []
    with TemporaryFile() as file:
        spool = Spool(file, heard=lambda: heard.append(True))
        for row in rows:
            spool.add(row)
        assert len(heard) == 2  # while they are put in, after each piece
        assert list(spool.rows(tmp_path, TABLE, limits=DEFAULT_LIMITS)) == rows
