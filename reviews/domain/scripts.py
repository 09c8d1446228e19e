"""Variables of a script: what stands in braces is filled in from the case."""

import re
from collections.abc import Mapping

#: Every variable a script may use.
VARIABLES = ("{客服}", "{店铺}", "{买家}", "{商品}", "{订单尾号}")
_IN_BRACES = re.compile(r"\{[^{}]*\}")


def unknown_variables(text: str) -> tuple[str, ...]:
    """What stands in braces and is no variable, in the order of the text."""
    return tuple(one for one in _IN_BRACES.findall(text) if one not in VARIABLES)


def filled(text: str, names: Mapping[str, str]) -> str:
    """A script with its variables filled in, once: what is filled in is never read again."""
    return _IN_BRACES.sub(lambda found: names.get(found[0], found[0]), text)
