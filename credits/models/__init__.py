from credits.models.credit import CarbonCredit, Status
from credits.models.emission_factor import EmissionFactor
from credits.models.verdict import Verdict

__all__ = ["CarbonCredit", "EmissionFactor", "Status", "Verdict"]
