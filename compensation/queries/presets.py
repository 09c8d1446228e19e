"""The forms of payment pages a shop can choose from: its own, and the shipped ones."""

from dataclasses import dataclass

from compensation.domain.payout_layout import Layout
from compensation.domain.payout_layout_json import layout_from_json, shipped_layouts
from compensation.models import PayoutPreset
from reviews.models import Shop


@dataclass(frozen=True, slots=True)
class PresetChoice:
    """A form under the key an address or a choice names it by."""

    key: str
    layout: Layout
    own: PayoutPreset | None = None


def presets_of(*, shop: Shop) -> list[PresetChoice]:
    """The shop's own forms by name, then the shipped ones it has no copy of."""
    rows = PayoutPreset.objects.filter(shop=shop).order_by("name")
    own = [PresetChoice(row.public_id, layout_from_json(row.layout), row) for row in rows]
    taken = {choice.layout.name for choice in own}
    shipped = [
        PresetChoice(key.replace("_", "-"), layout)
        for key, layout in shipped_layouts().items()
        if layout.name not in taken
    ]
    return own + shipped


def preset_by_key(*, shop: Shop, key: str) -> PresetChoice | None:
    """The form of that key; None where the shop has none such."""
    return next((one for one in presets_of(shop=shop) if one.key == key), None)
