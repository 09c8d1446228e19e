"""Filling the demo shop: the story's files and the staff's work, interleaved in time."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping

from reports.operations.actions import measure_actions, open_action, put_in_force
from reports.operations.rollups import count_marked_weeks
from reports.operations.runs import request_weekly_reports
from reviewdesk.demo import intake
from reviewdesk.demo.catalogue import SHOP_CODE
from reviewdesk.demo.ending import leave_undecided
from reviewdesk.demo.money import show_money
from reviewdesk.demo.play import Play
from reviewdesk.demo.story import (
    DESK_ZONE,
    FIXED_CAUSE,
    FIXED_ITEM,
    WEEKS_SINCE_FIX,
    DemoOrder,
    tell_story,
)
from reviewdesk.demo.supply import open_shop
from reviews.models import Cause, Member, Product, Shop
from reviews.operations.planning import plan_shop
from reviews.operations.timing_reports import make_timing_report, request_timing_report

EVENING, NIGHT = dt.time(21, 30), dt.time(3, 30)


class DemoExists(Exception):
    """The demo shop was filled before; it is never filled twice."""


def fill_demo(
    *,
    cases: int,
    seed: int,
    now: dt.datetime,
    say: Callable[[int, int], None] = lambda _done, _all: None,
) -> Shop:
    """Make the demo shop with some ``cases`` cases over twelve weeks; raises DemoExists.

    ``say`` hears how many days of how many are played.
    """
    if Shop.objects.filter(code=SHOP_CODE).exists():
        raise DemoExists(SHOP_CODE)
    orders = tell_story(cases=cases, seed=seed, until=now)
    shop, people = open_shop(now=now)
    play = Play(
        shop=shop,
        people=people,
        orders={order.number: order for order in orders},
        seed=seed,
        until=now,
    )
    _queue_days(play, shop, people["ops"], orders, now, say)
    _queue_actions(play, shop, people["ops"], now)
    play.run()
    leave_undecided(shop=shop, members=people, now=now)
    show_money(shop=shop, members=people, now=now)
    count_marked_weeks(now=now, shop=shop)
    measure_actions(now=now, shop=shop)
    request_weekly_reports(now=now)
    _measure_timing(shop, now)
    plan_shop(shop=shop, now=now)
    return shop


def _measure_timing(shop: Shop, moment: dt.datetime) -> None:
    """A desk does so every night; weekly is enough for the demo's habits to be learned."""
    report = request_timing_report(shop=shop, now=moment)
    make_timing_report(report_id=report.pk, now=moment)


def _queue_days(
    play: Play,
    shop: Shop,
    ops: Member,
    orders: list[DemoOrder],
    now: dt.datetime,
    say: Callable[[int, int], None],
) -> None:
    by_week = intake.orders_by_week(orders)
    by_day = intake.reviews_by_day(orders)
    first = min(by_week)
    for monday, placed in by_week.items():
        night = dt.datetime.combine(monday, NIGHT, tzinfo=DESK_ZONE)
        play.at(night, lambda moment: _measure_timing(shop, moment))
        at = dt.datetime.combine(monday, dt.time(0, 5), tzinfo=DESK_ZONE)
        # A week's orders are known before any of its reviews: the demo's exports run ahead.
        play.at(at, _orders_step(shop, ops, monday, placed))
    last = now.astimezone(DESK_ZONE).date()
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    for number, day in enumerate(days, start=1):
        at = intake.morning_after(day, now)
        play.at(
            at, _morning_step(play, shop, ops, day, by_day.get(day, []), (number, len(days)), say)
        )
        play.at(dt.datetime.combine(day, EVENING, tzinfo=DESK_ZONE), play.evening)


def _orders_step(
    shop: Shop,
    ops: Member,
    monday: dt.date,
    placed: list[DemoOrder],
) -> Callable[[dt.datetime], None]:
    def step(moment: dt.datetime) -> None:
        intake.import_orders(shop, ops, monday, placed, moment)

    return step


def _morning_step(
    play: Play,
    shop: Shop,
    ops: Member,
    day: dt.date,
    reviewed: list[DemoOrder],
    progress: tuple[int, int],
    say: Callable[[int, int], None],
) -> Callable[[dt.datetime], None]:
    def step(moment: dt.datetime) -> None:
        changed = _changed_reviews(play, moment)
        if reviewed or changed:
            intake.import_reviews(shop, ops, day, [*reviewed, *changed], moment)
            play.open_cases(moment)
        say(*progress)

    return step


def _changed_reviews(play: Play, moment: dt.datetime) -> list[DemoOrder]:
    """Reviews their buyers have raised since: they come again, with five stars."""
    due = [number for shown_at, number in play.changes if shown_at <= moment]
    play.changes = [change for change in play.changes if change[0] > moment]
    raised = []
    for number in due:
        order = play.orders[number]
        if order.review is not None:
            review = dataclasses.replace(order.review, stars=5, text="处理得很快，问题解决了")
            raised.append(dataclasses.replace(order, review=review))
    return raised


def _queue_actions(play: Play, shop: Shop, ops: Member, now: dt.datetime) -> None:
    """One fix that ended a cause, one that is under way, one that is asked for."""
    since = now - dt.timedelta(weeks=WEEKS_SINCE_FIX)
    asked: Mapping[str, tuple[dt.datetime, str, str, str, str]] = {
        FIXED_ITEM: (
            since - dt.timedelta(days=12),
            FIXED_CAUSE,
            "更换壶底密封圈供应商",
            "改用第二供应商的食品级硅胶圈，库存旧圈退回，每批抽检20只再装配",
            "王厂长",
        ),
        "660300000001": (
            now - dt.timedelta(days=9),
            "freshness",
            "坚果改为充氮小包并缩短库存周期",
            "250克大袋改为30克充氮小包，库存超过45天的先停发",
            "刘品控",
        ),
        "660400000001": (
            now - dt.timedelta(days=3),
            "size_fit",
            "尺码表按实测重做",
            "每款每码实测3件，尺码表写明误差，详情页加身高体重对照",
            "何设计",
        ),
    }
    for item_id, (at, *told) in asked.items():
        play.at(at, _action_step(shop, ops, item_id, *told))
    play.at(since, _in_force_step(shop, ops, since.astimezone(DESK_ZONE).date()))


def _action_step(
    shop: Shop,
    ops: Member,
    item_id: str,
    code: str,
    title: str,
    change: str,
    owner_name: str,
) -> Callable[[dt.datetime], None]:
    def step(moment: dt.datetime) -> None:
        open_action(
            shop=shop,
            cause=Cause.objects.get(shop=shop, code=code),
            product=Product.objects.get(shop=shop, item_id=item_id),
            title=title,
            change=change,
            owner_name=owner_name,
            due_on=(moment + dt.timedelta(days=14)).date(),
            member=ops,
            now=moment,
        )

    return step


def _in_force_step(shop: Shop, ops: Member, day: dt.date) -> Callable[[dt.datetime], None]:
    def step(moment: dt.datetime) -> None:
        action = shop.actions.order_by("id").first()
        if action is not None:
            put_in_force(action=action, on=day, member=ops, now=moment)

    return step
