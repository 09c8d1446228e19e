"""The cause tree a shop starts with: the unit that can end a cause, and its causes."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

NONE_STATED = "none_stated"
OTHER = "other"
#: Only ever a hint for a person; the reader never gives it as a cause.
SUSPECTED_ABUSE = "suspected_abuse"


@dataclass(frozen=True, slots=True)
class CauseSpec:
    """One cause of the tree; ``unit`` is the code of the unit that can end it."""

    code: str
    name_zh: str
    name_en: str
    unit: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A department and the causes it can end, in the order of the tree."""

    code: str
    name_zh: str
    name_en: str
    causes: tuple[CauseSpec, ...]


def _unit(code: str, name_zh: str, name_en: str, *causes: tuple[str, str, str]) -> Unit:
    specs = tuple(CauseSpec(cause, zh, en, code) for cause, zh, en in causes)
    return Unit(code=code, name_zh=name_zh, name_en=name_en, causes=specs)


DEFAULT_TREE: tuple[Unit, ...] = (
    _unit(
        "product",
        "品控",
        "Product quality",
        ("quality_defect", "质量问题", "Defect"),
        ("performance", "效果性能", "Weak performance"),
        ("not_as_described", "描述不符", "Not as described"),
        ("size_fit", "尺码不合", "Size or fit"),
        ("taste_feel", "口感手感", "Taste or feel"),
        ("odor", "异味", "Bad smell"),
        ("freshness", "不新鲜", "Not fresh"),
        ("quantity_short", "分量不足", "Too little or too small"),
        ("counterfeit", "假货存疑", "Doubtful authenticity"),
        ("safety_health", "安全健康", "Safety or health"),
    ),
    _unit(
        "warehouse",
        "仓储",
        "Warehouse",
        ("wrong_item", "发错货", "Wrong item"),
        ("missing_item", "少件漏发", "Missing item"),
        ("packaging", "包装差", "Poor packaging"),
        ("damaged_on_arrival", "到货破损", "Damaged on arrival"),
    ),
    _unit(
        "logistics",
        "物流",
        "Logistics",
        ("slow_delivery", "发货物流慢", "Slow delivery"),
        ("courier_service", "配送服务", "Courier service"),
    ),
    _unit(
        "service",
        "客服售后",
        "Customer service",
        ("service_attitude", "客服态度", "Service attitude"),
        ("after_sales", "售后退换", "After-sales"),
        ("installation", "安装问题", "Installation"),
    ),
    _unit(
        "commercial",
        "运营",
        "Commercial",
        ("price_value", "价格不值", "Price or value"),
        ("price_drop", "降价保价", "Price drop"),
        ("promo_unfulfilled", "优惠未兑现", "Promotion not honoured"),
        ("invoice", "发票", "Invoice"),
        ("review_inducement", "诱导好评", "Pressed for a good review"),
    ),
    _unit(
        "buyer",
        "买家",
        "Buyer",
        ("changed_mind", "买家自身", "Changed mind"),
        (SUSPECTED_ABUSE, "疑似恶意", "Suspected abuse"),
    ),
    _unit(
        "unclear",
        "不明",
        "Unclear",
        (OTHER, "其他", "Other"),
        (NONE_STATED, "未说明原因", "No reason given"),
    ),
)

CAUSES: Mapping[str, CauseSpec] = MappingProxyType(
    {cause.code: cause for unit in DEFAULT_TREE for cause in unit.causes},
)
