from credits.models.credit import CarbonCredit, Status
from credits.models.emission_factor import EmissionFactor
from credits.models.verdict import Verdict
from credits.models.waiver import Waiver, WaiverState

__all__ = ["CarbonCredit", "EmissionFactor", "Status", "Verdict", "Waiver", "WaiverState"]
