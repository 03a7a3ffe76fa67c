from credits.models.adjustment import Adjustment, Correction
from credits.models.check_texts import CheckTexts
from credits.models.credit import CarbonCredit, Status
from credits.models.emission_factor import EmissionFactor
from credits.models.expected_day import ExpectedDay
from credits.models.finding import Finding, FindingDecision
from credits.models.flag_decision import FlagDecision
from credits.models.night import Night
from credits.models.run import RunChunk, VerificationRun
from credits.models.total import CreditTotal, InverterTotal
from credits.models.verdict import Verdict
from credits.models.waiver import Waiver, WaiverState

__all__ = [
    "Adjustment",
    "CarbonCredit",
    "CheckTexts",
    "Correction",
    "CreditTotal",
    "EmissionFactor",
    "ExpectedDay",
    "Finding",
    "FindingDecision",
    "FlagDecision",
    "InverterTotal",
    "Night",
    "RunChunk",
    "Status",
    "Verdict",
    "VerificationRun",
    "Waiver",
    "WaiverState",
]
