"""Labelled texts made for the learner's tests: three causes of a made-up tree."""

import random

from reviews.domain.causes.learner import LabelledText

SAID = {
    "knob": ["旋钮够不着", "旋钮藏在背后", "旋钮方向反着来", "找旋钮找花了眼"],
    "buzzer": ["蜂鸣器叫唤", "叫唤一整夜", "滴滴叫唤", "蜂鸣器像闹铃"],
    "colour": ["浅绿成了墨绿", "墨绿看着沉", "跟墙面不搭", "跟沙发不搭"],
}
FILLING = ["收到三天了", "给我妈买的", "第二次买", "昨晚摆上了", "就这样", "邻居也买了"]


def made(count: int, *, seed: int = 1) -> list[LabelledText]:
    """So many texts; every fourth states nothing, every third two causes."""
    chance = random.Random(seed)
    return [_made(chance, at) for at in range(count)]


def _made(chance: random.Random, at: int) -> LabelledText:
    wanted = 0 if at % 4 == 0 else 2 if at % 3 == 0 else 1
    labels = frozenset(chance.sample(sorted(SAID), wanted))
    parts = [chance.choice(FILLING), *(chance.choice(SAID[label]) for label in sorted(labels))]
    chance.shuffle(parts)
    return LabelledText("，".join(parts), labels)
