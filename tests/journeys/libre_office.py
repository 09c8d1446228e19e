"""A workbook as LibreOffice shows it."""

import csv
import os
import shutil
import subprocess
from pathlib import Path

import pytest

#: Comma, quote, UTF-8, as shown, every sheet to a file of its own.
_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
_PATIENCE = 120


def office() -> str:
    """The program's path; skips the test where there is none, unless journeys are required."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        if os.environ.get("REVIEWDESK_JOURNEYS") == "required":
            pytest.fail("LibreOffice is not installed, and REVIEWDESK_JOURNEYS=required")
        pytest.skip("LibreOffice is not installed")
    return found


def sheets_by_libre_office(book: Path) -> list[tuple[str, list[list[str]]]]:
    """Name and shown cells of every sheet, in the book's order."""
    folder = book.parent / "opened"
    profile = (book.parent / "profile").as_uri()
    subprocess.run(
        [
            office(),
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            _CSV,
            "--outdir",
            str(folder),
            str(book),
        ],
        check=True,
        capture_output=True,
        timeout=_PATIENCE,
    )
    files = sorted(folder.glob(f"{book.stem}-*.csv"), key=lambda path: path.stat().st_mtime_ns)
    return [(path.stem.removeprefix(f"{book.stem}-"), _rows(path)) for path in files]


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))
