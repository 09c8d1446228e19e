import pytest

from reviews.domain.address_parts import cut_address


@pytest.mark.parametrize(
    ("address", "tail"),
    [
        ("浙江省杭州市余杭区良渚街道春晓路8号", "春晓路8号"),
        ("浙江省杭州市浙江省杭州市余杭区春晓路8号", "春晓路8号"),
        ("浙江-杭州市 余杭区_春晓路8号", "春晓路8号"),
        ("广西壮族自治区桂林市象山区春晓路8号", "春晓路8号"),
        ("天津市河东区春晓路8号", "春晓路8号"),
        ("嘉兴市桐乡市春晓路8号", "春晓路8号"),
        ("春晓小区3幢", "春晓小区3幢"),
        ("春晓花园北区3幢", "春晓花园北区3幢"),
        ("余杭区春晓工业区3幢", "春晓工业区3幢"),
        ("育才路春晓超市", "育才路春晓超市"),
        ("长乐县城春晓路8号", "长乐县城春晓路8号"),
    ],
)
def test_administrative_names_are_cut_off_the_front(address, tail):
    assert cut_address(address).tail == tail


@pytest.mark.parametrize(
    ("address", "township"),
    [
        ("长寿县永丰乡", True),
        ("长寿县永丰镇", False),
        ("长寿县金乡镇8号", False),
        ("长寿县", False),
    ],
)
def test_a_township_is_told_from_a_town(address, township):
    assert cut_address(address).township is township


@pytest.mark.parametrize(
    "address", ["", "   ", "浙江省杭州市余杭区***", "浙江省杭州市余杭区", "杭州市西湖区***-*"]
)
def test_a_masked_address_leaves_nothing_to_read(address):
    assert cut_address(address).tail == ""


def test_full_width_characters_are_read_like_narrow_ones():
    assert cut_address("余杭区春晓路１２号").tail == "春晓路12号"
