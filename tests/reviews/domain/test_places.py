import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.domain.address_parts import read_table
from reviews.domain.places import PLACE_VERSION, PlaceType, infer_place

PLAIN = [
    ("浙江省杭州市余杭区春晓路18号江海大学北校区", PlaceType.CAMPUS),
    ("长乐市学子路3号江海职业技术学院", PlaceType.CAMPUS),
    ("长乐市春晓路18号第三中学", PlaceType.SCHOOL),
    ("长乐市春晓路18号蓝天幼儿园", PlaceType.SCHOOL),
    ("余杭区春晓路18号江海商务大厦1203室", PlaceType.OFFICE),
    ("余杭区春晓路18号软件园B座", PlaceType.OFFICE),
    ("余杭区春晓路18号江海银行春晓支行", PlaceType.OFFICE),
    ("余杭区春晓路18号江海信息科技有限公司", PlaceType.OFFICE),
    ("永丰镇东岸工业区18号", PlaceType.FACTORY),
    ("永丰镇春晓路18号江海塑料制品有限公司", PlaceType.FACTORY),
    ("永丰镇春晓路18号大江纺织", PlaceType.FACTORY),
    ("永丰镇东岸村江海服饰有限公司", PlaceType.FACTORY),
    ("永丰镇东岸物流园三号门", PlaceType.FACTORY),
    ("长乐市春晓路18号第一人民医院住院部", PlaceType.HOSPITAL),
    ("长乐市春晓路18号税务局", PlaceType.GOVERNMENT),
    ("长乐市春晓路18号永丰派出所", PlaceType.GOVERNMENT),
    ("长乐市春晓路18号好又多超市", PlaceType.RETAIL),
    ("长乐市春晓路18号大江宾馆", PlaceType.RETAIL),
    ("长乐市小商品市场3楼12街", PlaceType.RETAIL),
    ("余杭区春晓路18号望江小区3幢2单元501室", PlaceType.RESIDENTIAL),
    ("余杭区春晓路18号梅兰苑12幢", PlaceType.RESIDENTIAL),
    ("余杭区春晓路18弄6号", PlaceType.RESIDENTIAL),
    ("长寿县永丰镇东岸村3组18号", PlaceType.RURAL),
    ("长寿县永丰镇东岸村村委会", PlaceType.RURAL),
    ("长乐市春晓路18号武警支队", PlaceType.MILITARY),
    ("长乐市春晓路18号菜鸟驿站", PlaceType.PICKUP_POINT),
]

TRAPS = [
    ("余杭区大学南路18号望江小区3幢", PlaceType.RESIDENTIAL, "a road named after a university"),
    ("余杭区医院后街18号梅兰苑2幢", PlaceType.RESIDENTIAL, "a street behind a hospital"),
    ("余杭区花园镇春晓路18号大江机械厂", PlaceType.FACTORY, "a town named garden"),
    ("余杭区望江小区3幢人民医院对面", PlaceType.RESIDENTIAL, "a landmark opposite"),
    ("永丰镇工业园旁望江小区3幢", PlaceType.RESIDENTIAL, "a landmark beside"),
    ("春晓路18号望江小区3幢丰巢柜", PlaceType.RESIDENTIAL, "an estate behind a pickup point"),
    ("长乐市人民医院宿舍楼2幢", PlaceType.HOSPITAL, "a hospital's dormitory"),
    ("长乐市江海大学3号宿舍楼", PlaceType.CAMPUS, "a university's dormitory"),
    ("永丰镇东岸工业区员工宿舍", PlaceType.FACTORY, "a factory's dormitory"),
    ("长乐市人民医院家属院2单元", PlaceType.RESIDENTIAL, "families of a hospital"),
    ("余杭区春晓路18号江海大厦5幢2单元", PlaceType.RESIDENTIAL, "a tower with stairways"),
    ("永丰镇东岸村一幢五单元", PlaceType.RESIDENTIAL, "a village with stairways"),
    ("经济技术开发区春晓路18号望江花园", PlaceType.RESIDENTIAL, "a zone that is a district"),
    ("永丰镇东岸工业区江海科技有限公司", PlaceType.FACTORY, "a firm in a factory zone"),
    ("永丰镇花园村18号", PlaceType.RURAL, "a village named garden"),
    ("长乐市第二医院职工宿舍3幢", PlaceType.HOSPITAL, "a hospital's staff"),
    ("永丰街道江海工业园区纬五路18号", PlaceType.FACTORY, "a numbered road of a zone"),
    ("永丰街道工业园二路18号", PlaceType.UNKNOWN, "a road named after a zone"),
    ("永丰镇东岸2组", PlaceType.RURAL, "a village's team without the village"),
    ("永丰镇春晓路14组团", PlaceType.RESIDENTIAL, "a group of houses is no team"),
    ("长乐市春晓路18号民宗局", PlaceType.GOVERNMENT, "an office of state in short"),
    ("永丰镇中铁二局", PlaceType.FACTORY, "a builder that sounds like an office of state"),
    ("长乐市春晓路18号江海书局", PlaceType.RETAIL, "a bookshop that sounds like one"),
    ("江海市场C区4楼", PlaceType.RETAIL, "a hall's part is no district"),
    ("浙江省长乐市永丰区****", PlaceType.UNKNOWN, "only province to district left"),
]


