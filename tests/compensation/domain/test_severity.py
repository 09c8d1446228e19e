import pytest

from compensation.domain.severity import severity_of


@pytest.mark.parametrize(
    ("cause", "other_causes", "severity"),
    [
        (None, 0, 1),
        (None, 5, 1),
        ("packaging", 0, 1),
        ("packaging", 1, 1),
        ("packaging", 2, 2),
        ("quality_defect", 0, 2),
        ("quality_defect", 2, 3),
        ("safety_health", 0, 3),
        ("safety_health", 4, 3),
        ("the_shops_own", 0, 1),
    ],
)
def test_severity_comes_from_the_cause_and_what_else_went_wrong(cause, other_causes, severity):
    assert severity_of(cause=cause, other_causes=other_causes) == severity
