import datetime as dt

import pytest

from compensation.domain.code_list import CodeList, NewCode, mask_code, read_codes

TODAY = dt.date(2026, 11, 18)


def read(*lines):
    return read_codes(lines, today=TODAY)


@pytest.mark.parametrize(
    ("line", "code", "last"),
    [
        ("AAA-111", "AAA-111", None),
        (" AAA-111 ", "AAA-111", None),
        ('="AAA-111"', "AAA-111", None),
        ("ＡＢＣ１２３", "ABC123", None),
        ("AAA,2026-12-31", "AAA", dt.date(2026, 12, 31)),
        ("AAA\t2026/1/2", None, None),
        ("AAA，2026年12月31日", "AAA", dt.date(2026, 12, 31)),
        ("AAA;2026-11-18 00:00:00", "AAA", TODAY),
        ("AAA,", "AAA", None),
    ],
)
def test_a_code_is_read_with_its_last_day(line, code, last):
    found = read(line)
    assert [(one.code, one.expires_on) for one in found.codes] == ([(code, last)] if code else [])


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("x" * 65, "code_too_long"),
        ("1.23E+17", "code_rounded"),
        ("AAA,morgen", "code_day_unreadable"),
        ("AAA,2026-02-30", "code_day_unreadable"),
        ("AAA,2026-11-17", "code_is_over"),
    ],
)
def test_a_line_that_is_no_good_code_is_named(line, fault):
    assert [(one.line, one.reason.code) for one in read(line).faults] == [(1, fault)]


def test_headings_and_blank_lines_are_passed_over_and_twice_is_named():
    found = read("券码", "", "AAA", "BBB", "AAA")
    assert found.codes == (NewCode(3, "AAA"), NewCode(4, "BBB"))
    assert [(one.line, dict(one.reason.params)) for one in found.faults] == [
        (5, {"code": "****A", "line": 3}),
    ]
    assert read() == CodeList((), ())


@pytest.mark.parametrize(("code", "masked"), [("ABCDEFGH", "****EFGH"), ("ABC", "****C")])
def test_a_code_is_masked(code, masked):
    assert mask_code(code) == masked
