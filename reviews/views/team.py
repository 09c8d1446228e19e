"""What leads see of the team: the board, quality, scripts, the audit."""

import random

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reviews import reasons
from reviews.access import DECIDERS, DeskRequest, seat_required
from reviews.domain.scripts import VARIABLES
from reviews.domain.wording import WordingPlace, check_wording
from reviews.forms import ScoreForm, ScriptForm, colleagues
from reviews.forms.numbers import whole_number
from reviews.forms.team import SCORE_CHOICES, SCORE_NAMES
from reviews.models import QualityCheck, Script
from reviews.operations.quality import CheckedAlready, OwnTalk, draw_cases, score_case
from reviews.operations.scripts import ScriptRefused, retire_script, save_script
from reviews.queries.audit import KINDS, audit_page
from reviews.queries.board import board
from reviews.queries.quality import quality_page

_AUDIT_NAMES = {
    "reveals": gettext_lazy("Numbers shown"),
    "overrides": gettext_lazy("Wordings let pass"),
    "exports": gettext_lazy("Exports"),
    "settings": gettext_lazy("Settings, people, scripts"),
    "handovers": gettext_lazy("Shifts handed over"),
}
_NOTHING = {
    "reveals": gettext_lazy(
        "Nobody has seen a number yet. Each one shown for a call is kept here."
    ),
    "overrides": gettext_lazy("No wording was let pass against the check."),
    "exports": gettext_lazy("Nobody has taken rows out of the desk yet."),
    "settings": gettext_lazy("Nothing was changed yet."),
    "handovers": gettext_lazy("No shift was handed over yet. It is done on the page Today."),
}
_LAST_ROW = 100_000


@seat_required(DECIDERS)
def board_page(request: DeskRequest) -> HttpResponse:
    """The team as it is now; the board itself comes again every ten seconds."""
    context = {
        "board": board(member=request.member, now=timezone.now()),
        "colleagues": colleagues(request.member.shop),
    }
    part = "reviews/_board.html" if request.htmx else "reviews/board.html"
    return render(request, part, context)


@seat_required(DECIDERS)
def quality(request: DeskRequest) -> HttpResponse:
    """Drawn cases to look at; a POST draws more."""
    now = timezone.now()
    if request.method == "POST":
        drawn = draw_cases(shop=request.member.shop, now=now, chance=random.Random())  # noqa: S311  # a lot, no secret
        words = ngettext("%(count)s case is drawn.", "%(count)s cases are drawn.", drawn)
        messages.info(request, words % {"count": drawn})
        return redirect("reviews:quality", shop=request.member.shop.code)
    page = quality_page(shop=request.member.shop, now=now)
    context = {
        "page": page,
        "questions": list(SCORE_NAMES.items()),
        "scores": SCORE_CHOICES,
        "averages": [(name, page.averages[key]) for key, name in SCORE_NAMES.items()],
    }
    return render(request, "reviews/quality.html", context)


@seat_required(DECIDERS)
def score(request: DeskRequest, check: str) -> HttpResponse:
    """Store one score sheet."""
    found = QualityCheck.objects.filter(shop=request.member.shop_id, public_id=check).first()
    if found is None:
        raise Http404
    form = ScoreForm(request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            score_case(
                check=found,
                member=request.member,
                scores=form.scores(),
                word=form.cleaned_data["word"],
                now=timezone.now(),
            )
        except OwnTalk:
            messages.warning(request, _("This was your own talk: a colleague scores it."))
        except CheckedAlready:
            messages.warning(request, _("Somebody has scored this case meanwhile."))
        else:
            messages.success(request, _("The score sheet is kept."))
    elif request.method == "POST":
        messages.warning(request, _("Answer each question of the score sheet."))
    return redirect("reviews:quality", shop=request.member.shop.code)


@seat_required(DECIDERS)
def scripts(request: DeskRequest) -> HttpResponse:
    """The shop's sentences by stage; a POST stores one or the next version of one."""
    member = request.member
    form = ScriptForm(request.POST or None, member=member)
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            save_script(
                member=member,
                kind=data["kind"],
                stage=data["stage"],
                cause_code=data["cause"],
                text=data["text"],
                script=_script(request, data["script"]) if data["script"] else None,
                override_word=data["override"],
                now=timezone.now(),
            )
        except ScriptRefused as refusal:
            refusals = [reasons.render(one) for one in refusal.reasons]
        else:
            messages.success(
                request, _("The sentence is kept; the case card shows it from now on.")
            )
            return redirect("reviews:scripts", shop=member.shop.code)
    context = {
        "form": form,
        "refusals": refusals,
        "scripts": Script.objects.filter(shop=member.shop_id)
        .select_related("changed_by")
        .order_by("retired_at", "kind", "stage", "cause_code", "id"),
        "causes": dict(form.fields["cause"].choices),  # type: ignore[attr-defined]  # a choice field
        "variables": VARIABLES,
    }
    return render(
        request, "reviews/scripts.html", context, status=422 if form.errors or refusals else 200
    )


@seat_required(DECIDERS)
def script_wording(request: DeskRequest) -> HttpResponse:
    """What the wording check says of a sentence while it is typed."""
    is_message = request.POST.get("kind") == "message"
    place = WordingPlace.MESSAGE if is_message else WordingPlace.SCRIPT
    hits = check_wording(request.POST.get("text", "")[:500], place=place)
    return render(request, "reviews/_wording.html", {"hits": hits})


@seat_required(DECIDERS)
def script(request: DeskRequest, script: int) -> HttpResponse:
    """The versions of one sentence; a POST retires it."""
    found = _script(request, script)
    if request.method == "POST":
        if retire_script(script=found, member=request.member, now=timezone.now()):
            messages.success(request, _("The sentence is retired; its versions stay."))
        return redirect("reviews:scripts", shop=request.member.shop.code)
    versions = found.history.select_related("changed_by").order_by("-history_date", "-history_id")
    initial = {"kind": found.kind, "stage": found.stage, "cause": found.cause_code}
    form = ScriptForm(initial={**initial, "text": found.text}, member=request.member)
    context = {"script": found, "versions": versions, "form": form, "variables": VARIABLES}
    return render(request, "reviews/script.html", context)


@seat_required(DECIDERS)
def audit(request: DeskRequest) -> HttpResponse:
    """Who saw, let pass, took out, changed."""
    kind = request.GET.get("kind", KINDS[0])
    kind = kind if kind in KINDS else KINDS[0]
    skip = min(whole_number(request.GET.get("skip", "")) or 0, _LAST_ROW)
    context = {
        "kind": kind,
        "kinds": list(_AUDIT_NAMES.items()),
        "nothing": _NOTHING[kind],
        "page": audit_page(shop=request.member.shop, kind=kind, skip=skip),
    }
    return render(request, "reviews/audit.html", context)


def _script(request: DeskRequest, key: int) -> Script:
    found = Script.objects.filter(shop=request.member.shop_id, pk=key).first()
    if found is None:
        raise Http404
    return found
