"""What a web process does before its first request."""

import subprocess
import sys

from django.conf import settings

START = """
import gc, sys
import reviewdesk.wsgi
print(gc.get_freeze_count() > 100_000, "reports.views.dashboard" in sys.modules)
print("sklearn" in sys.modules)
"""


def test_all_views_are_loaded_and_frozen_and_no_learner_with_them():
    told = subprocess.run(
        [sys.executable, "-c", START],
        capture_output=True,
        text=True,
        check=True,
        cwd=settings.BASE_DIR,
    )
    assert told.stdout.split() == ["True", "True", "False"]
