import pytest

from reviews.domain.wording_text import PlainText, plain_text


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("", ""),
        ("好评", "好评"),
        ("好 评、返-现", "好评返现"),
        ("好\u200b评", "好评"),
        ("評價紅包", "评价红包"),
        ("５星ＶＸ", "5星vx"),
        ("⭐⭐★", "星星星"),
        ("🧧10", "红包10"),
        ("①元", "1元"),
    ],
)
def test_plain_text_undoes_the_tricks_that_hide_a_word(text, signs):
    assert plain_text(text).signs == signs


def test_plain_text_remembers_where_each_sign_stood():
    assert plain_text("好 🧧评") == PlainText("好红包评", (0, 2, 2, 3))


@pytest.mark.parametrize(("start", "end", "span"), [(0, 1, (0, 1)), (1, 3, (2, 3)), (0, 4, (0, 4))])
def test_a_span_of_signs_covers_their_originals(start, end, span):
    assert plain_text("好 🧧评").span(start, end) == span
