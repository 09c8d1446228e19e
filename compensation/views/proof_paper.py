"""The proof of one payment on paper: what the page shows, as PDF."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from compensation.domain.money import format_yuan
from compensation.models import LedgerEntry
from compensation.queries.proof import Moment, Proof
from compensation.views.period_sheet import STATEMENT
from compensation.workbook.paper import Paper, Section, write_paper
from reviews import reasons


def proof_pdf(proof: Proof, *, now: dt.datetime) -> bytes:
    """The PDF of a payment's proof, in the language of who asks."""
    payout, offer = proof.payout, proof.payout.offer
    paper = Paper(
        title=_("Proof of a payment: %(kind)s ¥%(amount)s")
        % {"kind": offer.get_kind_display(), "amount": format_yuan(payout.amount_fen)},
        statement=str(STATEMENT),
        sections=[
            Section(_("The remedy"), _terms(proof), (0.25, 0.75)),
            Section(
                _("What happened"),
                [
                    [_("What happened"), _("Time"), _("The review as last seen then")],
                    *(_moment(moment) for moment in proof.moments),
                ],
                (0.34, 0.3, 0.36),
            ),
            Section(
                _("Ledger"),
                [
                    [_("Time"), _("What happened"), _("Account"), _("By"), _("Yuan")],
                    *(_entry(entry) for entry in proof.entries),
                ],
                (0.25, 0.2, 0.25, 0.15, 0.15),
            ),
        ],
        foot=f"{payout.shop.name} · {payout.idempotency_key} · {_time(now)}",
    )
    return write_paper(paper)


def _terms(proof: Proof) -> list[tuple[str, str]]:
    payout, offer = proof.payout, proof.payout.offer
    buyer, decider = offer.case.buyer, offer.decided_by
    version = _("Version %(number)s") % {"number": offer.version.number}
    terms = [
        (_("State"), payout.get_state_display()),
        (_("Case"), offer.case.public_id),
        (_("Buyer"), buyer.nick_masked if buyer is not None else ""),
        (_("Because"), f"{reasons.render(offer.because)} ({version})"),
        (_("Asked by"), f"{offer.proposed_by.display_name} {offer.asked_reason}"),
        (_("Decided by"), f"{decider.display_name} {offer.decision_word}" if decider else ""),
        (_("The agent says"), offer.say),
        (_("Message"), offer.message),
        (_("Payment number"), payout.provider_reference),
        (_("Payment key"), payout.idempotency_key),
    ]
    return [(name, words.strip() or "—") for name, words in terms]


def _moment(moment: Moment) -> list[str]:
    seen = moment.snapshot
    standing = f"{seen.get_level_display()} · {seen.get_state_display()}" if seen else "—"
    return [str(moment.name), _time(moment.at), standing]


def _entry(entry: LedgerEntry) -> list[str]:
    who = entry.member.display_name if entry.member is not None else "—"
    account, event = entry.get_account_display(), entry.get_event_display()
    return [_time(entry.at), event, account, who, format_yuan(entry.amount_fen)]


def _time(at: dt.datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
