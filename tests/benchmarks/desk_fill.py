"""Fills a PostgreSQL database with a desk of millions, by statements of whole tables.

Every row is plain SQL over ``generate_series``: what a column holds is said here or is the
default of its field, so that a new column needs no line.
"""

import datetime as dt

from django.db import connection
from django.db.models import NOT_PROVIDED, Model

from reviews.choices import AGENT, LEAD, OWNER
from reviews.contact_cipher import blind_index
from reviews.models import (
    Attempt,
    Buyer,
    Callback,
    Case,
    Cause,
    Clock,
    Member,
    Order,
    Product,
    Promise,
    Review,
    ReviewCause,
    Script,
    Shop,
)
from reviews.operations.shops import add_member, create_shop

#: A Wednesday, 10:00 at the desk.
AT = dt.datetime.fromisoformat("2026-11-18T10:00+08:00")
CODE = "many"
AGENTS = 50
PRODUCTS = 2_000
#: Of a hundred open cases so many wait for the buyer, rest, and carry a colleague's name.
WAITING, HELD, OWNED = 8, 2, 10
_NOW = f"timestamptz '{AT.isoformat()}'"
#: A number from 0 to 1 that depends on the row alone.
_CHANCE = "((n * 7919 % 10007) / 10007.0)"
_WHY = """'[{"code": "timing.place_good_hour",
  "params": {"place_type": "residential", "effect_share": 0.12}},
 {"code": "timing.chance", "params": {"reach_share": 0.41}}]'"""
_WORDS = (
    "收到就坏了客服还不理人",
    "物流太慢等了十天才到",
    "壶底漏水用了两次就不行",
    "颜色和图片完全不一样失望",
    "味道很大放了一周还有",
    "少发了一件联系不上客服",
)


def fill(*, open_cases: int, closed_cases: int) -> Shop:
    """A shop with so many cases; two cases a buyer, one order and one cause a review."""
    shop = create_shop(code=CODE, name="百万旗舰店", platform="tmall", now=AT)
    _people(shop)
    for stage in ("listen", "empathise", "apologise", "solve", "promise"):
        Script.objects.create(shop=shop, stage=stage, text=f"您好，这里是{{店铺}}（{stage}）。")
    cases = open_cases + closed_cases
    _buyers_and_orders(shop, cases)
    _reviews(shop, cases)
    _cases(shop, open_cases, cases)
    _work(shop, open_cases, cases)
    with connection.cursor() as cursor:
        for model in (Buyer, Order, Review, Case, Clock, ReviewCause, Callback, Attempt, Promise):
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"  # noqa: S608  # our own words
            )
        cursor.execute("VACUUM ANALYZE")
    return shop


def insert(model: type[Model], rows: str, **columns: str) -> None:
    """One row of ``model`` for each row of the SQL ``rows``; other columns get their default."""
    values = {}
    for field in model._meta.concrete_fields:
        if field.attname in columns:
            values[field.column] = columns[field.attname]
        elif field.name == "public_id":
            values[field.column] = f"substr(md5('{model.__name__}' || n), 1, 16)"
        elif not field.primary_key:
            values[field.column] = _default(field)
    names = ", ".join(f'"{name}"' for name in values)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({names}) "  # noqa: S608  # our own words
            f"SELECT {', '.join(values.values())} FROM {rows}"
        )


def _default(field) -> str:  # type: ignore[no-untyped-def]  # any field
    if field.default is NOT_PROVIDED:
        return "NULL" if field.null else "''"
    value = field.get_default()
    with connection.cursor() as cursor:
        prepared = field.get_db_prep_save(value, connection)
        literal = cursor.cursor.mogrify("%s", [prepared]) if prepared is not None else "NULL"
        return literal.decode() if isinstance(literal, bytes) else literal


def _people(shop: Shop) -> None:
    seats = [("lead", LEAD), ("owner", OWNER), *((f"agent{n}", AGENT) for n in range(AGENTS))]
    for name, role in seats:
        add_member(
            shop=shop,
            username=f"many_{name}",
            role=role,
            display_name=name,
            now=AT,
        )


def _series(count: int, first: int = 1) -> str:
    return f"generate_series({first}, {count}) AS n"


