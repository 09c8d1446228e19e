"""Every page of a filled and of an empty shop, drawn in a real browser: nothing sticks out, nothing
complains, nothing is left in English, and axe-core finds nothing serious.

One filled shop, one window a role. Each page is drawn twice: on a desktop, in Chinese and light or
in English and dark by turns, with axe; and on a phone, the other way round.
"""

import datetime as dt
import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from reviewdesk.demo.catalogue import PASSWORD, SHOP_CODE
from reviewdesk.demo.fill import fill_demo
from reviewdesk.messages import Catalogue
from reviews.models import Shop
from reviews.operations.shops import add_member, create_shop
from tests.journeys.conftest import Quiet, Sit
from tests.journeys.pages import Opened, pages_of
from tests.journeys.person import Person

pytestmark = [
    pytest.mark.journey,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
]
NOW = dt.datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
CHINESE, ENGLISH = "zh-hans", "en"
DESKTOPS = (((1440, 900), CHINESE, "light"), ((1920, 1080), ENGLISH, "dark"))
PHONES = (((390, 844), ENGLISH, "light"), ((390, 844), CHINESE, "dark"))
#: Pages outside a shop.
OUTSIDE = (Opened("/styleguide/", "agent", "owner"), Opened("/help/", "agent", "owner"))
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: Three words of Latin letters in a row are a sentence, not the name of a thing.
SENTENCE = re.compile(r"(?:[A-Za-z][a-z']+ ){2,}[a-z']{2,}")
LOOK = """() => {
  const root = document.documentElement;
  const wide = [...document.querySelectorAll("main *")].find(
    (one) => one.getBoundingClientRect().right > innerWidth + 1);
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const part = walker.currentNode.parentElement;
    if (!part.closest("script, style, pre, code, [lang]:not(html)"))
      texts.push(walker.currentNode.data.trim());
  }
  for (const one of document.querySelectorAll("[title], [placeholder], [aria-label]"))
    if (!one.closest("[lang]:not(html)"))
      texts.push(...["title", "placeholder", "aria-label"].map((name) => one.getAttribute(name)));
  return {
    lang: root.lang,
    out: root.scrollWidth > innerWidth ? `${root.scrollWidth} px: ${wide?.className}` : "",
    texts: texts.filter(Boolean),
  };
}"""
Look = tuple[tuple[int, int], str, str]


@pytest.fixture
def at() -> dt.datetime:
    return NOW


@pytest.fixture(scope="module")
def english() -> frozenset[str]:
    """What the desk says in English and otherwise in Chinese."""
    catalog = Catalogue(Path(__file__).resolve().parents[2]).read()
    sources = (message.id if isinstance(message.id, str) else "" for message in catalog)
    return frozenset(text for text in sources if re.search("[a-z]{3}", text))


def faults_of(person: Person, language: str, english: frozenset[str]) -> Iterator[str]:
    """What is wrong with the page as it stands; colours and names are axe's matter."""
    seen = person.page.evaluate(LOOK)
    if seen["lang"] != language:
        yield f"speaks {seen['lang']}"
    if seen["out"]:
        yield f"sticks out: {seen['out']}"
    if language == CHINESE:
        left = {text for text in seen["texts"] if text in english or SENTENCE.search(text)}
        if left:
            yield f"left in English: {sorted(left)[:5]}"


def barriers(person: Person) -> Iterator[str]:
    """What axe-core calls serious or critical by WCAG 2.2 AA."""
    found = Axe().run(person.page, options={"runOnly": WCAG, "resultTypes": ["violations"]})
    for one in found.response["violations"]:
        if one["impact"] in {"serious", "critical"}:
            yield f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}"


def draw(person: Person, address: str, look: Look) -> None:
    """Open a page in a look, and wait for the parts that htmx fetches after it."""
    (width, height), language, scheme = look
    person.page.set_viewport_size({"width": width, "height": height})
    person.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    person.speak(language)
    person.go(address)
    expect(person.find(".htmx-request")).to_have_count(0)


def walk(
    pages: list[Opened], sit: Sit, english: frozenset[str], *, with_axe: bool = True
) -> dict[str, list[str]]:
    """Every page on a desktop and on a phone; its faults by page and look."""
    people: dict[str, Person] = {}
    faults: dict[str, list[str]] = {}
    for page, desktop, phone in zip(pages, cycle(DESKTOPS), cycle(PHONES), strict=False):
        for role, look in ((page.most, desktop), (page.least, phone)):
            if role not in people:
                people[role] = sit(role, password=PASSWORD)
            person = people[role]
            draw(person, page.address, look)
            found = [*faults_of(person, look[1], english), *person.faults]
            if with_axe and look is desktop:
                found += barriers(person)
            if found:
                faults[f"{role} {page.address} {look}"] = found
            person.faults.clear()
    for person in people.values():
        person.leave()
    return faults


def report(faults: dict[str, list[str]]) -> None:
    """Fail with every fault in full, a page a line."""
    if faults:
        pytest.fail("\n".join(f"{page}: {found}" for page, found in faults.items()), pytrace=False)


def test_no_page_of_a_filled_shop_sticks_out_or_complains(
    sit: Sit, quiet: Quiet, english: frozenset[str]
) -> None:
    with quiet():
        shop = fill_demo(cases=60, seed=1, now=NOW)
        pages = pages_of(shop)
    assert len(pages) > 45
    report(walk([*pages, *OUTSIDE], sit, english))


def test_no_page_of_an_empty_shop_sticks_out_or_complains(
    sit: Sit, quiet: Quiet, english: frozenset[str]
) -> None:
    with quiet():
        shop = empty_shop()
        pages = pages_of(shop)
    assert len(pages) > 25
    report(walk(pages, sit, english, with_axe=False))


def empty_shop() -> Shop:
    """A shop of the first minute: one person a role, no review."""
    now = timezone.now()
    shop = create_shop(code=SHOP_CODE, name="新店", platform="tmall", now=now)
    names = {"agent": "小林", "lead": "周主管", "owner": "陈店主", "ops": "吴运营"}
    for role in names:
        add_member(
            shop=shop,
            username=role,
            role=role,
            display_name=names[role],
            password=PASSWORD,
            now=now,
        )
    return shop
