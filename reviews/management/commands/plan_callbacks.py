import datetime as dt
import json
from argparse import ArgumentParser
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from reviews.domain.reason import Reason
from reviews.management.base import DeskCommand, parse_moment, shop_by_code
from reviews.operations.planning import PlanSummary, plan_shop
from reviews.queries.plan import block_name
from reviews.reasons import render


class Command(DeskCommand):
    help = "Plan the callbacks of a shop and say what could not be planned."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--shop", required=True, metavar="CODE")
        parser.add_argument("--at", type=parse_moment, metavar="ISO")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *_args: Any, **options: Any) -> None:
        now: dt.datetime = options["at"] or timezone.now()
        summary = plan_shop(shop=shop_by_code(options["shop"]), now=now)
        if options["as_json"]:
            self.stdout.write(json.dumps(_as_json(summary, now), ensure_ascii=False))
        else:
            self._print(summary)

    def _print(self, summary: PlanSummary) -> None:
        lines = [
            _("Open cases: %(cases)s; planned: %(planned)s; times promised: %(promised)s")
            % {
                "cases": summary.cases,
                "planned": summary.planned,
                "promised": summary.promised,
            },
            _("Value: %(value).2f of at most %(bound).2f")
            % {"value": summary.value, "bound": summary.upper_bound},
        ]
        if summary.note is not None:
            lines.append(render(summary.note))
        for code, cases in sorted(summary.blocked.items()):
            what = {"cases": cases, "reason": block_name(code)}
            lines.append(_("Not planned: %(cases)s, %(reason)s") % what)
        self.stdout.write("\n".join(lines))


def _as_json(summary: PlanSummary, now: dt.datetime) -> dict[str, object]:
    note: Reason | None = summary.note
    return {
        "planned_at": now.isoformat(),
        "cases": summary.cases,
        "planned": summary.planned,
        "promised": summary.promised,
        "blocked": dict(summary.blocked),
        "value": round(summary.value, 4),
        "upper_bound": round(summary.upper_bound, 4),
        "note": note.as_json() if note is not None else None,
    }
