"""Cases that wear people down, and who is spared the next one."""

from collections.abc import Mapping

#: From the third attempt on a case is a hard one.
HARD_FROM_DIALS = 2
#: One more than the least burdened colleague is chance, two more is a burden.
_MORE_THAN_OTHERS = 1
#: Who has had fewer than this today can't be ahead of anybody by more than chance.
COMPARED_FROM = _MORE_THAN_OTHERS + 1


def is_spared_hard_cases(*, member: int, last_was_hard: bool, had_today: Mapping[int, int]) -> bool:
    """Whether this person gets an easier case next, as long as there is one.

    After a hard case always; else where they had at least two more of them today than the
    colleague at work who had the fewest. ``had_today`` counts hard cases of everybody at work.
    """
    if last_was_hard:
        return True
    others = [count for one, count in had_today.items() if one != member]
    return bool(others) and had_today.get(member, 0) > min(others) + _MORE_THAN_OTHERS
