"""A worker killed at any stage of an import leaves nothing half-made and nothing doubled."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.factories import NOW, ShopFactory
from tests.reviews.operations import killed_imports
from tests.reviews.operations.importing import REVIEW, REVIEW_HEADER, queue, table
from tests.reviews.operations.test_two_imports_at_once import environment

ROWS = [
    *(REVIEW | {"评价ID": str(n), "买家昵称": f"买家{n % 4}"} for n in range(9)),
    REVIEW | {"评价ID": "1", "评价时间": "昨天"},
    REVIEW | {"评价ID": "2"},
    REVIEW
    | {
        "评价ID": "3",
        "评价结果": "好评",
        "追评内容": "用了一周又漏水",
        "追评时间": "2026-11-18 09:00",
    },
    REVIEW | {"评价ID": "12", "评价结果": "好评"},
]
HEADER = (*REVIEW_HEADER, *(name for name in ("追评内容", "追评时间") if name not in REVIEW_HEADER))


@pytest.mark.django_db(transaction=True)
def test_import_killed_at_any_stage_ends_like_one_left_in_peace(tmp_path: Path) -> None:
    content = table(HEADER, *ROWS)
    settings.MEDIA_ROOT = tmp_path / "files"
    runs = {
        stage: queue(ShopFactory.create(platform="tmall"), "reviews", content, now=NOW).pk
        for stage in ("whole", *killed_imports.STAGES)
    }
    ended = subprocess.run(
        [sys.executable, "-m", killed_imports.__name__, NOW.isoformat(), json.dumps(runs)],
        env=environment(tmp_path),
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    states = json.loads(ended.stdout)
    whole = states["whole"]
    assert whole["run"] == ["done", 10, 1, 0, 1, 1, 9, 13]
    assert (len(whole["cases"]), len(whole["rejects"]), whole["file"]) == (9, 1, False)
    assert {stage: state for stage, state in states.items() if state != whole} == {}
