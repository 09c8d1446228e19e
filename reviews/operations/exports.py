"""Taking rows out of the desk: written down with who, which and how many."""

import datetime as dt
import io

from django.utils.translation import gettext as _

from reviews import reasons
from reviews.choices import LEVEL_CHOICES
from reviews.domain.masking import mask_query
from reviews.domain.reason import Reason
from reviews.models import ExportLog, Member
from reviews.queries.filters import CaseFilters
from reviews.queries.queue_pages import export_rows
from reviews.queries.rows import QueueRow
from reviews.workbook.queue import QueueLine, write_queue

#: A workbook of more rows is no queue to look through any more.
MOST_ROWS = 5_000
QUEUE = "queue"


def export_queue(*, member: Member, filters: CaseFilters, query: str, now: dt.datetime) -> bytes:
    """The cases of these filters as a workbook, at most `MOST_ROWS`, buyers masked."""
    file = io.BytesIO()
    rows = export_rows(member=member, filters=filters, most=MOST_ROWS, now=now)
    written = write_queue(file, name=_("Queue"), heads=_heads(), lines=map(_line, rows))
    log_export(member=member, what=QUEUE, query=query, rows=written, now=now)
    return file.getvalue()


def log_export(*, member: Member, what: str, query: str, rows: int, now: dt.datetime) -> None:
    """Write an export down for the audit page."""
    kept = mask_query(query)[:500]
    ExportLog.objects.create(
        shop_id=member.shop_id, member=member, what=what, query=kept, rows=rows, at=now
    )


def _heads() -> list[str]:
    return [
        *(_("Case"), _("Level"), _("Buyer"), _("Complaint"), _("Causes"), _("Product")),
        *(_("Opened"), _("Call at"), _("Why"), _("Tries"), _("In charge"), _("First deadline")),
    ]


def _line(row: QueueRow) -> QueueLine:
    told = (reasons.render(Reason.from_json(one)) for one in row.why)
    return QueueLine(
        public_id=row.public_id,
        level=str(dict(LEVEL_CHOICES)[row.level]),
        buyer=row.buyer,
        complaint=row.complaint,
        causes="、".join(row.causes),
        product=row.product,
        opened_at=row.opened_at,
        call_at=row.when.at,
        why=" ".join(map(str, told)),
        dials=row.dials,
        owner=row.owner,
        first_deadline=row.clocks[0].ends_at if row.clocks else None,
    )
