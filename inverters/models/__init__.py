from inverters.models.archive import ReadingArchive
from inverters.models.batch import ReadingBatch, ReadingConflict
from inverters.models.conflict_decision import ConflictDecision, DecidedConflict
from inverters.models.equipment import Equipment
from inverters.models.inverter import Inverter
from inverters.models.production_day import ProductionDay
from inverters.models.production_total import ProductionTotal
from inverters.models.reading import InverterReading
from inverters.models.satellite import SatelliteFetch, SatelliteHour
from inverters.models.satellite_daily import SatelliteDailyFetch, SatelliteDay

__all__ = [
    "ConflictDecision",
    "DecidedConflict",
    "Equipment",
    "Inverter",
    "InverterReading",
    "ProductionDay",
    "ProductionTotal",
    "ReadingArchive",
    "ReadingBatch",
    "ReadingConflict",
    "SatelliteDailyFetch",
    "SatelliteDay",
    "SatelliteFetch",
    "SatelliteHour",
]
