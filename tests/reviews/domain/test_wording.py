import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.domain.reason import Reason
from reviews.domain.wording import (
    WordingHit,
    WordingPlace,
    WordingSeverity,
    check_wording,
    is_blocked,
)

BLOCK, WARN = WordingSeverity.BLOCK, WordingSeverity.WARN
LAW = "反不正当竞争法（2025）第九条；网络反不正当竞争暂行规定第九条（五）"

INNOCENT = """\
给您退差价
您的评价我们看到了
看到您的评价，非常抱歉，给您补偿10元
我们会改进产品，您的评价很重要，先给您补5元
退款已为您办理，请修改收货地址后重新下单
五星级酒店同款床品，给您补发优惠券
请您修改地址，差价5元由我们承担
快递还有5分钟到，红包已发放
麻烦您发一张破损的截图，我们马上给您退款
请提供您的地址，我们给您补寄配件
师傅明天上门取件
无论您的评价是什么，这笔补偿都给您
我们删除了您的个人信息
取消订单后退款原路退回
重新给您发一件，之前的评价我们已反馈给质检
评价里提到的漏水，我们给您换新
评价中提到的差价5元我们退给您
不客气，应该的
报告您一个好消息，券已到账
不知道您的地址变了没有
我们有您的收货地址，直接补发
您的评价帮我们改善产品，送您一张券
搬的时候小心点
麻烦您提供订单号
给您换一个评价高的型号
您追问的退款今天到账，评价里的问题已记录
会员升级到金卡，不容易，谢谢体谅
已为您取消订单，评价入口会关闭，退款24小时内到账
按您的要求已退款""".splitlines()

MONEY_FOR_REVIEW = """\
改好评返5元
好 评 返 现
亲，把差评删了给您发红包
修 改*评 价 送券
加V领红包，改 五 星
薇信转您20，改成5星
評價刪除，給您紅包
给个⭐⭐⭐⭐⭐返10
追加好评送您小礼物
您删差评后返现10元
改评价的话给您免单
五分好评发红包
把评价改一下，微信转账15元
晒图返现
ｈａｏｐｉｎｇ返５元
评价能帮忙修改吗？给您补20元
撤销中评退您十块
改五星好评可领优惠券
我们不要求您改评价，但是改了给您返5元
只要改评价，不影响给您返5元""".splitlines()


def findings(text, *, place=WordingPlace.MESSAGE):
    return [
        (hit.rule, hit.severity, text[hit.start : hit.end])
        for hit in check_wording(text, place=place)
    ]


@pytest.mark.parametrize("text", INNOCENT)
@pytest.mark.parametrize("place", [WordingPlace.MESSAGE, WordingPlace.SCRIPT])
def test_an_ordinary_sentence_of_after_sales_passes(text, place):
    assert check_wording(text, place=place) == ()


@pytest.mark.parametrize("text", MONEY_FOR_REVIEW)
def test_money_near_a_changed_or_good_review_is_blocked(text):
    hits = check_wording(text, place=WordingPlace.MESSAGE)
    assert {hit.rule for hit in hits if hit.severity == BLOCK} == {"money_for_review"}


def test_a_hit_names_the_words_and_the_law():
    assert check_wording("亲，好 评 返 现！", place=WordingPlace.MESSAGE) == (
        WordingHit(
            "money_for_review",
            BLOCK,
            2,
            9,
            Reason("wording_money_for_review", {"words": "好 评 返 现", "source": LAW}),
        ),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("不然我们找上门", "找上门"),
        ("一切后果自负", "后果自负"),
        ("我们法院见", "法院见"),
        ("把您的电话发到网上", "您的电话发到"),
    ],
)
def test_a_threat_is_blocked(text, words):
    assert findings(text) == [("threat", BLOCK, words)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("我们知道你家地址", "知道你家地址"),
        ("您住哪我们都知道", "您住哪我们都知道"),
        ("知道您在哪个单位吗", None),
        ("查到了您的单位", "查到了您的单位"),
    ],
)
def test_the_address_as_pressure_is_blocked(text, words):
    assert findings(text) == ([("address_pressure", BLOCK, words)] if words else [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("帮帮忙改一下", [("pleading", WARN, "帮帮忙改")]),
        ("会扣我工资的", [("pleading", WARN, "扣我工资")]),
        ("能不能改下评价", [("asks_change", WARN, "改下评价")]),
        ("拜托改下评价", [("pleading", WARN, "拜托改下评价"), ("asks_change", WARN, "改下评价")]),
        ("加我微信聊", [("off_platform", WARN, "加我微信")]),
    ],
)
def test_pleading_and_asking_is_a_warning(text, found):
    assert findings(text) == found


def test_a_plain_disclaimer_is_only_a_warning():
    text = "补偿与评价无关，您不需要修改评价"
    assert findings(text) == [
        ("money_for_review", WARN, text),
        ("asks_change", WARN, "修改评价"),
    ]


@pytest.mark.parametrize(
    "place",
    [WordingPlace.PAYOUT_REMARK, WordingPlace.COUPON_NAME, WordingPlace.REASON_CODE],
)
@pytest.mark.parametrize("text", ["差评补偿", "好评红包", "改评", "评价补贴", "五星有礼"])
def test_beside_money_any_word_of_the_review_is_blocked(place, text):
    assert is_blocked(check_wording(text, place=place))


@pytest.mark.parametrize("text", ["售后补偿", "漏水补偿", "物流延误券"])
@pytest.mark.parametrize("place", WordingPlace)
def test_beside_money_a_cause_passes(text, place):
    assert check_wording(text, place=place) == ()


@pytest.mark.parametrize("text", ["返现", "截图返", "修改差评", "删评"])
def test_legacy_reason_codes_are_refused(text):
    rules = {hit.rule for hit in check_wording(text, place=WordingPlace.REASON_CODE)}
    assert "legacy_code" in rules


@pytest.mark.parametrize("text", ["买家说改好评要返50", "他说后果自负"])
def test_a_note_of_the_desk_is_never_blocked(text):
    hits = check_wording(text, place=WordingPlace.NOTE)
    assert {hit.severity for hit in hits} == {WARN}


@pytest.mark.parametrize(("blanks", "found"), [(40, 1), (41, 0)])
def test_money_counts_up_to_forty_signs_from_the_review(blanks, found):
    text = "好评" + "啊" * blanks + "红包"
    assert len(check_wording(text, place=WordingPlace.MESSAGE)) == found


@pytest.mark.parametrize("blanks", [40, 41])
def test_money_counts_before_the_review_as_well(blanks):
    text = "红包" + "啊" * blanks + "好评"
    assert len(check_wording(text, place=WordingPlace.MESSAGE)) == (blanks == 40)


def test_what_lies_inside_a_block_is_not_said_again():
    assert findings("亲，修改评价送红包") == [("money_for_review", BLOCK, "修改评价送红包")]


def test_two_far_hits_are_both_named():
    text = "好评返现" + "啊" * 100 + "后果自负"
    assert [rule for rule, *_ in findings(text)] == ["money_for_review", "threat"]


@given(st.text(alphabet="改一下评价好的给您返5元五星 ，不", max_size=200))
def test_every_hit_lies_in_the_text(text):
    for hit in check_wording(text, place=WordingPlace.MESSAGE):
        assert 0 <= hit.start < hit.end <= len(text)


@given(st.text(max_size=80))
def test_any_text_is_read(text):
    assert isinstance(check_wording(text, place=WordingPlace.REASON_CODE), tuple)
