"""The platform limits in force: what the desk ships, superseded by what people wrote down."""

from reviews.domain import clocks
from reviews.domain.levels import Platform
from reviews.models import PlatformClock


def platform_clocks(platform: str) -> tuple[clocks.PlatformClock, ...]:
    """Every dated limit of a platform; a row of the table wins over a shipped one of its day."""
    limits = {
        (clock.kind, clock.valid_from): clock
        for clock in clocks.DEFAULT_PLATFORM_CLOCKS
        if clock.platform == platform
    }
    for row in PlatformClock.objects.filter(platform=platform).order_by("valid_from", "id"):
        kind = clocks.ClockKind(row.kind)
        limits[kind, row.valid_from] = clocks.PlatformClock(
            platform=Platform(platform),
            kind=kind,
            days=row.days,
            valid_from=row.valid_from,
            source=row.source,
        )
    return tuple(limits.values())
