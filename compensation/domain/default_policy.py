"""The policy a shop can use on day one, under the trade's ceilings of 5 and 10 yuan."""

import json
from functools import cache
from importlib.resources import files

from compensation.domain.policy import PolicyVersion
from compensation.domain.policy_json import version_from_json


@cache
def default_policy() -> PolicyVersion:
    """The shipped policy; its sentences are Chinese because buyers hear them."""
    stored = files(__package__).joinpath("default_policy.json").read_text(encoding="utf-8")
    return version_from_json(json.loads(stored))
