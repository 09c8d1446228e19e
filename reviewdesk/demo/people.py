"""Invented buyers: nicks, names, numbers of an unused range, addresses of every kind of place."""

import random
from dataclasses import dataclass

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文辉力宁鑫雪梅"
_NICK_WORDS = (
    "小鱼",
    "南瓜",
    "云朵",
    "橘子",
    "阿福",
    "豆豆",
    "青山",
    "海风",
    "白露",
    "晚星",
    "麦田",
    "鹿",
)
_CITIES = (
    ("浙江省", "杭州市", "西湖区"),
    ("浙江省", "宁波市", "鄞州区"),
    ("江苏省", "苏州市", "吴中区"),
    ("江苏省", "南京市", "江宁区"),
    ("广东省", "广州市", "天河区"),
    ("广东省", "东莞市", "长安镇"),
    ("上海", "上海市", "闵行区"),
    ("北京", "北京市", "朝阳区"),
    ("四川省", "成都市", "武侯区"),
    ("湖北省", "武汉市", "洪山区"),
    ("山东省", "济南市", "历下区"),
    ("河南省", "郑州市", "金水区"),
    ("湖南省", "长沙市", "岳麓区"),
    ("福建省", "厦门市", "思明区"),
    ("陕西省", "西安市", "雁塔区"),
    ("辽宁省", "沈阳市", "和平区"),
    ("新疆维吾尔自治区", "乌鲁木齐市", "天山区"),
    ("云南省", "昆明市", "五华区"),
)
#: Share of the buyers, endings of addresses of one kind, hours when people there answer.
_PLACES: tuple[tuple[float, tuple[str, ...], tuple[int, ...]], ...] = (
    (
        0.36,
        (
            "枫林路{n}号翠湖花园{m}幢{u}单元{r}室",
            "文三街道锦绣家园{m}栋{r}",
            "滨江名都{m}号楼{r}室",
        ),
        (10, 11, 19, 20, 20),
    ),
    (0.12, ("大学城科技职业学院{m}号宿舍楼{r}", "理工大学南校区学生公寓{m}栋"), (12, 18, 20)),
    (0.05, ("实验小学教务处", "第二中学高三年级办公室"), (12, 17, 17)),
    (
        0.13,
        ("软件园{m}号楼{u}层星河科技有限公司", "环球金融中心A座{r}室", "创业大厦{u}楼"),
        (12, 12, 18, 19),
    ),
    (0.09, ("工业区兴旺路{n}号宏达电子厂宿舍{m}栋", "经济开发区{n}号恒远五金厂"), (12, 19, 20)),
    (0.03, ("第一人民医院住院部{u}楼护士站", "市中医院门诊部"), (12, 18, 19)),
    (0.03, ("区税务局办公楼{u}楼", "街道办事处便民中心"), (12, 18)),
    (0.06, ("小商品市场{m}区{r}号商铺", "步行街{n}号鲜果店"), (10, 15, 15)),
    (0.06, ("新桥镇上庄村{m}组{n}号", "石塘乡李家村"), (11, 18, 19)),
    (0.01, ("某部队营房{m}号",), (19,)),
    (0.04, ("菜鸟驿站{n}号店代收", "丰巢快递柜{n}号"), (12, 19, 20)),
    (0.02, ("人民路{n}号", "解放大道"), (10, 15, 19)),
)


@dataclass(frozen=True, slots=True)
class DemoBuyer:
    """A buyer of the demo; ``patience`` 0 to 1 decides how calls go."""

    nick: str
    name: str
    phone: str
    province: str
    address: str
    free_hour: int
    patience: float


def make_buyer(number: int, dice: random.Random) -> DemoBuyer:
    """Buyer ``number``: always the same for one seed."""
    province, city, district = dice.choice(_CITIES)
    weights = [share for share, _endings, _hours in _PLACES]
    _share, endings, hours = dice.choices(_PLACES, weights)[0]
    street = dice.choice(endings).format(
        n=dice.randint(1, 400),
        m=dice.randint(1, 30),
        u=dice.randint(2, 18),
        r=dice.randint(101, 1802),
    )
    return DemoBuyer(
        nick=f"{dice.choice(_NICK_WORDS)}{dice.choice(_NICK_WORDS)}{number}",
        name=dice.choice(_SURNAMES) + "".join(dice.sample(_GIVEN, dice.choice((1, 2)))),
        # 154 is a prefix not in use: a number of the demo rings nowhere.
        phone=f"1540{number:07d}",
        province=province,
        address=f"{province} {city} {district} {street}(310000)",
        free_hour=dice.choice(hours),
        patience=dice.betavariate(4, 2),
    )
