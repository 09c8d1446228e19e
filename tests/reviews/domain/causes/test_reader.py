import random
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.domain.causes import VERSION, read_causes
from reviews.domain.causes.folding import READ_AT_MOST
from reviews.domain.causes.lexicon import lexicon
from reviews.domain.causes.tree import CAUSES


def codes(text, stars=None):
    return {cause.code for cause in read_causes(text, stars=stars).causes}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("壶用了两次就漏水", "quality_defect"),
        ("吹半天屋里还是热", "performance"),
        ("实物和图片完全不一样", "not_as_described"),
        ("裤子偏小，穿不上", "size_fit"),
        ("一点都不甜，难吃", "taste_feel"),
        ("打开一股刺鼻的塑料味", "odor"),
        ("桃子烂了一半", "freshness"),
        ("说是五斤，称了才四斤", "quantity_short"),
        ("怀疑是假货吧", "counterfeit"),
        ("用完脸上过敏红肿", "safety_health"),
        ("要黑色发来白色", "wrong_item"),
        ("买三件只发了两件", "missing_item"),
        ("包装太简陋", "packaging"),
        ("收到时瓶子碎了一地", "damaged_on_arrival"),
        ("发货太慢，等了十天", "slow_delivery"),
        ("快递员态度恶劣，不送上门", "courier_service"),
        ("客服爱搭不理", "service_attitude"),
        ("坏了还不给退换", "after_sales"),
        ("师傅来安装乱收费", "installation"),
        ("太贵，根本不值这个价", "price_value"),
        ("刚买完就降价，保价还不给", "price_drop"),
        ("说好的赠品没给", "promo_unfulfilled"),
        ("一直不开发票", "invoice"),
        ("天天打电话要五星好评返现", "review_inducement"),
        ("拍错了，不想要了", "changed_mind"),
        ("款式过时了", "other"),
    ],
)
def test_each_cause_is_found_by_its_words(text, code):
    assert code in codes(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("没有异味，很满意", "odor"),
        ("物流不慢", "slow_delivery"),
        ("这个不是假货", "counterfeit"),
        ("没有掉色", "quality_defect"),
        ("味道不错，不酸", "taste_feel"),
        ("差不多，还可以", "quality_defect"),
        ("不知道会不会过敏", "safety_health"),
        ("如果坏了再来追评", "quality_defect"),
    ],
)
def test_what_is_denied_or_only_supposed_is_no_complaint(text, code):
    assert code not in codes(text)


def test_praise_before_but_is_no_complaint():
    assert codes("质量还行，但是物流太慢了") == {"slow_delivery"}


def test_several_causes_of_one_sentence_are_all_found():
    assert codes("发货慢，包装破烂，客服还不理人") == {
        "slow_delivery",
        "packaging",
        "service_attitude",
    }


def test_a_quoted_promise_counts_where_it_was_broken():
    assert codes("说好三天到，结果十天才到") == {"slow_delivery"}


def test_rudeness_belongs_to_whom_it_is_said_of():
    assert codes("安装师傅态度恶劣") == {"installation"}
    assert codes("客服态度恶劣") == {"service_attitude"}


def test_the_main_cause_comes_first():
    reading = read_causes("安装太慢，等了五天没人来，客服也不回复")
    assert reading.main == reading.causes[0].code == "installation"


@pytest.mark.parametrize(
    "text",
    ["", "无语", "垃圾的要死", "此用户没有填写评价。", "系统默认好评", "😡😡", "ok", "…", "\x00"],
)
def test_no_stated_reason_is_a_legal_answer(text):
    reading = read_causes(text)
    assert [(cause.code, cause.evidence) for cause in reading.causes] == [("none_stated", ())]


def test_an_outcry_is_surer_to_state_nothing_than_a_long_text():
    outcry, story = (
        read_causes("气死了"),
        read_causes("我昨天跟同事说起这件事大家都觉得没什么意义吧"),
    )
    assert outcry.causes[0].confidence > story.causes[0].confidence


def test_other_is_given_only_where_nothing_else_is():
    assert codes("款式老气，掉色") == {"quality_defect"}


def test_a_weak_complaint_under_five_stars_is_none():
    assert codes("有点鸡肋", stars=1) == {"performance"}
    assert codes("有点鸡肋", stars=5) == {"none_stated"}


def test_at_most_three_causes_are_given():
    text = "发货慢，包装破烂，掉色，味道刺鼻，客服不理人，一直不开发票，少发一件"
    assert len(read_causes(text).causes) == 3


def test_repeated_words_make_it_surer_and_are_joined():
    once, often = read_causes("掉色"), read_causes("掉色，褪色，起球")
    assert often.causes[0].confidence > once.causes[0].confidence
    assert len(often.causes[0].evidence) == 3


def test_the_version_is_stored_with_the_reading():
    assert read_causes("掉色").version == VERSION
    assert len(VERSION) <= 14  # a model's number follows it in a column of twenty


@pytest.mark.parametrize(
    "text",
    [
        "質量太差，壞了",
        "发或太慢了",
        "ＡＢＣ　包装太差",
        "好吧\n\n包装太差\t\x01",
        "<b>包装太差</b>",
    ],
)
def test_evidence_points_into_the_text_as_given(text):
    for cause in read_causes(text).causes:
        for start, end in cause.evidence:
            assert 0 <= start < end <= len(text)
            assert re.search(r"\w", text[start:end])


@given(st.text(alphabet="没不差慢安装客服包装，。？质量坏了吗但是 abc\x00𠮷", max_size=120))
def test_any_text_gets_a_legal_answer(text):
    reading = read_causes(text, stars=3)
    assert {cause.code for cause in reading.causes} <= set(CAUSES) - {"suspected_abuse"}
    assert all(0 < cause.confidence <= 1 for cause in reading.causes)


@pytest.mark.parametrize(
    "unit", ["没", "安装师傅没来", "不给退换货，", "包装差", "说好不", "删评价"]
)
def test_ten_thousand_characters_are_read_up_to_the_limit(unit):
    text = (unit * 10_000)[:READ_AT_MOST] + "掉色"
    for cause in read_causes(text).causes:
        assert all(end <= READ_AT_MOST for _, end in cause.evidence)


def test_a_complaint_at_the_end_of_a_long_story_is_read():
    story = "今天天气真好，我们一家人出门散步，" * 550
    assert len(story) > 9_000
    assert read_causes(f"{story}衣服洗了掉色").main == "quality_defect"


@pytest.mark.parametrize("seed", [1, 2])
def test_a_text_of_nothing_but_known_words_takes_bounded_time(seed):
    words, chance = lexicon().words, random.Random(seed)
    text = "".join(chance.choice(words) for _ in range(5_000))[:READ_AT_MOST]
    started = time.process_time()
    read_causes(text)
    assert time.process_time() - started < 3  # a tenth of a second on an idle core
