"""What a policy would have cost and covered over a shop's real cases."""

import datetime as dt
import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from compensation.domain.money import format_yuan
from compensation.domain.policy import PolicyVersion
from compensation.domain.policy_json import PolicyUnreadableError, version_from_json
from compensation.domain.replay import Difference, Replay, Share, replay
from compensation.queries.replays import replay_cases
from reviews.choices import LEVEL_CHOICES
from reviews.management.base import DeskCommand, shop_by_code
from reviews.models import Cause, Shop
from reviews.reasons import render

_LARGEST_FILE = 2_000_000
_SHOWN = 10


class Command(DeskCommand):
    help = "Replay a policy over a shop's cases of a period."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--shop", required=True)
        parser.add_argument("--policy", required=True, type=Path)
        parser.add_argument("--from", required=True, type=_day, dest="since")
        parser.add_argument("--to", required=True, type=_day, dest="until")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        shop = shop_by_code(options["shop"])
        since, until = options["since"], options["until"]
        if until < since:
            raise CommandError(_("--to lies before --from."))
        policy = _read(options["policy"])
        result = replay(policy, replay_cases(shop=shop, since=since, until=until))
        lines = [json.dumps(_as_json(result))] if options["json"] else _lines(result, shop)
        self.stdout.write("\n".join(lines))


def _day(raw: str) -> dt.date:
    try:
        return dt.date.fromisoformat(raw)
    except ValueError:
        raise ArgumentTypeError(
            _("%(raw)s is not a day such as 2026-11-22.") % {"raw": raw}
        ) from None


def _read(path: Path) -> PolicyVersion:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise CommandError(_("%(path)s is too large to be a policy.") % {"path": path})
        return version_from_json(json.loads(path.read_text(encoding="utf-8-sig")))
    except OSError as error:
        words = {"path": path, "error": error.strerror}
        raise CommandError(_("%(path)s can't be read: %(error)s.") % words) from None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise CommandError(_("%(path)s is not JSON in UTF-8.") % {"path": path}) from None
    except PolicyUnreadableError as error:
        raise CommandError(render(error.reason)) from None


def _lines(result: Replay, shop: Shop) -> list[str]:
    total = result.total
    causes = {cause.code: cause.label for cause in Cause.objects.filter(shop=shop)}
    levels = {value: str(label) for value, label in LEVEL_CHOICES}
    return [
        _("%(cases)s cases: %(covered)s covered, %(approvals)s would need an approval")
        % {"cases": total.cases, "covered": total.covered, "approvals": total.approvals},
        _("would cost at most ¥%(cost)s; really given ¥%(given)s")
        % {"cost": format_yuan(total.cost_fen), "given": format_yuan(total.given_fen)},
        _("By cause:"),
        *_shares(result.by_cause, {"": _("no cause"), **causes}),
        _("By level:"),
        *_shares(result.by_level, levels),
        _("%(differing)s cases differ; the largest:") % {"differing": result.differing},
        *(_difference(difference) for difference in result.differences[:_SHOWN]),
    ]


def _shares(shares: Mapping[str, Share], names: Mapping[str, str]) -> Iterator[str]:
    for key, share in shares.items():
        yield _(
            "  %(name)s: %(covered)s of %(cases)s, ¥%(cost)s (given ¥%(given)s),"
            " approvals %(approvals)s"
        ) % {
            "name": names.get(key, key),
            "covered": share.covered,
            "cases": share.cases,
            "cost": format_yuan(share.cost_fen),
            "given": format_yuan(share.given_fen),
            "approvals": share.approvals,
        }


def _difference(difference: Difference) -> str:
    given, would = format_yuan(difference.given_fen), format_yuan(difference.would_fen)
    return f"  {difference.key}  ¥{given} → ¥{would}  {render(difference.because)}"


def _as_json(result: Replay) -> dict[str, object]:
    return {
        **_share_json(result.total),
        "differing": result.differing,
        "by_cause": {key: _share_json(share) for key, share in result.by_cause.items()},
        "by_level": {key: _share_json(share) for key, share in result.by_level.items()},
        "differences": [
            {
                "case": d.key,
                "given_fen": d.given_fen,
                "would_fen": d.would_fen,
                "because": d.because.as_json(),
            }
            for d in result.differences
        ],
    }


def _share_json(share: Share) -> dict[str, int]:
    return {
        "cases": share.cases,
        "covered": share.covered,
        "cost_fen": share.cost_fen,
        "given_fen": share.given_fen,
        "approvals": share.approvals,
    }
