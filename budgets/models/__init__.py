"""Budget years, indicators, the outflow ledger and the runs that divide a fund."""

from budgets.models.alerts import Alert, AlertScope, Threshold
from budgets.models.closing import CarryOver, YearClosing
from budgets.models.commitments import (
    Commitment,
    CommitmentSchedule,
    DueCommitment,
    Gap,
)
from budgets.models.grant_payments import GrantAction, GrantPayment, GrantStep, PaymentKind
from budgets.models.grants import GRANT_STATES, GrantPartner, SmallGrant
from budgets.models.hours import (
    ENTRY_STATES,
    Activity,
    HoursEntry,
    HoursKind,
    HoursMonth,
    HoursWeek,
)
from budgets.models.indicators import (
    Indicator,
    IndicatorKind,
    IndicatorModule,
    IndicatorValue,
)
from budgets.models.layouts import FinanceLayout
from budgets.models.lines import BudgetLine, Transfer
from budgets.models.matching import MatchHow, OutflowMatch
from budgets.models.outflow import Outflow, PreviousOutflow
from budgets.models.packages import BaseBudget, HoursPackage
from budgets.models.results import Allocation, AllocationPart
from budgets.models.runs import AllocationRun, IndicatorSelection, ReferenceKind
from budgets.models.transition import TransitionPath, TransitionStep
from budgets.models.years import BudgetYear, CoverGroup, Fund, FundKind

__all__ = [
    "ENTRY_STATES",
    "GRANT_STATES",
    "Activity",
    "Alert",
    "AlertScope",
    "Allocation",
    "AllocationPart",
    "AllocationRun",
    "BaseBudget",
    "BudgetLine",
    "BudgetYear",
    "CarryOver",
    "Commitment",
    "CommitmentSchedule",
    "CoverGroup",
    "DueCommitment",
    "FinanceLayout",
    "Fund",
    "FundKind",
    "Gap",
    "GrantAction",
    "GrantPartner",
    "GrantPayment",
    "GrantStep",
    "HoursEntry",
    "HoursKind",
    "HoursMonth",
    "HoursPackage",
    "HoursWeek",
    "Indicator",
    "IndicatorKind",
    "IndicatorModule",
    "IndicatorSelection",
    "IndicatorValue",
    "MatchHow",
    "Outflow",
    "OutflowMatch",
    "PaymentKind",
    "PreviousOutflow",
    "ReferenceKind",
    "SmallGrant",
    "Threshold",
    "Transfer",
    "TransitionPath",
    "TransitionStep",
    "YearClosing",
]
