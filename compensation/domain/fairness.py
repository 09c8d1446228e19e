"""Whether the same trouble brought the same remedy, whoever the buyer is and however they rated.

Cases are alike when cause, severity and band of the order's value agree. Within alike cases a
group (a rating, a region, a kind of place) is held against what chance alone would do: if remedies
were dealt at random among alike cases, how far would the group's sum lie from its expectation?
That is a permutation test within strata; its mean and variance are exact, its tail is the normal
one, and all groups asked at once share one false-discovery rate (Benjamini and Hochberg).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import erfc, inf, sqrt

#: Upper ends of the bands of an order's value, in fen.
BANDS_FEN = (3_000, 10_000, 30_000, 100_000)
#: A group with fewer cases that have alike cases outside it is too small to judge.
FEWEST_CASES = 10
#: Share of groups called different by chance alone, among those called different.
FALSE_DISCOVERY = 0.05
#: A steady difference below this is not worth a person's time.
SMALLEST_FEN = 20
_SMALLEST_SHARE = 0.05
MOST_CELLS = 40
MOST_CASES = 12


class Measure(StrEnum):
    """What is compared: whether anything was offered, and how much where something was."""

    OFFERED = "offered"
    AMOUNT = "amount"


class Verdict(StrEnum):
    """What the figures allow to say of a group."""

    SAME = "same"
    DIFFERENT = "different"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class FairCase:
    """A case with its remedies: ``given`` are (kind, fen) pairs, empty where nothing was offered.

    ``groups`` names the buyer's group by dimension ("level", "region", ...); a dimension that is
    not known of this buyer is left out. ``is_capped`` says that the rating's ceiling set an amount.
    """

    key: str
    cause: str
    severity: int
    order_fen: int | None
    given: tuple[tuple[str, int], ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    is_capped: bool = False

    @property
    def given_fen(self) -> int:
        """All remedies together."""
        return sum(fen for _kind, fen in self.given)


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """What makes cases alike; ``band`` is the place in `BANDS_FEN`, -1 for an unknown value."""

    cause: str
    severity: int
    band: int


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group against its alike cases: averages (a share, or fen), and what may be said.

    ``compared`` counts its cases that have alike ones outside the group; ``p_value`` is adjusted
    for all groups asked, and None where too few were compared. ``capped`` of them were bounded by
    the rating's ceiling, which the policy says openly.
    """

    measure: Measure
    dimension: str
    group: str
    cases: int
    compared: int
    average: float
    expected: float
    p_value: float | None
    verdict: Verdict
    capped: int


@dataclass(frozen=True, slots=True)
class Remedied:
    """One remedy within a cell, how many cases got it, and some of them."""

    given: tuple[tuple[str, int], ...]
    cases: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellLine:
    """Alike cases whose remedies differ, the usual one first."""

    cell: Cell
    cases: int
    remedies: tuple[Remedied, ...]

    @property
    def unusual(self) -> int:
        """Cases that got another remedy than the usual one."""
        return self.cases - self.remedies[0].cases


@dataclass(frozen=True, slots=True)
class Fairness:
    """The report: groups, then cells whose remedies differ, the most unusual cases first."""

    cases: int
    offered: int
    groups: tuple[GroupLine, ...]
    cells: tuple[CellLine, ...]
    differing_cells: int

    @property
    def different(self) -> tuple[GroupLine, ...]:
        """The groups that were treated otherwise."""
        return tuple(line for line in self.groups if line.verdict is Verdict.DIFFERENT)


def band_of(order_fen: int | None) -> int:
    """The band of an order's value; -1 where it is not known."""
    if order_fen is None:
        return -1
    return sum(order_fen > top for top in BANDS_FEN)


def cell_of(case: FairCase) -> Cell:
    """What the case is alike to."""
    return Cell(case.cause, case.severity, band_of(case.order_fen))


def fairness_of(cases: Iterable[FairCase]) -> Fairness:
    """Compare all cases; some 100,000 a second."""
    rows = list(cases)
    offered = [row for row in rows if row.given]
    measured = [
        *_measured(rows, Measure.OFFERED),
        *_measured(offered, Measure.AMOUNT),
    ]
    cells = _cells(offered)
    return Fairness(len(rows), len(offered), _judged(measured), cells[:MOST_CELLS], len(cells))


