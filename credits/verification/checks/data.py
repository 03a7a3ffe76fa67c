"""Is there enough of the right data to judge? A failure is PENDING: it says what is missing, never that anyone lied."""

from dataclasses import replace

import numpy as np

from credits.verification.clock import share
from credits.verification.evidence import Evidence
from credits.verification.finding import Finding
from credits.verification.statistics import run_lengths

QUANTITIES = {"pv_generation": "PV generation", "ac_output": "AC output", "load": "load", "export": "export"}


def quantity(evidence: Evidence) -> Finding:
    """The readings are the array's own yield, the only quantity that sun and ratings bound."""
    days = evidence.days
    nothing = np.full(len(days), np.nan)
    return Finding(days.is_generation, _always(evidence), nothing, nothing, {"quantity": _named(days.quantity)})


def day_over(evidence: Evidence) -> Finding:
    """The local day had ended when it was judged."""
    nothing = np.full(len(evidence.days), np.nan)
    return Finding(evidence.days.day_over, _always(evidence), nothing, nothing)


def provisional(evidence: Evidence) -> Finding:
    """No reading had to be left out because its interval had not ended when it came."""
    left_out = evidence.days.provisional.astype(float)
    return Finding(left_out == 0, _always(evidence), left_out, np.zeros(len(left_out)))


def interval(evidence: Evidence) -> Finding:
    """The readings are at most an hour apart, as the published rule's hourly curves need."""
    minutes = evidence.days.interval_minutes
    return Finding(~evidence.coarse, np.isfinite(minutes), minutes, each(evidence, evidence.rule.interval_minutes))


def daylight(evidence: Evidence) -> Finding:
    """Enough of the daylight was measured, each hour weighed by its cloudless irradiation."""
    measured = evidence.daylight_measured
    missing = ~evidence.days.present & ~evidence.dark
    limit = evidence.rule.daylight_share
    return Finding(measured >= limit, np.isfinite(measured), measured, each(evidence, limit), {"hours": missing})


def lump(evidence: Evidence) -> Finding:
    """No reading after a gap holds more than an hour's energy, which would be the gap's energy in one lump."""
    most = np.where(evidence.lump, evidence.days.kwh, 0.0).max(axis=1)
    nominal = np.where(evidence.days.array_known, evidence.days.dc_capacity_kwp, evidence.days.capacity_kw)
    return Finding(evidence.lump.sum(axis=1) == 0, ~evidence.coarse, most, nominal, {"hours": evidence.lump})


def production(evidence: Evidence) -> Finding:
    """The day has some output at all; a day without is an outage, which is nobody's fraud and has nothing to verify."""
    limit = evidence.rule.production_kwh_per_kw * evidence.days.capacity_kw
    return Finding(evidence.energy > limit, evidence.days.present.sum(axis=1) > 0, evidence.energy, limit)


def stuck(evidence: Evidence) -> Finding:
    """No value repeats itself, digit for digit, through the day, except where an inverter is clipped.

    It is clipped at its rating, or at the month's highest reading of all while the sky gives the array more than that.

    References
    ----------
    pvanalytics.quality.gaps.stale_values_diff; clipping: pvanalytics.features.clipping.
    """
    kwh, rule = evidence.days.kwh, evidence.rule
    free = (kwh > 0) & ~clipped(evidence) & ~evidence.dark
    same = np.zeros_like(free)
    same[:, 1:] = (kwh[:, 1:] == kwh[:, :-1]) & free[:, 1:] & free[:, :-1]
    runs = run_lengths(same)
    longest = runs.max(axis=1) + (runs.max(axis=1) > 0)
    value = np.take_along_axis(kwh, runs.argmax(axis=1)[:, None], axis=1)[:, 0]
    return Finding(
        longest < rule.stuck_hours,
        ~evidence.coarse,
        longest.astype(float),
        each(evidence, rule.stuck_hours),
        {"value": value},
    )


def clipped(evidence: Evidence) -> np.ndarray:
    """Hours at the inverter's rating, or at an export limit that the whole month never passes; bool (n, 24)."""
    kwh, rule, days = evidence.days.kwh, evidence.rule, evidence.days
    highest = np.where(evidence.month.days >= rule.month_days, evidence.digits.highest, np.inf)[:, None]
    given = evidence.curves.poa_global / 1000 * evidence.array_kwp[:, None]
    return (kwh >= rule.clipping_share * days.capacity_kw[:, None]) | ((kwh == highest) & (given > kwh))


def night_output(evidence: Evidence) -> Finding:
    """Next to nothing comes in the dark: a hybrid's load output runs all night, an array's yield does not."""
    figure = share(evidence.days.kwh, evidence.dark)
    limit = evidence.rule.night_share
    return Finding(
        figure <= limit,
        evidence.hourly & ~evidence.far_clock,
        figure,
        each(evidence, limit),
        {
            "energy": np.nansum(np.where(evidence.dark, evidence.days.kwh, 0.0), axis=1),
            "because": np.where(
                evidence.far_clock, "the clock explains the energy in the dark", unmeasurable(evidence)
            ),
        },
    )


def published(evidence: Evidence) -> Finding:
    """The reference is published for the daylight, each hour weighed by its cloudless irradiation."""
    note = evidence.days.reference_note
    told = np.where(note == "", "NASA publishes hourly values about four months late.", note)
    missing = ~np.isfinite(evidence.curves.ghi) & ~evidence.dark
    return Finding(
        evidence.published,
        np.isfinite(evidence.daylight_published),
        evidence.daylight_published,
        each(evidence, evidence.rule.published_share),
        {"hours": missing, "note": told},
    )


def excused_by_the_sea(evidence: Evidence, finding: Finding) -> Finding:
    """The finding with its failures unknown where too much of the satellite's cell is sea: doubt, and no evidence.

    The check `sea_in_cell` holds such a day PENDING.
    """
    excused = finding.failed & evidence.coastal
    because = np.where(excused, "too much of the satellite's cell is sea", finding.words["because"])
    return replace(finding, known=finding.known & ~excused, words={**finding.words, "because": because})


def each(evidence: Evidence, value: float) -> np.ndarray:
    """One limit for every day; (n,)."""
    return np.full(len(evidence.days), value)


def _always(evidence: Evidence) -> np.ndarray:
    return np.ones(len(evidence.days), dtype=bool)


def _named(quantity: np.ndarray) -> np.ndarray:
    return np.select([quantity == word for word in QUANTITIES], list(QUANTITIES.values()), "")


def unmeasurable(evidence: Evidence) -> np.ndarray:
    """Why sun and ratings do not bound a day's hours, as half a sentence; (n,)."""
    return np.select(
        [~evidence.days.is_generation, evidence.coarse],
        ["the readings are not PV generation", "the readings are more than an hour apart"],
        "output through the night at a household's size looks like a load",
    )
