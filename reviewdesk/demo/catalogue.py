"""What the demo shop sells, and who works there."""

from dataclasses import dataclass

from reviews.choices import AGENT, LEAD, OPS, OWNER

SHOP_CODE = "demo"
SHOP_NAME = "暖家生活旗舰店（演示）"
PLATFORM = "tmall"
PASSWORD = "reviewdesk-demo"  # noqa: S105  # printed for everyone who starts the demo


@dataclass(frozen=True, slots=True)
class DemoProduct:
    """An item, its price in fen, its share of the sales and its share of the complaints."""

    item_id: str
    title: str
    line: str
    phrases: str
    price_fen: int
    sales_share: float
    complaint_share: float


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A login of the demo."""

    username: str
    role: str
    display_name: str


PRODUCTS = (
    DemoProduct(
        "660100000001", "2L 养生壶 多功能煮茶器 蓝", "养生壶", "kettle", 12_900, 0.16, 0.34
    ),
    DemoProduct(
        "660100000002", "1.5L 养生壶 家用全自动 米白", "养生壶", "kettle", 9_900, 0.12, 0.20
    ),
    DemoProduct("660100000003", "办公室迷你养生壶 0.8L", "养生壶", "kettle", 7_900, 0.06, 0.18),
    DemoProduct("660200000001", "棉柔巾 加厚 6 包 洗脸巾", "棉柔巾", "tissue", 3_990, 0.20, 0.13),
    DemoProduct("660200000002", "婴儿棉柔巾 干湿两用 12 包", "棉柔巾", "tissue", 6_990, 0.11, 0.12),
    DemoProduct("660300000001", "每日坚果礼盒 30 包", "坚果礼盒", "nuts", 9_980, 0.10, 0.20),
    DemoProduct("660300000002", "坚果罐装大礼盒 8 罐 年货", "坚果礼盒", "nuts", 26_800, 0.06, 0.24),
    DemoProduct("660400000001", "加绒卫衣 连帽 男女同款", "加绒卫衣", "hoodie", 16_900, 0.12, 0.25),
    DemoProduct("660400000002", "加绒圆领卫衣 加厚", "加绒卫衣", "hoodie", 13_900, 0.07, 0.22),
)

PEOPLE = (
    DemoPerson("agent", AGENT, "小林"),
    DemoPerson("agent2", AGENT, "小赵"),
    DemoPerson("agent3", AGENT, "阿敏"),
    DemoPerson("lead", LEAD, "周主管"),
    DemoPerson("owner", OWNER, "陈店主"),
    DemoPerson("ops", OPS, "吴运营"),
)
#: The logins that are printed: one for each role.
SHOWN_LOGINS = ("agent", "lead", "owner", "ops")

SCRIPTS = (
    ("listen", "", "您先说，我记着呢，说完我们一件一件来处理。"),
    ("empathise", "", "换成是我，收到这样的东西也会生气。"),
    ("apologise", "", "这件事是我们没做好，跟您道歉。"),
    ("solve", "", "我现在有两个办法，您看哪个对您更方便。"),
    ("promise", "", "我叫{客服}，这件事我跟到底，明天下午六点前给您答复。"),
    ("solve", "quality_defect", "坏的这台您不用寄，我们今天给您发一台新的，发货前单独测过。"),
    ("solve", "damaged_on_arrival", "破损我们直接补发，您拍一张照片留个底就行。"),
    ("solve", "slow_delivery", "我这边已经催到转运中心，今晚八点前给您新的物流信息。"),
    ("solve", "missing_item", "少的配件今天单独寄出，单号一会儿发给您。"),
    ("solve", "size_fit", "换码的来回运费我们承担，您选一个方便的取件时间。"),
    ("solve", "freshness", "变质的不用寄回，您扔掉就好，我们给您退款或重发新批次。"),
    ("apologise", "service_attitude", "接待您的同事没有处理好，我是主管安排来专门跟进的。"),
)
