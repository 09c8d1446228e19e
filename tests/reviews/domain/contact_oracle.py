"""The contact rules a second time: slow, one minute after the other, from the words of the design.

Nothing of the desk's own rules is used here but the shape of the question.
"""

import datetime as dt

from holidays import country_holidays

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
#: First days of the free runs around National Day and Mid-Autumn of 2026, read off the notice.
FIRST_DAYS = {dt.date(2026, 9, 25), dt.date(2026, 10, 1)}
LATE_REGIONS = {"新疆": 10 * 60 + 30, "西藏": 9 * 60 + 30}


def may_call(moment, rules, facts):
    """Whether a buyer may be contacted in that minute."""
    if has_ended(moment, rules, facts) or rests(moment, facts):
        return False
    by_phone = facts.channel == "phone"
    if by_phone and facts.line is not None and moment < facts.line.until:
        return False
    return hours_allow(moment, rules, facts) and counts_allow(moment, rules, facts)


def has_ended(moment, rules, facts):
    if facts.do_not_contact or facts.is_closed or facts.dials_of_case >= rules.dials_per_case:
        return True
    if facts.channel != "phone":
        return False
    expires = facts.number_expires_at
    return (
        not facts.has_phone or facts.phone_is_wrong or (expires is not None and expires <= moment)
    )


def rests(moment, facts):
    return facts.hold is not None and (facts.hold_until is None or moment < facts.hold_until)


def named(moment, facts):
    """Within a quarter of an hour of the time the buyer asked for."""
    return facts.promised_at is not None and abs(moment - facts.promised_at) <= 15 * MINUTE


def hours_allow(moment, rules, facts):
    local = moment.astimezone(facts.zone)
    minute = local.hour * 60 + local.minute
    if not minute_of(rules.call_from) <= minute < minute_of(rules.call_until):
        return False
    if named(moment, facts):
        return True
    if local.date() in FIRST_DAYS or minute < LATE_REGIONS.get(facts.region[:2], 0):
        return False
    return not minute_of(rules.quiet_from) <= minute < minute_of(rules.quiet_until)


def counts_allow(moment, rules, facts):
    made = [dial for dial in facts.dials if dial.at <= moment]
    day = moment.astimezone(facts.zone).date()
    today = [dial for dial in made if dial.at.astimezone(facts.zone).date() == day]
    if len(today) >= rules.dials_per_day:
        return False
    if named(moment, facts):
        return True
    if sum(dial.is_connected for dial in today) >= rules.connected_per_day:
        return False
    return all(moment - dial.at >= rules.hours_between_dials * 60 * MINUTE for dial in made)


def minute_of(clock):
    return clock.hour * 60 + clock.minute


def first_allowed(moment, rules, facts, *, days):
    """The first minute of the next days in which the buyer may be contacted, or None."""
    for ahead in range(days * 24 * 60):
        minute = moment + ahead * MINUTE
        if may_call(minute, rules, facts):
            return minute
    return None


def free_days(year):
    """The public holidays of the package, to see that `FIRST_DAYS` was read off correctly."""
    return set(country_holidays("CN", years=year))
