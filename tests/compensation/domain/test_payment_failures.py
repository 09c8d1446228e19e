import pytest

from compensation.domain.payment_failures import MOST_TRIES, after_failure


@pytest.mark.parametrize(
    ("said", "tries", "goes_back", "code"),
    [
        ("付款方余额不足", 1, True, "payment_failed_for_now"),
        ("PAYER_BALANCE_NOT_ENOUGH", 1, True, "payment_failed_for_now"),
        ("系统繁忙", MOST_TRIES, False, "payment_failed_often"),
        ("收款账号不存在", 1, False, "payment_failed_at_page"),
        ("", 1, False, "payment_failed_at_page"),
    ],
)
def test_only_a_passing_trouble_goes_back_by_itself(said, tries, goes_back, code):
    after = after_failure(said=said, tries=tries)
    assert (after.goes_back, after.because.code) == (goes_back, code)
