"""What people type about money, checked before one operation gets it."""

from compensation.forms.batches import (
    BatchListForm,
    ColumnForm,
    GatherForm,
    LayoutForm,
    PayeeForm,
    ResultForm,
    column_forms,
)
from compensation.forms.codes import CodesForm, StockForm
from compensation.forms.lists import (
    BudgetFilterForm,
    LedgerFilterForm,
    PeriodForm,
    PromiseFilterForm,
    StockFilterForm,
    WaitingFilterForm,
)
from compensation.forms.money import (
    BudgetForm,
    DecisionForm,
    ProposalForm,
    PublishForm,
    YuanField,
)
from compensation.forms.policy import change_rows, read_policy_form

__all__ = [
    "BatchListForm",
    "BudgetFilterForm",
    "BudgetForm",
    "CodesForm",
    "ColumnForm",
    "DecisionForm",
    "GatherForm",
    "LayoutForm",
    "LedgerFilterForm",
    "PayeeForm",
    "PeriodForm",
    "PromiseFilterForm",
    "ProposalForm",
    "PublishForm",
    "ResultForm",
    "StockFilterForm",
    "StockForm",
    "WaitingFilterForm",
    "YuanField",
    "change_rows",
    "column_forms",
    "read_policy_form",
]
