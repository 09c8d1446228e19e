"""What the demo shop has before the first buyer complains: people, shifts, sentences, money."""

import datetime as dt

from compensation.operations.budgets import set_budget
from compensation.operations.policies import policy_for_use
from reviewdesk.demo.catalogue import (
    PASSWORD,
    PEOPLE,
    PLATFORM,
    PRODUCTS,
    SCRIPTS,
    SHOP_CODE,
    SHOP_NAME,
)
from reviewdesk.demo.story import DESK_ZONE, WEEKS
from reviews.choices import AGENT
from reviews.models import Member, Product, Script, Shift, Shop
from reviews.operations.shops import add_member, create_shop

_BUDGET_FEN = 500_000
_SHIFTS = ((9, 18), (12, 21), (9, 18))  # of the agents, in their order


def open_shop(*, now: dt.datetime) -> tuple[Shop, dict[str, Member]]:
    """The shop as it was founded, and its people by login."""
    founded = now - dt.timedelta(weeks=WEEKS + 1)
    shop = create_shop(
        code=SHOP_CODE,
        name=SHOP_NAME,
        platform=PLATFORM,
        now=founded,
        is_demo=True,
    )
    people = {
        person.username: add_member(
            shop=shop,
            username=person.username,
            role=person.role,
            display_name=person.display_name,
            password=PASSWORD,
            now=founded,
        )
        for person in PEOPLE
    }
    Product.objects.bulk_create(
        Product(shop=shop, item_id=p.item_id, title=p.title, line=p.line) for p in PRODUCTS
    )
    Script.objects.bulk_create(
        Script(shop=shop, stage=stage, cause_code=cause, text=text)
        for stage, cause, text in SCRIPTS
    )
    agents = [person for person in people.values() if person.role == AGENT]
    Shift.objects.bulk_create(_shifts(agents, now))
    policy_for_use(shop=shop, now=founded)
    _monthly_budgets(shop, people["owner"], founded, now)
    return shop, people


def _shifts(agents: list[Member], now: dt.datetime) -> list[Shift]:
    """Two weeks back and four ahead; everyone has two days a week off, not the same ones."""
    today = now.astimezone(DESK_ZONE).date()
    shifts = []
    for offset in range(-14, 28):
        day = today + dt.timedelta(days=offset)
        for number, (agent, hours) in enumerate(zip(agents, _SHIFTS, strict=True)):
            if day.weekday() in {(number * 2) % 7, (number * 2 + 1) % 7}:
                continue
            starts, ends = (
                dt.datetime(day.year, day.month, day.day, hour, tzinfo=DESK_ZONE) for hour in hours
            )
            shifts.append(Shift(member=agent, starts_at=starts, ends_at=ends))
    return shifts


def _monthly_budgets(shop: Shop, owner: Member, first: dt.datetime, last: dt.datetime) -> None:
    day = first.astimezone(DESK_ZONE).date().replace(day=1)
    while day <= last.astimezone(DESK_ZONE).date():
        following = (day + dt.timedelta(days=32)).replace(day=1)
        set_budget(
            shop=shop,
            member=owner,
            name=f"{day:%Y-%m}",
            kind="",
            starts_on=day,
            ends_on=following - dt.timedelta(days=1),
            cap_fen=_BUDGET_FEN,
            now=first,
        )
        day = following
