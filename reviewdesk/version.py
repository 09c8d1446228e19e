"""The version is the first heading of the changelog; it is written nowhere else."""

import re
from pathlib import Path

_HEADING = re.compile(r"^## \[(?P<version>\d+\.\d+\.\d+)\]", re.MULTILINE)


def read_version(changelog: Path) -> str:
    """The newest released version; ValueError where the changelog names none."""
    found = _HEADING.search(changelog.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{changelog} has no heading such as '## [0.1.0] - 2026-11-22'")
    return found["version"]
