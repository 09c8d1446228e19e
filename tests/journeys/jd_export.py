"""A made export of exactly the shape of a real JD crawl, with counts that are known beforehand.

GB18030, ids with a blank behind them, times such as 2022/8/21 17:30, texts over several lines,
default texts, exact repeats, and a column 用户ID that holds the ids of comments.
"""

import csv
import datetime as dt
import io
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

HEADS = (
    "商品ID",
    "用户ID",
    "会员等级",
    "总打分数",
    "总回复数",
    "购买时间",
    "评论时间",
    "评论天数间隔",
    "打分",
    "商品名称",
    "评论内容",
)
#: A Saturday; the last day of the export.
LAST_DAY = dt.date(2022, 8, 27)
DEFAULT_TEXT = "此用户未填写评价内容"
_ITEMS = (
    ("100019386660 ", "暖家 1.8升 玻璃养生壶 自动保温 YSH-18"),
    ("100013588053 ", "暖家 2升 养生壶 304不锈钢 带炖盅 YSH-20"),
    ("100025520132 ", "暖家 煮茶器 1升 蒸汽喷淋 ZC-10"),
)
_WEEKS = 4


@dataclass(frozen=True, slots=True)
class Counts:
    """What is in a file: rows, exact repeats among them, and distinct reviews by level."""

    rows: int
    repeats: int
    bad: int
    neutral: int
    good: int
    default_texts: int

    @property
    def distinct(self) -> int:
        return self.bad + self.neutral + self.good


COUNTS = Counts(rows=400, repeats=60, bad=120, neutral=40, good=180, default_texts=50)


def jd_export(*, seed: int = 7, last_day: dt.date = LAST_DAY) -> bytes:
    """The file with `COUNTS`, its reviews spread over the four weeks up to ``last_day``."""
    chance = random.Random(seed)
    rows = list(_distinct_rows(chance, last_day))
    rows += chance.sample(rows, COUNTS.repeats)
    chance.shuffle(rows)
    return as_csv(rows)


def as_csv(rows: list[tuple[str, ...]]) -> bytes:
    """Rows below the crawl's head, in its encoding."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(HEADS)
    writer.writerows(rows)
    return file.getvalue().encode("gb18030")


def _distinct_rows(chance: random.Random, last_day: dt.date) -> Iterator[tuple[str, ...]]:
    phrases = tomllib.loads(
        resources.files("reviewdesk.demo").joinpath("phrases/kettle.toml").read_text("utf-8"),
    )
    complaints = [text for texts in phrases["causes"].values() for text in texts]
    praise = phrases["praise"]["texts"]
    stars = ["1"] * COUNTS.bad
    stars += [chance.choice("23") for _n in range(COUNTS.neutral)]
    for number, star in enumerate(stars):
        yield _row(chance, number, star, _complaint(chance, complaints, praise), last_day)
    for number in range(COUNTS.good):
        text = DEFAULT_TEXT if number < COUNTS.default_texts else chance.choice(praise)
        yield _row(chance, len(stars) + number, chance.choice("45"), text, last_day)


def _complaint(chance: random.Random, complaints: list[str], praise: list[str]) -> str:
    """One or two troubles; some over several lines, some that a spreadsheet would calculate."""
    parts = chance.sample(complaints, chance.choice((1, 2)))
    if chance.random() < 1 / 10:
        parts[0] = f'=HYPERLINK("http://example.com","{parts[0]}")'
    if chance.random() < 1 / 3:
        return f"{chance.choice(praise)}\n{'，'.join(parts)}\n\n希望商家重视"
    return "，".join(parts)


def _row(
    chance: random.Random,
    number: int,
    stars: str,
    text: str,
    last_day: dt.date,
) -> tuple[str, ...]:
    # 02:00 at the latest on the last day, so that nothing lies ahead of a morning's import.
    ago = dt.timedelta(minutes=chance.randrange(_WEEKS * 7 * 24 * 60))
    rated = dt.datetime.combine(last_day, dt.time(2)) - ago  # the crawl's times know no zone
    days = chance.randrange(2, 40)
    item_id, title = chance.choice(_ITEMS)
    bought = rated - dt.timedelta(days=days, minutes=chance.randrange(600))
    comment_id = f"1{6_000_000_000 + number * 7_919:010d}"
    return (
        item_id,
        comment_id,
        "201",
        str(chance.randrange(5)),
        str(chance.randrange(30)),
        _crawled(bought),
        _crawled(rated),
        str(days),
        stars,
        title,
        text,
    )


def _crawled(moment: dt.datetime) -> str:
    return f"{moment.year}/{moment.month}/{moment.day} {moment.hour}:{moment:%M}"
