from datetime import timedelta

from reports.domain.quotes import best_quotes
from reviews.domain.levels import Level
from tests.reports.week_of_rows import DEFECT, KETTLE, MONDAY, RUDE, SLOW, case, hand_counted_rows


def test_quotes_of_the_hand_counted_week():
    quotes = best_quotes(hand_counted_rows())
    assert [(code, len(found)) for code, found in quotes.items()] == [
        ("quality_defect", 2),
        ("slow_delivery", 2),
    ]
    first = quotes["quality_defect"][0]
    assert (first.text, first.words, first.product) == (
        "用了两天就漏水，客服不理人",
        ("漏水",),
        KETTLE,
    )


def test_telling_texts_come_first():
    wordless = type(DEFECT)("quality_defect", "质量问题", "product", main=True)
    late, early = MONDAY + timedelta(hours=2), MONDAY
    rows = [
        case(text="没有写明是哪里坏了，反正不好", causes=(wordless,)),
        case(text="坏", rated_at=late),
        case(text="漏水而且物流慢得不行的一次", causes=(DEFECT, SLOW), rated_at=late),
        case(text="壶底漏水，桌上全是水啊啊", level=Level.NEUTRAL, rated_at=late),
        case(text="壶底漏水，早些时候的差评", rated_at=early),
        case(text="壶底漏水，晚些时候的差评", rated_at=late),
    ]
    found = best_quotes(rows, most=6)["quality_defect"]
    assert [quote.case_id for quote in found] == [row.case_id for row in reversed(rows)]


def test_same_text_is_quoted_once_and_no_more_than_asked():
    rows = [case(text="壶底漏水 不能用了啊"), case(text="壶底漏水不能用了啊"), case(causes=(RUDE,))]
    quotes = best_quotes([*rows, case(), case(text="另一个足够长的例子")], most=2)
    assert {code: len(found) for code, found in quotes.items()} == {
        "quality_defect": 2,
        "service_attitude": 1,
    }


def test_words_of_the_platform_are_no_example():
    rows = [case(text="此用户未填写评价内容", is_default_text=True), case(text="壶底漏水")]
    assert [quote.text for quote in best_quotes(rows)["quality_defect"]] == ["壶底漏水"]