@dataclass(slots=True)
class _Sums:
    """A group's sums over the cells where it can be compared."""

    cases: int = 0
    compared: int = 0
    capped: int = 0
    sum: float = 0.0
    expected: float = 0.0
    variance: float = 0.0

    def p_value(self) -> float:
        """Two-sided; a sum that could not have been another one says nothing."""
        if self.variance <= 0:
            return 1.0
        return erfc(abs(self.sum - self.expected) / sqrt(2 * self.variance))


_Line = tuple[Measure, str, str, _Sums]


def _measured(rows: list[FairCase], measure: Measure) -> Iterator[_Line]:
    """Every group of every dimension with its sums."""
    for dimension in sorted({name for row in rows for name in row.groups}):
        sums: defaultdict[str, _Sums] = defaultdict(_Sums)
        for members in _by_cell(row for row in rows if dimension in row.groups).values():
            _add_cell(sums, members, dimension, measure)
        for group in sorted(sums):
            yield measure, dimension, group, sums[group]


def _by_cell(rows: Iterable[FairCase]) -> dict[Cell, list[FairCase]]:
    cells: defaultdict[Cell, list[FairCase]] = defaultdict(list)
    for row in rows:
        cells[cell_of(row)].append(row)
    return cells


def _add_cell(
    sums: dict[str, _Sums], members: list[FairCase], dimension: str, measure: Measure
) -> None:
    """The hypergeometric mean and variance of each group's sum, if dealt at random in the cell."""
    whole = len(members)
    values = [_value(row, measure) for row in members]
    mean = sum(values) / whole
    spread = sum((value - mean) ** 2 for value in values) / whole
    by_group: defaultdict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(members):
        by_group[row.groups[dimension]].append(at)
    for group, places in by_group.items():
        found, number = sums[group], len(places)
        found.cases += number
        if number == whole:
            continue
        found.compared += number
        found.capped += sum(members[at].is_capped for at in places)
        found.sum += sum(values[at] for at in places)
        found.expected += number * mean
        found.variance += number * (whole - number) / (whole - 1) * spread


def _value(row: FairCase, measure: Measure) -> float:
    return float(bool(row.given)) if measure is Measure.OFFERED else float(row.given_fen)


def _judged(measured: list[_Line]) -> tuple[GroupLine, ...]:
    """Verdicts after Benjamini and Hochberg over all groups large enough."""
    large = [at for at, line in enumerate(measured) if line[3].compared >= FEWEST_CASES]
    adjusted: dict[int, float] = {}
    smallest = inf
    by_p = sorted(large, key=lambda at: measured[at][3].p_value())
    for rank in range(len(by_p), 0, -1):
        at = by_p[rank - 1]
        smallest = min(smallest, measured[at][3].p_value() * len(by_p) / rank, 1.0)
        adjusted[at] = smallest
    return tuple(_line(*line, adjusted.get(at)) for at, line in enumerate(measured))


def _line(
    measure: Measure, dimension: str, group: str, sums: _Sums, p_value: float | None
) -> GroupLine:
    number = sums.compared or 1
    average, expected = sums.sum / number, sums.expected / number
    return GroupLine(
        measure=measure,
        dimension=dimension,
        group=group,
        cases=sums.cases,
        compared=sums.compared,
        average=average,
        expected=expected,
        p_value=p_value,
        verdict=_verdict(measure, average - expected, p_value),
        capped=sums.capped,
    )


def _verdict(measure: Measure, difference: float, p_value: float | None) -> Verdict:
    if p_value is None:
        return Verdict.TOO_FEW
    least = _SMALLEST_SHARE if measure is Measure.OFFERED else SMALLEST_FEN
    is_different = p_value <= FALSE_DISCOVERY and abs(difference) >= least
    return Verdict.DIFFERENT if is_different else Verdict.SAME


def _cells(offered: list[FairCase]) -> tuple[CellLine, ...]:
    """Cells with more than one remedy."""
    lines = [
        CellLine(cell, len(members), _remedies(members))
        for cell, members in _by_cell(offered).items()
    ]
    differing = [line for line in lines if len(line.remedies) > 1]
    return tuple(sorted(differing, key=lambda line: (-line.unusual, line.cell)))


def _remedies(members: list[FairCase]) -> tuple[Remedied, ...]:
    keys: defaultdict[tuple[tuple[str, int], ...], list[str]] = defaultdict(list)
    for row in members:
        keys[tuple(sorted(row.given))].append(row.key)
    counted = Counter({given: len(found) for given, found in keys.items()})
    return tuple(
        Remedied(given, number, tuple(keys[given][:MOST_CASES]))
        for given, number in sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    )
