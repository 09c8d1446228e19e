import pytest

from reviews.domain.causes import VERSION, read_causes
from reviews.domain.causes.blend import BlendedReader
from reviews.domain.causes.learned import LearnedModel
from reviews.domain.causes.learner import LabelledText, learn
from tests.reviews.domain.causes.corpus import made


@pytest.fixture(scope="module")
def reader():
    return BlendedReader(learn(made(120), seed=3), number=4)


def found(reader, text):
    return [cause.code for cause in reader.read(text).causes]


def test_learned_causes_come_before_built_in_ones(reader):
    assert found(reader, "旋钮够不着，发货太慢了") == ["knob", "slow_delivery"]


def test_causes_the_model_never_learned_are_the_built_in_readers(reader):
    assert found(reader, "一直不开发票") == ["invoice"]


def test_nothing_stated_gives_way_to_a_learned_cause(reader):
    assert found(reader, "旋钮藏在背后") == ["knob"]


def test_nothing_found_by_either_is_nothing_stated(reader):
    assert found(reader, "嗯") == ["none_stated"]


def test_the_version_names_reader_and_model(reader):
    assert reader.read("嗯").version == f"{VERSION}+4"


def test_a_cause_the_model_learned_and_withholds_is_withheld():
    taught = [LabelledText(example.text, frozenset()) for example in made(60)]
    taught += [LabelledText(f"掉色{at}", frozenset({"quality_defect"})) for at in range(12)]
    taught += [LabelledText(f"没掉色但是起毛球{at}", frozenset({"lint"})) for at in range(12)]
    reader = BlendedReader(learn(taught, seed=1))
    assert found(reader, "没掉色但是起毛球3") == ["lint"]


def test_built_in_words_show_a_cause_both_know():
    taught = [LabelledText(example.text, frozenset()) for example in made(40)]
    taught += [LabelledText(f"洗了掉色{at}", frozenset({"quality_defect"})) for at in range(12)]
    reading = BlendedReader(learn(taught, seed=1)).read("洗了掉色3")
    built_in = read_causes("洗了掉色3")
    assert reading.causes[0].evidence == built_in.causes[0].evidence


def test_a_withheld_cause_leaves_the_built_in_answer_where_nothing_else_is():
    taught = [LabelledText(example.text, frozenset()) for example in made(60)]
    taught += [LabelledText("一直不开发票", frozenset())] * 10
    taught += [LabelledText(f"抬头写错{at}", frozenset({"invoice"})) for at in range(8)]
    assert found(BlendedReader(learn(taught, seed=1)), "一直不开发票") == ["none_stated"]


def test_a_known_cause_stays_the_readers_until_there_are_enough_examples_of_it():
    taught = [LabelledText(example.text, example.labels) for example in made(40)]
    taught += [LabelledText(f"发货太慢{at}", frozenset({"slow_delivery"})) for at in range(3)]
    model = learn(taught, seed=1)
    assert "slow_delivery" not in model.labels
    assert found(BlendedReader(model), "发货太慢了") == ["slow_delivery"]


def test_a_known_cause_that_people_keep_taking_away_is_withheld():
    taught = [LabelledText(example.text, example.labels) for example in made(40)]
    taught += [LabelledText(f"发货太慢{at}", frozenset({"stock"})) for at in range(4)]
    model = learn(taught, seed=1)
    assert model.withheld == ("slow_delivery",)
    assert found(BlendedReader(model), "发货太慢了") == ["stock"]


def test_only_the_words_that_people_take_a_cause_from_are_withheld():
    taught = [LabelledText(example.text, example.labels) for example in made(40)]
    taught += [LabelledText(f"等了{at}，壶盖打不开", frozenset({"lid"})) for at in range(4)]
    taught += [LabelledText(f"噪音太大{at}", frozenset({"quality_defect"})) for at in range(2)]
    model = learn(taught, seed=1)
    assert model.doubted == ("quality_defect",)
    assert model.taken == {"quality_defect": {"打不开"}}
    assert "quality_defect" not in model.withheld
    reader = BlendedReader(LearnedModel.from_bytes(model.to_bytes()))
    assert found(reader, "噪音太大") == found(reader, "漏水") == ["quality_defect"]
    assert found(reader, "壶盖打不开") == found(reader, "等了3，壶盖打不开，漏水") == ["lid"]
    assert model.withholds("quality_defect", {"打不开"}, is_beside=False)
    assert not model.withholds("quality_defect", {"打不开", "漏水"}, is_beside=False)