@pytest.mark.parametrize(("address", "expected"), PLAIN)
def test_a_plain_address_names_its_place(address, expected):
    assert infer_place(address).place_type == expected


@pytest.mark.parametrize(("address", "expected", "trap"), TRAPS, ids=[trap[2] for trap in TRAPS])
def test_an_address_is_not_fooled(address, expected, trap):
    assert infer_place(address).place_type == expected


@pytest.mark.parametrize(
    "address",
    [
        "",
        "浙江省杭州市余杭区***",
        "浙江省杭州市余杭区",
        "春晓路18号",
        "春晓路18号第三中学对面",
        "大学路18号",
        "?!",
    ],
)
def test_an_address_without_a_cue_is_unknown_and_says_nothing(address):
    place = infer_place(address)
    assert (place.place_type, place.because) == (PlaceType.UNKNOWN, ())


def test_the_deciding_words_come_strongest_first():
    assert infer_place("春晓路18号望江小区3幢丰巢").because == ("小区", "丰巢", "幢")


def test_a_room_number_leans_towards_a_home():
    place = infer_place("春晓路18号7-3-502")
    assert (place.place_type, place.because) == (PlaceType.RESIDENTIAL, ("7-3-502",))


def test_a_township_alone_is_not_enough_but_is_the_second_guess():
    place = infer_place("长寿县永丰乡")
    assert (place.place_type, place.second) == (PlaceType.UNKNOWN, PlaceType.RURAL)


def test_an_estate_behind_a_pickup_point_names_both():
    place = infer_place("春晓路18号望江小区3幢丰巢柜")
    assert place.second == PlaceType.PICKUP_POINT


def test_a_zone_that_may_be_a_district_is_a_weaker_cue_than_a_factory():
    zone, factory = infer_place("开发区春晓路18号"), infer_place("春晓路18号机械厂")
    assert zone.place_type == factory.place_type == PlaceType.FACTORY
    assert zone.confidence < factory.confidence


@given(
    st.text(alphabet="浙江省杭州市区路街弄村幢号园苑旁对面大学厂医院店丰巢0129-# *", max_size=40)
)
def test_every_text_gets_a_distribution_over_all_types(address):
    place = infer_place(address)
    assert set(place.distribution) == set(PlaceType)
    assert sum(place.distribution.values()) == pytest.approx(1)
    assert place.distribution[place.place_type] == max(place.distribution.values())
    assert place.confidence == round(place.distribution[place.place_type], 3)


def test_no_word_is_listed_twice_and_every_table_is_a_place_type():
    tables = read_table("words.toml")
    words = [
        word for strengths in tables.values() for listed in strengths.values() for word in listed
    ]
    assert sorted({word for word in words if words.count(word) > 1}) == []
    assert set(tables) == {kind.value for kind in PlaceType} - {PlaceType.UNKNOWN.value}


def test_the_reading_is_versioned():
    assert PLACE_VERSION == "2"