def _buyers_and_orders(shop: Shop, cases: int) -> None:
    insert(
        Product,
        _series(PRODUCTS),
        id="n",
        shop_id=str(shop.pk),
        item_id="'item' || n",
        title="'养生壶多功能煮茶器 ' || n",
    )
    insert(
        Buyer,
        _series(cases // 2 + 1),
        id="n",
        shop_id=str(shop.pk),
        key_index="md5('nick' || n)",
        nick_masked="chr(97 + n % 26) || '***' || n % 10",
        phone_index="md5('phone' || n)",
        phone_masked="'138****' || lpad((n % 10000)::text, 4, '0')",
        phone_last4="lpad((n % 10000)::text, 4, '0')",
        first_seen_at=_NOW,
    )
    insert(
        Order,
        _series(cases),
        id="n",
        shop_id=str(shop.pk),
        number="(2026000000000000000 + n)::text",
        buyer_id="n / 2 + 1",
        status="'success'",
        amount_fen="9900",
        paid_fen="9900",
        paid_at=f"{_NOW} - interval '20 days'",
        ordered_at=f"{_NOW} - interval '20 days' - n * interval '20 seconds'",
    )


def _reviews(shop: Shop, cases: int) -> None:
    words = ", ".join(f"'{text}'" for text in _WORDS)
    insert(
        Review,
        _series(cases),
        id="n",
        shop_id=str(shop.pk),
        key="'r' || n",
        product_id=f"n % {PRODUCTS} + 1",
        order_id="n",
        order_number="(2026000000000000000 + n)::text",
        buyer_id="n / 2 + 1",
        level="CASE WHEN n % 4 = 0 THEN 'neutral' ELSE 'bad' END",
        stars="CASE WHEN n % 4 = 0 THEN 3 ELSE 1 END",
        content=f"(ARRAY[{words}])[n % {len(_WORDS)} + 1] || '，订单尾号' || n",
        content_hash="md5(n::text)",
        causes_version="'bench'",
        rated_at=f"{_NOW} - n * interval '20 seconds'",
        first_seen_at=_NOW,
    )
    causes = list(Cause.objects.filter(shop=shop).order_by("id").values_list("id", flat=True))
    insert(
        ReviewCause,
        _series(cases),
        id="n",
        review_id="n",
        cause_id=f"(ARRAY{causes})[n % {len(causes)} + 1]",
        source="'reader'",
        version="'bench'",
        confidence="0.9",
        evidence="'[[0, 4]]'",
        is_main="TRUE",
        decided_at=_NOW,
    )


def _cases(shop: Shop, open_cases: int, cases: int) -> None:
    agents = _agents(shop)
    is_open = f"n <= {open_cases}"
    status = (
        f"CASE WHEN n > {open_cases} THEN 'closed' WHEN n % 100 < {WAITING} THEN 'waiting' "
        f"WHEN n % 100 < {WAITING + HELD} THEN 'held' ELSE 'open' END"
    )
    held = f"{is_open} AND n % 100 >= {WAITING} AND n % 100 < {WAITING + HELD}"
    insert(
        Case,
        _series(cases),
        id="n",
        shop_id=str(shop.pk),
        review_id="n",
        buyer_id="n / 2 + 1",
        level="CASE WHEN n % 4 = 0 THEN 'neutral' ELSE 'bad' END",
        status=status,
        hold=f"CASE WHEN {held} THEN 'complaint' ELSE '' END",
        close_reason=f"CASE WHEN {is_open} THEN '' ELSE 'solved' END",
        closed_at=f"CASE WHEN {is_open} THEN NULL ELSE {_NOW} - n * interval '20 seconds' "
        "+ interval '5 hours' END",
        owner_id=f"CASE WHEN n % 100 >= {100 - OWNED} THEN (ARRAY{agents})[n % {AGENTS} + 1] END",
        opened_at=f"{_NOW} - n * interval '20 seconds'",
        call_value=f"CASE WHEN {is_open} THEN {_CHANCE} * 10 ELSE 0 END",
        advantage=f"CASE WHEN {is_open} THEN {_CHANCE} * 8 ELSE 0 END",
        callable_from=f"CASE WHEN {is_open} THEN {_NOW} + (n % 3) * interval '2 hours' "
        "- interval '1 hour' END",
        best_at=f"CASE WHEN {is_open} THEN {_NOW} + (n % 9) * interval '1 hour' END",
        why=_WHY,
    )


def _agents(shop: Shop) -> list[int]:
    rows = Member.objects.filter(shop=shop, role=AGENT).order_by("id")
    return list(rows.values_list("id", flat=True))


def _work(shop: Shop, open_cases: int, cases: int) -> None:
    agents = _agents(shop)
    for kind, days in (("change_window", 30), ("number_expiry", 15), ("reply_limit", 7)):
        insert(
            Clock,
            _series(cases),
            case_id="n",
            kind=f"'{kind}'",
            starts_at=f"{_NOW} - n * interval '20 seconds'",
            ends_at=f"{_NOW} - n * interval '20 seconds' + interval '{days} days'",
            source="'benchmark'",
        )
    insert(
        Callback,
        _series(open_cases // 10),
        case_id="n * 10",
        shop_id=str(shop.pk),
        starts_at=f"{_NOW} + (n % 96) * interval '30 minutes'",
        ends_at=f"{_NOW} + (n % 96 + 1) * interval '30 minutes'",
        is_promised=f"n % {AGENTS} = 0",
        reasons=_WHY,
        created_at=_NOW,
    )
    insert(
        Attempt,
        _series(cases, open_cases + 1),
        case_id="n",
        contact_index="md5('phone' || (n / 2 + 1))",
        outcome="'answered'",
        at=f"{_NOW} - n * interval '20 seconds' + interval '1 hour'",
        member_id=f"{agents[0]} + n % {AGENTS}",
        idempotency_key="'bench' || n",
    )
    insert(
        Promise,
        _series(open_cases // 50),
        case_id="n * 50",
        text="'补发配件'",
        due_at=f"{_NOW} + (n % 200) * interval '1 hour'",
        made_at=_NOW,
    )


def nick_index(shop: Shop, nick: str) -> str:
    """Under what a buyer of that nick is found."""
    return blind_index(f"{shop.platform}:{nick}", purpose="buyer")
