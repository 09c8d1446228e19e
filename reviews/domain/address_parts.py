"""Cut a Chinese shipping address: what is administrative, what is left to read."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

_SEPARATORS = re.compile(r"[\s_,，。、;；|/]+|(?<![0-9A-Za-z#])-|-(?![0-9A-Za-z#*])")
_MASK_ONLY = re.compile(r"^[*＊xX#•·\d\-]*$")


@dataclass(frozen=True, slots=True)
class AddressParts:
    """``tail`` is what lies below town and street office; ``township`` says it is a 乡."""

    tail: str
    township: bool


@cache
def read_table(name: str) -> Mapping[str, Any]:
    """The TOML file of that name in places_data."""
    folder = resources.files("reviews.domain.places_data")
    return tomllib.loads(folder.joinpath(name).read_text(encoding="utf-8"))


@cache
def context_words(name: str) -> tuple[str, ...]:
    """A list of context.toml; a plain string gives its characters."""
    return tuple(read_table("context.toml")[name])


def alternatives(words: tuple[str, ...]) -> str:
    """A regular expression for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _province() -> re.Pattern[str]:
    names = alternatives(context_words("provinces"))
    return re.compile(
        rf"(?:中国)?(?:{names})(?:省|市|壮族|回族|维吾尔|自治区|特别行政区)*(?:市辖区)?"
    )


#: A name of the administration never runs across a road, a number, a letter or a village.
_NAME = r"[^\W\d_A-Za-z路街弄巷号村]"
_DISTRICT = re.compile(
    rf"({_NAME}{{1,6}}?)(?:自治州|自治县|地区|区|州市|市(?!场|部|集)|县(?!城)|盟|旗(?!舰))"
)
_TOWN = re.compile(
    rf"{_NAME}{{1,6}}?(?:街道(?!办)|镇(?!政府|卫|市|路|街)|(乡)(?!政府|卫|村|镇|市|县|路|街|公路))"
)


def _district_end(text: str, start: int) -> int:
    """Where the district that starts here ends; ``start`` where none does (小区, 工业区, 超市)."""
    found = _DISTRICT.match(text, start)
    if found is None:
        return start
    guards = context_words("not_city_before" if found[0].endswith("市") else "not_admin_before")
    if not found[1].endswith(guards):
        return found.end()
    listed = text.endswith(context_words("admin_all_the_same"), start, found.end())
    return found.end() if listed else start


def cut_address(address: str) -> AddressParts:
    """Take off provinces, cities, districts and towns at the front, however often repeated."""
    text = _SEPARATORS.sub("", unicodedata.normalize("NFKC", address))
    place, start, township = 0, -1, False
    while place != start:
        start = place
        if found := _province().match(text, place):
            place = found.end()
        place = _district_end(text, place)
        if place == start and (found := _TOWN.match(text, place)):
            place = found.end()
            township = found[1] is not None
    tail = text[place:]
    return AddressParts("" if _MASK_ONLY.match(tail) else tail, township)
