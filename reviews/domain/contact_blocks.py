"""The contact rules one by one: what stands against a call at a moment, and until when."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from reviews.domain.contact_facts import ContactFacts, Dial
from reviews.domain.contact_limits import ContactRules
from reviews.domain.outcomes import Channel
from reviews.domain.reason import Parameter, Reason
from reviews.domain.regions import region_hours
from reviews.domain.workdays import Calendar

#: How far around the time a buyer named a call still keeps the word.
PROMISE_MARGIN = dt.timedelta(minutes=15)
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Block:
    """One broken rule and the earliest moment at which it may be kept again; None = never."""

    reason: Reason
    until: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Question:
    """A moment seen from the buyer's side, with all that the rules need."""

    moment: dt.datetime
    local: dt.datetime
    rules: ContactRules
    facts: ContactFacts
    calendar: Calendar

    def at(self, clock: dt.time, *, days: int = 0) -> dt.datetime:
        """That time on the buyer's day, or ``days`` later."""
        day = self.local.date() + days * _DAY
        return dt.datetime.combine(day, clock, tzinfo=self.local.tzinfo)

    @property
    def opens(self) -> dt.time:
        """When the buyer's day begins: the shop's hours or the region's real ones."""
        return max(self.rules.call_from, region_hours(self.facts.region).not_before)

    @property
    def is_promised(self) -> bool:
        """Whether the buyer named this time."""
        promised = self.facts.promised_at
        return promised is not None and abs(self.moment - promised) <= PROMISE_MARGIN


def blocks_at(question: Question) -> list[Block]:
    """What stands against a call; an end or a rest stands alone."""
    for rule in _ENDINGS:
        if block := rule(question):
            return [block]
    return [block for rule in _LIMITS if (block := rule(question))]


def _do_not_contact(question: Question) -> Block | None:
    if not question.facts.do_not_contact:
        return None
    return Block(Reason("contact.do_not_contact"), None)


def _closed(question: Question) -> Block | None:
    return Block(Reason("contact.case_closed"), None) if question.facts.is_closed else None


def _no_number(question: Question) -> Block | None:
    facts = question.facts
    if facts.channel is not Channel.PHONE:
        return None
    if not facts.has_phone:
        return Block(Reason("contact.no_phone"), None)
    if facts.phone_is_wrong:
        return Block(Reason("contact.wrong_number"), None)
    if facts.number_expires_at is not None and question.moment >= facts.number_expires_at:
        params = {"expired_at": facts.number_expires_at.isoformat()}
        return Block(Reason("contact.number_expired", params), None)
    return None


def _dials_used_up(question: Question) -> Block | None:
    if question.facts.dials_of_case < question.rules.dials_per_case:
        return None
    params = {"dials": question.facts.dials_of_case, "most": question.rules.dials_per_case}
    return Block(Reason("contact.dials_used_up", params), None)


def _held(question: Question) -> Block | None:
    hold, until = question.facts.hold, question.facts.hold_until
    if hold is None or (until is not None and until <= question.moment):
        return None
    if until is None:
        return Block(Reason(f"contact.held_{hold}"), None)
    return Block(Reason(f"contact.held_{hold}_until", {"until": until.isoformat()}), until)


def _line_busy(question: Question) -> Block | None:
    line = question.facts.line
    if line is None or question.moment >= line.until or question.facts.channel is not Channel.PHONE:
        return None
    until = line.until.astimezone(question.local.tzinfo)
    if not line.colleague:
        return Block(Reason("contact.someone_is_calling"), until)
    return Block(Reason("contact.colleague_is_calling", {"colleague": line.colleague}), until)


def _outer_hours(question: Question) -> Block | None:
    clock, rules = question.local.time(), question.rules
    hours = {"opens": f"{rules.call_from:%H:%M}", "closes": f"{rules.call_until:%H:%M}"}
    if clock >= rules.call_until:
        return Block(Reason("contact.outside_hours", hours), question.at(question.opens, days=1))
    if clock < rules.call_from:
        return Block(Reason("contact.outside_hours", hours), question.at(question.opens))
    return None


def _region_morning(question: Question) -> Block | None:
    clock = question.local.time()
    if question.is_promised or not question.rules.call_from <= clock < question.opens:
        return None
    params = {"opens": f"{question.opens:%H:%M}"}
    return Block(Reason("contact.region_morning", params), question.at(question.opens))


def _quiet_hours(question: Question) -> Block | None:
    rules = question.rules
    if question.is_promised or not rules.quiet_from <= question.local.time() < rules.quiet_until:
        return None
    quiet = {"quiet_from": f"{rules.quiet_from:%H:%M}", "quiet_to": f"{rules.quiet_until:%H:%M}"}
    return Block(Reason("contact.quiet_hours", quiet), question.at(rules.quiet_until))


def _holiday_start(question: Question) -> Block | None:
    if question.is_promised or not question.rules.quiet_on_holiday_first_day:
        return None
    if not question.calendar.day(question.local.date()).is_holiday_start:
        return None
    return Block(Reason("contact.holiday_first_day"), question.at(question.opens, days=1))


def _dials_today(question: Question) -> list[Dial]:
    today, zone = question.local.date(), question.local.tzinfo
    return [
        dial
        for dial in question.facts.dials
        if dial.at <= question.moment and dial.at.astimezone(zone).date() == today
    ]


def _dials_a_day(question: Question) -> Block | None:
    dials, most = len(_dials_today(question)), question.rules.dials_per_day
    if dials < most:
        return None
    reason = Reason("contact.dials_today", {"dials": dials, "most": most})
    return Block(reason, question.at(question.opens, days=1))


def _connected_a_day(question: Question) -> Block | None:
    connected = sum(dial.is_connected for dial in _dials_today(question))
    if question.is_promised or connected < question.rules.connected_per_day:
        return None
    return Block(Reason("contact.connected_today"), question.at(question.opens, days=1))


def _too_soon(question: Question) -> Block | None:
    earlier = [dial.at for dial in question.facts.dials if dial.at <= question.moment]
    if question.is_promised or not earlier:
        return None
    hours = question.rules.hours_between_dials
    free_at = max(earlier) + dt.timedelta(hours=hours)
    if question.moment >= free_at:
        return None
    params: dict[str, Parameter] = {"hours": hours, "dialled_at": max(earlier).isoformat()}
    return Block(Reason("contact.too_soon", params), free_at.astimezone(question.local.tzinfo))


Rule = Callable[[Question], Block | None]
_ENDINGS: tuple[Rule, ...] = (_do_not_contact, _closed, _no_number, _dials_used_up, _held)
_LIMITS: tuple[Rule, ...] = (
    _line_busy,
    _connected_a_day,
    _dials_a_day,
    _too_soon,
    _outer_hours,
    _region_morning,
    _holiday_start,
    _quiet_hours,
)
