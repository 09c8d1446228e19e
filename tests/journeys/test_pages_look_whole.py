"""Every page of every role, drawn in a real browser over a small demo: nothing sticks out, and
axe-core finds nothing serious (on desktops, in the light and in the dark).

One walk a role and look, so that each page is drawn in its own window, language and light.
"""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe

from compensation.models import PolicyVersion
from reviewdesk.demo.catalogue import PASSWORD, SHOP_CODE
from reviewdesk.demo.fill import fill_demo
from reviews.models import Case, ImportRun
from tests.journeys.conftest import Quiet, Sit
from tests.journeys.person import Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
NOW = dt.datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
LOOKS = (
    ("1440x900", "zh-hans", "light"),
    ("1920x1080", "en", "dark"),
    ("390x844", "zh-hans", "dark"),
)
PHONE = 390
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
MONEY = ("", "approvals/", "offers/", "ledger/", "budgets/", "payouts/", "policy/")
PAGES = {
    "agent": ("", "queue/", "queue/?view=closed", "plan/", "compensation/"),
    "lead": (
        "queue/",
        *(f"team/{page}" for page in ("", "quality/", "scripts/", "audit/?kind=settings")),
        "complaints/",
        "plan/",
        "settings/",
        "settings/calendar/",
        "compensation/approvals/",
    ),
    "owner": (
        "",
        "timing/",
        "timing/?show=calls&place=office",
        "settings/",
        *(f"compensation/{page}" for page in MONEY),
    ),
    "ops": ("queue/", "causes/", "import/", "reports/", "reports/actions/"),
}


@pytest.fixture
def at() -> dt.datetime:
    return NOW


@pytest.fixture
def demo(quiet: Quiet) -> None:
    with quiet():
        fill_demo(cases=60, seed=1, now=NOW)


def single_pages() -> dict[str, list[str]]:
    """Pages of one thing: a case in work, a closed one, an import, a policy."""
    closed = Case.objects.filter(status="closed", solved_at__isnull=False).latest("pk")
    working = Case.objects.filter(status="open").latest("pk")
    run = ImportRun.objects.latest("pk")
    version = PolicyVersion.objects.latest("pk")
    cases = [f"cases/{case.public_id}/" for case in (closed, working)]
    return {
        "agent": cases,
        "lead": cases[1:],
        "owner": [f"compensation/policy/{version.public_id}/"],
        "ops": [*cases, f"import/{run.public_id}/"],
    }


def sticks_out(person: Person) -> str:
    """Which element is wider than the window; empty where none is."""
    found: str = person.page.evaluate(
        """() => {
          const root = document.documentElement;
          if (root.scrollWidth <= innerWidth) return "";
          const wide = [...document.querySelectorAll("main *")].filter(
            (one) => one.getBoundingClientRect().right > innerWidth + 1);
          return `${root.scrollWidth} > ${innerWidth}: ${wide.map((one) => one.className)[0]}`;
        }""",
    )
    return found


def barriers(person: Person) -> str:
    """What axe-core calls serious or critical by WCAG 2.2 AA; empty where it finds nothing."""
    found = Axe().run(person.page, options={"runOnly": WCAG, "resultTypes": ["violations"]})
    return "; ".join(
        f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}"
        for one in found.response["violations"]
        if one["impact"] in {"serious", "critical"}
    )


def test_no_page_sticks_out_or_complains(demo: None, sit: Sit, quiet: Quiet) -> None:
    with quiet():
        singles = single_pages()
    faults: dict[str, str] = {}
    for role, pages in PAGES.items():
        for size, language, scheme in LOOKS:
            width, height = map(int, size.split("x"))
            person = sit(
                role,
                width=width,
                height=height,
                language=language,
                scheme=scheme,
                password=PASSWORD,
            )
            for page in (*pages, *singles[role]):
                person.go(f"/s/{SHOP_CODE}/{page}")
                person.page.wait_for_load_state("networkidle")
                assert person.find("html").get_attribute("lang") == language
                fault = sticks_out(person) or (barriers(person) if width > PHONE else "")
                if fault:
                    faults[f"{role} {page} {size} {language} {scheme}"] = fault
            person.leave()
    assert faults == {}
