"""Inverters as they stand, without a database behind them."""

from datetime import date

from reports.audit.standing_selectors import Standing

NEWEST = date(2026, 11, 20)
KWH = 1_000_000
LAGOS = (6.52, 3.38)


def standing(number: int = 1, **changes: object) -> Standing:
    """One that reports well: four kWh a day for each kW, nothing flagged."""
    facts = {
        "id": number, "name": f"Roof {number}", "latitude": LAGOS[0], "longitude": LAGOS[1], "capacity_kw": 10.0,
        "registered": date(2024, 1, 1), "last_day": NEWEST, "status": "VERIFIED",
        "month_milliwatt_hours": 30 * 40 * KWH, "measured_days": 30,
    }  # fmt: skip
    return Standing(**(facts | changes))


def neighbours(count: int = 4) -> list[Standing]:
    """So many of one cell that report alike."""
    return [standing(number) for number in range(1, count + 1)]
