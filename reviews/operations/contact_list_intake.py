"""Rows of a do-not-contact list end contact, in all shops of the desk."""

from collections.abc import Sequence

from reviews.contact_cipher import blind_index
from reviews.domain.reason import Reason
from reviews.intake.rows import DoNotContactRow
from reviews.models import DoNotContact, ImportRun, Shop
from reviews.operations.buyers import Contact, key_index_of
from reviews.operations.seen_keys import SeenKeys
from reviews.operations.tally import Tally


def take_do_not_contact(
    *, shop: Shop, run: ImportRun, rows: Sequence[DoNotContactRow], seen: SeenKeys
) -> Tally:
    """Keep the hashes of a batch of contacts; runs within the caller's transaction."""
    tally, fresh = new_contacts(rows, shop=shop, seen=seen)
    DoNotContact.objects.bulk_create(
        [
            DoNotContact(
                contact_index=index,
                reason=Reason("do_not_contact_listed", {"file": run.file_name}).as_json(),
                shop=shop,
                member=run.created_by,
                created_at=run.as_of,
            )
            for index in fresh
        ],
        ignore_conflicts=True,
    )
    return tally


def new_contacts(
    rows: Sequence[DoNotContactRow], *, shop: Shop, seen: SeenKeys
) -> tuple[Tally, list[str]]:
    """The indexes that the list doesn't hold yet, and what became of the rows; ``seen`` grows."""
    tally = Tally()
    indexes = {row.row_number: _indexes(row, shop=shop) for row in rows}
    every = {index for some in indexes.values() for index in some}
    known = set(
        DoNotContact.objects.filter(contact_index__in=every).values_list("contact_index", flat=True)
    )
    fresh = []
    for some in indexes.values():
        missing = [index for index in some if index not in known and index not in seen]
        if missing:
            tally.new += 1
            fresh += missing
        elif all(index in seen for index in some):
            tally.repeated += 1
        else:
            tally.unchanged += 1
        seen.update(some)
    return tally, fresh


def _indexes(row: DoNotContactRow, *, shop: Shop) -> list[str]:
    by_nick = key_index_of(Contact(nick=row.buyer_nick), platform=shop.platform)
    by_phone = blind_index(row.phone, purpose="phone")
    return [index for index in (by_phone, by_nick) if index]
