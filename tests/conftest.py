"""Loads the desk's fixtures, except where the domain tests run alone, without Django."""

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is slow, not wrong: no test asserts wall-clock time.
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("desk")


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    # Not earlier: the fixtures import models, which need pytest-django's setup.
    if session.config.pluginmanager.hasplugin("django"):
        session.config.pluginmanager.import_plugin("tests.desk_fixtures")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--touching-services",
        action="store_true",
        help="Only tests that reach a database, a broker or a whole desk.",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--touching-services"):
        return
    chosen = [item for item in items if touches_services(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen


def touches_services(item: pytest.Item) -> bool:
    """Whether another database or broker could make this test end otherwise."""
    if item.get_closest_marker("one_database"):
        return False
    marked = any(item.get_closest_marker(name) for name in ("django_db", "broker", "journey"))
    asked = set(getattr(item, "fixturenames", ()))
    return marked or not asked.isdisjoint({"db", "transactional_db"})
