"""Batches: what to gather, the page's form, a payee, an answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from compensation.choices import BATCH_STATE_CHOICES, REMEDY_CHOICES
from compensation.domain.payout_layout import (
    LONGEST_HEADING,
    Column,
    Field,
    Layout,
    ResultHeadings,
    TotalsPlace,
)
from compensation.domain.payout_layout_json import ENCODINGS
from compensation.forms.lists import DayField
from compensation.forms.money import YuanField
from compensation.models import Budget
from compensation.queries.batches import TRANSFER_KINDS, BatchFilter
from compensation.queries.presets import PresetChoice
from reviews.models import Member, Shop

_EVERY = ("", _("Every kind"))
FIELD_CHOICES = [
    (Field.POSITION.value, _("Number of the line")),
    (Field.KEY.value, _("Key")),
    (Field.ORDER.value, _("Order number")),
    (Field.PAYEE_ACCOUNT.value, _("Payee's account")),
    (Field.PAYEE_NAME.value, _("Payee's name")),
    (Field.AMOUNT.value, _("Amount")),
    (Field.REMARK.value, _("Remark")),
    (Field.REMARK_AND_KEY.value, _("Remark with key")),
    (Field.CONSTANT.value, _("Always the same text")),
]
TOTALS_CHOICES = [
    (TotalsPlace.NONE.value, _("Nowhere")),
    (TotalsPlace.HEAD.value, _("Above the lines")),
    (TotalsPlace.FOOT.value, _("Below the lines")),
]
_BLANK_COLUMNS = 2


class BatchListForm(forms.Form):
    """Which batches to list."""

    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All")), *BATCH_STATE_CHOICES], required=False
    )
    since = DayField(_("From"))
    until = DayField(_("Until"))

    def wanted(self) -> dict[str, Any]:
        """The filter, without what can't be read."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class GatherForm(forms.Form):
    """Which payable payouts to gather, and for which page."""

    preset = forms.ChoiceField(label=_("Payment page"))
    kind = forms.ChoiceField(
        label=_("Remedy"),
        choices=[
            _EVERY,
            *((value, name) for value, name in REMEDY_CHOICES if value in TRANSFER_KINDS),
        ],
        required=False,
    )
    due_until = DayField(_("Due until"))
    budget = forms.ChoiceField(label=_("Budget"), required=False)
    person = forms.ChoiceField(label=_("Offered by"), required=False)
    remark = forms.CharField(
        label=_("Remark for the buyer (checked)"), max_length=100, required=False
    )
    override_word = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, shop: Shop, presets: list[PresetChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shop = shop
        choices: dict[str, list[tuple[str, Any]]] = {
            "preset": [(one.key, one.layout.name) for one in presets],
            "budget": [
                ("", _("Every budget")),
                *Budget.objects.filter(shop=shop)
                .order_by("-starts_on", "id")
                .values_list("public_id", "name"),
            ],
            "person": [
                ("", _("Everybody")),
                *Member.objects.filter(shop=shop)
                .order_by("display_name", "id")
                .values_list("public_id", "display_name"),
            ],
        }
        for name, given in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = given

    def wanted(self) -> BatchFilter:
        """The filter, without what can't be read."""
        self.is_valid()
        names = ("kind", "due_until", "budget", "person")
        read = self.cleaned_data if self.is_bound else {}
        typed = {name: read.get(name) for name in names}
        return BatchFilter(**{name: value for name, value in typed.items() if value})


class PayeeForm(forms.Form):
    """Where one payout goes."""

    account = forms.CharField(label=_("Payee's account"), max_length=120)
    name = forms.CharField(label=_("Payee's name"), max_length=120)


class ResultForm(forms.Form):
    """The answer of a payment page."""

    file = forms.FileField(label=_("Result file (xlsx, xls, csv)"))


class ColumnForm(forms.Form):
    """One column of a page's file; without a heading it is left out."""

    heading = forms.CharField(max_length=LONGEST_HEADING, required=False)
    field = forms.ChoiceField(choices=FIELD_CHOICES, required=False)
    most = forms.IntegerField(min_value=0, max_value=1_000, required=False)
    value = forms.CharField(max_length=LONGEST_HEADING, required=False)

    def column(self) -> Column | None:
        """The column that was typed."""
        typed = self.cleaned_data
        if not typed.get("heading"):
            return None
        field = Field(typed["field"] or Field.CONSTANT)
        return Column(field, typed["heading"].strip(), typed["most"] or 0, typed["value"])


def column_forms(layout: Layout, data: Any = None) -> list[ColumnForm]:
    """The columns of a layout as rows of a form, and two empty ones."""
    given = [
        {"heading": one.heading, "field": one.field.value, "most": one.most, "value": one.value}
        for one in layout.columns
    ]
    rows = given + [{} for _blank in range(_BLANK_COLUMNS)]
    return [
        ColumnForm(data, initial=row, prefix=f"column-{position}")
        for position, row in enumerate(rows)
    ]


class LayoutForm(forms.Form):
    """The page's form apart from its columns; words of a list are separated by bars."""

    name = forms.CharField(label=_("Name of the form"), max_length=60)
    title = forms.CharField(label=_("Title row"), max_length=LONGEST_HEADING, required=False)
    totals_place = forms.ChoiceField(label=_("Total and count"), choices=TOTALS_CHOICES)
    most_lines = forms.IntegerField(
        label=_("Most lines a file (0: any)"), min_value=0, max_value=50_000
    )
    most_fen = YuanField(label=_("Most yuan a line (0: any)"))
    encoding = forms.ChoiceField(
        label=_("Encoding of the CSV"), choices=[(one, one) for one in ENCODINGS]
    )
    remark = forms.CharField(label=_("Usual remark"), max_length=LONGEST_HEADING, required=False)
    key = forms.CharField(label=_("Result: headings of the key"))
    outcome = forms.CharField(label=_("Result: headings of the outcome"))
    amount = forms.CharField(label=_("Result: headings of the amount"))
    failure = forms.CharField(label=_("Result: headings of the failure"), required=False)
    reference = forms.CharField(label=_("Result: headings of the payment number"), required=False)
    paid_words = forms.CharField(label=_("Result: words for paid"))
    failed_words = forms.CharField(label=_("Result: words for failed"))

    @staticmethod
    def initial_of(layout: Layout) -> dict[str, Any]:
        """What the fields show of a layout."""
        words = {
            name: " | ".join(getattr(layout.result, name)) for name in ResultHeadings.__slots__
        }
        plain = ("name", "title", "most_lines", "most_fen", "encoding", "remark")
        return {name: getattr(layout, name) for name in plain} | {
            "totals_place": layout.totals_place.value,
            **words,
        }

    def layout(self, before: Layout, columns: list[Column]) -> Layout:
        """The layout that was typed; the cells of the totals stay as they were."""
        typed = self.cleaned_data
        words = {name: _words(typed[name]) for name in ResultHeadings.__slots__}
        return Layout(
            name=typed["name"],
            title=typed["title"],
            columns=tuple(columns),
            result=ResultHeadings(**words),
            totals_place=TotalsPlace(typed["totals_place"]),
            totals=before.totals,
            most_lines=typed["most_lines"],
            most_fen=typed["most_fen"],
            encoding=typed["encoding"],
            remark=typed["remark"],
        )


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip()[:LONGEST_HEADING] for word in text.split("|") if word.strip())
