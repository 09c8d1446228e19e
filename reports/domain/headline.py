"""The sentences above a report: what changed, where the change sits, what weighs most."""

from collections.abc import Sequence

from reports.domain.causes import CauseLine
from reports.domain.intervals import Change, Proportion, Verdict
from reports.domain.products import ProductCause
from reports.domain.recovery import Group, Recovery
from reviews.domain.reason import Parameter, Reason

#: Share of the increase that one cell must make up to be named.
NAMED_SHARE = 1 / 3


def headline(
    *,
    cases: int,
    to_mean: Change,
    causes: Sequence[CauseLine],
    cells: Sequence[ProductCause],
) -> tuple[Reason, ...]:
    """Up to three sentences, the most important first. Never a claim beyond chance."""
    if not cases:
        return (Reason("week_without_cases"),)
    sentences = [_against_mean(cases, to_mean)]
    if to_mean.verdict is Verdict.UP:
        sentences.extend(_where_it_grew(cases - to_mean.before, cells))
    top = causes[0]
    sentences.append(
        Reason(
            "week_top_cause",
            {
                "cause": top.cause.name,
                "code": top.cause.code,
                "cases": top.cases,
                "percent": round(100 * top.share),
            },
        )
    )
    return tuple(sentences)


def _against_mean(cases: int, to_mean: Change) -> Reason:
    relative = to_mean.relative
    if relative is None:
        return Reason("week_without_history", {"cases": cases})
    params = {
        "cases": cases,
        "percent": round(100 * abs(relative)),
        "mean": round(to_mean.before),
    }
    return Reason(f"week_{to_mean.verdict.value}", params)


def _where_it_grew(more: float, cells: Sequence[ProductCause]) -> Sequence[Reason]:
    grown = [cell for cell in cells if cell.to_mean.verdict is Verdict.UP]
    if not grown:
        return ()
    most = max(grown, key=lambda cell: cell.cases - cell.mean)
    part = (most.cases - most.mean) / more
    if part < NAMED_SHARE:
        return ()
    params: dict[str, Parameter] = {
        "percent": min(round(100 * part), 100),
        "product": most.product.title or most.product.code,
        "cause": most.cause.name,
        "code": most.cause.code,
    }
    return (Reason("week_growth_from", params),)


def recovery_sentence(recovery: Recovery) -> Reason:
    """What may be said of contacted against uncontacted cases, with the interval."""
    groups = {line.group: line.changed for line in recovery.lines}
    one, two = groups[Group.CONTACTED], groups[Group.NOT_CONTACTED]
    interval = recovery.changed_difference
    if interval is None:
        return Reason("recovery_without_comparison", {"contacted": one.of, "rest": two.of})
    params = {
        "contacted": _percent(one),
        "rest": _percent(two),
        "low": round(100 * interval.low),
        "high": round(100 * interval.high),
    }
    told_apart = interval.low > 0 or interval.high < 0
    return Reason("recovery_differs" if told_apart else "recovery_within_chance", params)


def _percent(proportion: Proportion) -> int:
    return round(100 * (proportion.share or 0.0))
