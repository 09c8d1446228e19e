"""Reads the lexicon's data files, which lie in the package beside the code."""

import tomllib
from importlib.resources import files
from typing import Any


def lexicon_file(name: str) -> dict[str, Any]:
    """One parsed TOML file of the lexicon folder."""
    folder = files("reviews.domain.causes") / "lexicon"
    return tomllib.loads((folder / name).read_text(encoding="utf-8"))
