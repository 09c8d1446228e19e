"""A shop's own forms of payment pages."""

import datetime as dt

from django.db import IntegrityError, transaction

from compensation.domain.payout_layout import Layout, layout_problems
from compensation.domain.payout_layout_json import layout_to_json
from compensation.models import PayoutPreset
from compensation.operations.errors import OfferRefusedError
from compensation.operations.wording import require_wording
from reviews.choices import LEAD, OWNER
from reviews.domain.reason import Reason
from reviews.domain.wording import WordingPlace
from reviews.models import Member


@transaction.atomic
def save_preset(
    *, member: Member, layout: Layout, own: PayoutPreset | None, now: dt.datetime
) -> PayoutPreset:
    """Save a form: a shop's own one over itself, a shipped one as the shop's copy.

    Batches gathered before keep the form they were gathered with. Raises OfferRefusedError.
    """
    if member.role not in {LEAD, OWNER} or (own and own.shop_id != member.shop_id):
        raise OfferRefusedError(Reason("not_yours_to_decide"))
    if not layout.name.strip():
        raise OfferRefusedError(Reason("preset_name_missing"))
    if problems := layout_problems(layout):
        raise OfferRefusedError(*problems)
    place = WordingPlace.PAYOUT_REMARK
    require_wording(layout.remark, place=place, shop=member.shop, member=member, now=now)
    preset = own or PayoutPreset(shop=member.shop)
    preset.name, preset.layout = layout.name.strip(), layout_to_json(layout)
    preset.saved_at, preset.saved_by = now, member
    try:
        with transaction.atomic():
            preset.save()
    except IntegrityError:
        raise OfferRefusedError(Reason("preset_name_taken")) from None
    return preset


@transaction.atomic
def delete_preset(*, preset: PayoutPreset, member: Member) -> None:
    """Forget a shop's own form; the shipped one of that name shows again."""
    if member.role not in {LEAD, OWNER} or preset.shop_id != member.shop_id:
        raise OfferRefusedError(Reason("not_yours_to_decide"))
    preset.delete()
