"""Addresses below ``/s/<shop>/compensation/``."""

from django.urls import path

from compensation.views import approvals, money, panel, policies

app_name = "compensation"
urlpatterns = [
    path("", money.home, name="home"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/<slug:offer>/", approvals.decide, name="decide"),
    path("offers/", money.offers, name="offers"),
    path("offers/<slug:offer>/", panel.offer_act, name="offer_act"),
    path("wording/", panel.wording, name="wording"),
    path("case/<slug:case>/", panel.offer_panel, name="offer_panel"),
    path("case/<slug:case>/propose/", panel.propose, name="propose"),
    path("ledger/", money.ledger, name="ledger"),
    path("budgets/", money.budgets, name="budgets"),
    path("budgets/set/", money.budget_set, name="budget_set"),
    path("payouts/", money.payouts, name="payouts"),
    path("payouts/<slug:payout>/", money.payout_act, name="payout_act"),
    path("payouts/<slug:payout>/proof/", money.proof, name="proof"),
    path("policy/", policies.policy, name="policy"),
    path("policy/draft/", policies.policy_draft, name="policy_draft"),
    path("policy/<slug:version>/", policies.policy_edit, name="policy_edit"),
    path("policy/<slug:version>/publish/", policies.policy_publish, name="policy_publish"),
    path("policy/<slug:version>/replay/", policies.policy_replay, name="policy_replay"),
]
