from reviews.domain.causes.alike import Alike, alike, worth_labelling


def test_what_says_the_same_is_found_the_likest_first():
    texts = ["物流太慢了", "快递太慢了，等了一周", "颜色不好看", "", "物流实在太慢了！"]
    found = alike("物流太慢了。", texts)
    assert [one.at for one in found][:2] == [0, 4]
    assert found[0].likeness == 1.0
    assert {one.at for one in found}.isdisjoint({2, 3})


def test_nothing_is_like_an_empty_text():
    assert alike("", ["物流慢", ""]) == []


def test_doubtful_readings_of_frequent_words_teach_most():
    texts = ["瓶盖打不开", "瓶盖很难打开", "味道怪", "瓶盖打不开啊"]
    order = worth_labelling(texts, [0.5, 0.5, 0.97, 0.5])
    assert order[-1] == 3 or order.index(2) > order.index(1)
    assert sorted(order) == [0, 1, 2, 3]


def test_a_repetition_comes_after_everything_new():
    assert worth_labelling(["发货慢", "发货慢", "盖子坏"], [0.5, 0.5, 0.9]) == [0, 2, 1]
    assert worth_labelling([], []) == []


def test_of_an_endless_review_the_beginning_is_listened_to():
    said = "壶用了两次就漏水，客服还不理人。" * 40
    assert alike(said, [said + "物流太慢" * 2000]) == [Alike(0, 1.0)]
