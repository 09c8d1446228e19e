"""Does timing help? Predictions against reality, what helps, and the hours of each place."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reviews.access import DECIDERS, OWNERS, DeskRequest, seat_required
from reviews.choices import PLACE_CHOICES
from reviews.domain.habits import Habits
from reviews.domain.places import PlaceType
from reviews.domain.reach_prior import prior_sources
from reviews.domain.regions import listed_regions
from reviews.forms.timing import TimingForm
from reviews.operations.settings import change_settings
from reviews.operations.timing_reports import request_timing_report
from reviews.queries.timing_page import TimingPage, timing_page_of
from reviews.reasons.forecast import PLAIN_NAMES, SOURCE_NAMES
from reviews.views.timing_charts import VIEWS, draw_calibration, draw_heat, draw_place

_PLACE_NAMES = dict(PLACE_CHOICES)


@seat_required(DECIDERS)
def timing_page(request: DeskRequest) -> HttpResponse:
    """What the shop's own calls say of its timing; only the owner switches sources."""
    return _show(request, TimingForm(instance=request.member.shop.settings))


@seat_required(OWNERS)
def switch_sources(request: DeskRequest) -> HttpResponse:
    """Let sources of evidence count or not; the plan is made again at once."""
    if request.method != "POST":
        return _back(request)
    form = TimingForm(request.POST, instance=request.member.shop.settings)
    if not form.is_valid():
        return _show(request, form, status=422)
    change_settings(shop=request.member.shop, values=form.cleaned_data, now=timezone.now())
    messages.success(request, _("The sources are saved; the plan is made again."))
    return _back(request)


@seat_required(DECIDERS)
def measure_now(request: DeskRequest) -> HttpResponse:
    """Ask for today's figures before the night does."""
    if request.method == "POST":
        request_timing_report(shop=request.member.shop, now=timezone.now())
        messages.success(request, _("The calls are being measured; it takes a minute or two."))
    return _back(request)


def _show(request: DeskRequest, form: TimingForm, status: int = 200) -> HttpResponse:
    page = timing_page_of(shop=request.member.shop, now=timezone.now())
    chosen, show = _asked_place(request), _asked_view(request, page)
    figures = page.report.figures if page.report is not None else {}
    truth = figures.get("calibration")
    context = {
        "page": page,
        "form": form,
        "figures": figures,
        "truth": truth,
        "truth_chart": draw_calibration(truth["bins"]) if truth else None,
        "learned": Habits.from_json(figures["habits"]) if figures else None,
        "usual_habits": Habits(),
        "lifts": [(PLAIN_NAMES[one["plain"]], one) for one in figures.get("lifts", [])],
        "sources": [(SOURCE_NAMES[row.kind.value], form[row.field], row) for row in page.sources],
        "doubtful": [
            SOURCE_NAMES[row.kind.value]
            for row in page.sources
            if row.is_on and row.figures and row.figures["help"] in {"unclear", "hurts"}
        ],
        "show": show,
        "chosen": chosen.value,
        "chosen_name": _PLACE_NAMES[chosen.value],
        "maps": draw_heat(page.model, show=show, chosen=chosen),
        "curves": draw_place(page.model, chosen),
        "has_calls": bool(page.model.calls.any()),
        "quoted": prior_sources(chinese=(get_language() or "").startswith("zh")),
        "regions": listed_regions(),
    }
    return render(request, "reviews/timing.html", context, status=status)


def _asked_place(request: DeskRequest) -> PlaceType:
    asked = request.GET.get("place", "")
    return PlaceType(asked) if asked in set(PlaceType) else PlaceType.RESIDENTIAL


def _asked_view(request: DeskRequest, page: TimingPage) -> str:
    asked = request.GET.get("show", "")
    if asked in VIEWS:
        return asked
    return "learned" if page.model.calls.any() else "prior"


def _back(request: DeskRequest) -> HttpResponse:
    return redirect("reviews:timing", shop=request.member.shop.code)
