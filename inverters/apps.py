from django.apps import AppConfig


class InvertersConfig(AppConfig):
    name = "inverters"

    def ready(self) -> None:
        from inverters.ledger_checks import archives, batches, days, decisions, master_data, satellite  # noqa: PLC0415
        from inverters.rollups import PRODUCTION_TOTALS  # noqa: PLC0415
        from lumix.ledger import deep  # noqa: PLC0415
        from lumix.rollups import keeping  # noqa: PLC0415

        deep.register(master_data.Inverters(), master_data.Versions(), satellite.HOURLY, satellite.DAILY)
        deep.register(archives.Archives(), batches.Batches(), decisions.Decisions(), days.Days())
        keeping.register(PRODUCTION_TOTALS)
