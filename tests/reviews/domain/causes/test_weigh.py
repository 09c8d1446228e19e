import datetime as dt

import pytest

from reviews.domain.causes.weigh import OrderFacts, weigh

PAID = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)


def day(number):
    return PAID + dt.timedelta(days=number)


def said(codes, text="", **facts):
    found = weigh(codes, text=text, facts=OrderFacts(rated_at=day(9), **facts))
    return [(one.code, str(one.stance), one.reason.code, dict(one.reason.params)) for one in found]


@pytest.mark.parametrize(
    ("facts", "stance", "reason", "days"),
    [
        ({"signed_at": day(6), "carrier": "中通"}, "supports", "fact_days_to_sign", 6),
        ({"shipped_at": day(1), "signed_at": day(2)}, "contradicts", "fact_days_to_sign", 2),
        ({"shipped_at": day(3)}, "supports", "fact_days_to_ship", 3),
    ],
)
def test_the_days_it_took_speak_for_or_against_slowness(facts, stance, reason, days):
    (found,) = said(("slow_delivery",), paid_at=PAID, **facts)
    carrier = facts.get("carrier", "—")
    assert found == ("slow_delivery", stance, reason, {"days": days, "carrier": carrier})


def test_what_never_came_though_signed_is_shown():
    (found,) = said(("courier_service",), "到现在没收到货", signed_at=day(6))
    assert found == (
        "courier_service", "contradicts", "fact_signed_before", {"days": 3, "carrier": "—"},
    )  # fmt: skip
    (found,) = said(("slow_delivery",), "还没收到", signed_at=day(6))
    assert found[:3] == ("slow_delivery", "contradicts", "fact_signed_before")
    assert said(("courier_service",), "不送上门", signed_at=day(6)) == []
    assert said(("courier_service",), "没收到货", signed_at=day(10)) == []


def test_the_reason_of_a_refund_supports_the_cause_it_names():
    codes = ("missing_item", "odor", "other")
    assert said(codes, refund_reason="少件漏发") == [
        ("missing_item", "supports", "fact_refund_reason", {"said": "少件漏发"})
    ]
    assert said(codes) == []
