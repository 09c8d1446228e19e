"""Hints that a review may be used as pressure. A person decides; no cause is ever made of it."""

import re
from dataclasses import dataclass

from reviews.domain.reason import Reason

_DEMAND = re.compile(
    r"(?:不|没)(?:给|赔|退|打|转|补)[^。！？\n]{0,12}(?:就|那就|则)[^。！？\n]{0,6}(?:差评|曝光|投诉到底|发抖音|发小红书|举报)"
    r"|(?:给|转|打|发)(?:我|个)?[^。！？\n]{0,4}(?:红包|钱|\d+元?)[^。！？\n]{0,8}(?:就|马上|立刻|立马)[^。！？\n]{0,4}(?:删|改|撤)"
    r"|(?:删|改|撤)(?:掉)?(?:差评|评价|中评)[^。！？\n]{0,8}(?:\d+元?|红包|转账|给钱|先付)"
    r"|(?:想要?|要想)(?:我)?(?:删|改)(?:差评|评价|中评)?[^。！？\n]{0,6}(?:拿钱|给钱|加我|联系我|红包)"
)
_CONTACT = re.compile(
    r"(?:加|＋|\+)(?:我)?(?:个)?(?:微信|薇信|威信|vx|VX|v信|QQ|qq|扣扣)"
    r"|(?:微信|薇信|vx|VX|QQ|qq|扣扣)(?:号)?[:：]?\s?[A-Za-z0-9_-]{5,20}"
    r"|(?<!\d)1[3-9]\d{9}(?!\d)"
)
_RIVAL = re.compile(
    r"(?:来|去|搜|到)(?:我家|我店|我的店|我们店|我们家店)(?:买|看|下单)|代购?加我|同款(?:更便宜)?(?:加|找|来)我"
)
_HINTS = (
    ("abuse.demand", _DEMAND),
    ("abuse.contact_data", _CONTACT),
    ("abuse.rival", _RIVAL),
)

#: One bad review elsewhere is bad luck; so many are shown, or one with a sign of pressure.
_MANY_ELSEWHERE = 2


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Low reviews of the same person in other shops of the desk within ``days``.

    ``pressing`` of them have a hint in their words.
    """

    reviews: int
    shops: int
    pressing: int
    days: int


def pattern_hint(elsewhere: Elsewhere) -> Reason | None:
    """A pattern across shops; only numbers, since what other shops know stays theirs."""
    if elsewhere.pressing:
        code = "abuse.pressing_elsewhere"
    elif elsewhere.reviews >= _MANY_ELSEWHERE:
        code = "abuse.low_elsewhere"
    else:
        return None
    told = {name: getattr(elsewhere, name) for name in ("reviews", "shops", "pressing", "days")}
    return Reason(code, told)


def abuse_hint(folded: str) -> Reason | None:
    """The first sign of extortion, contact data or a rival's advertising in a folded text."""
    for code, sign in _HINTS:
        found = sign.search(folded)
        if found:
            return Reason(code, {"start": found.start(), "end": found.end()})
    return None
