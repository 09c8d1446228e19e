from datetime import date, timedelta

from reports.domain.batches import Batch, Bought, likely_batch

MAY = date(2026, 5, 1)


def bought(*given):
    return [Bought(sku, None if day is None else MAY + timedelta(days=day)) for sku, day in given]


def test_batch_is_the_common_variant_and_its_purchase_days():
    cases = bought(("blue", 1), ("blue", 2), ("blue", 3), ("blue", 30), ("red", 2))
    assert likely_batch(cases) == Batch("blue", MAY + timedelta(1), MAY + timedelta(3), 3, 5)


def test_days_alone_can_point_to_a_batch():
    cases = bought(("blue", 1), ("red", 1), ("", 2), ("", None))
    assert likely_batch(cases) == Batch("", MAY + timedelta(1), MAY + timedelta(2), 3, 4)


def test_variant_alone_can_point_to_a_batch():
    cases = bought(("blue", 1), ("blue", 40), ("blue", 90))
    assert likely_batch(cases) == Batch("blue", None, None, 3, 3)


def test_only_variant_of_a_product_says_nothing():
    assert (
        likely_batch(bought(("blue", None), ("blue", None), ("blue", 3)), variants_sold=1) is None
    )


def test_scattered_cases_have_no_batch():
    assert likely_batch(bought(("a", 1), ("b", 40), ("c", 90), ("", None))) is None
    assert likely_batch([]) is None
