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
