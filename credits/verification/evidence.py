"""What several checks ask of the same days, worked out once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from credits.verification import theory
from credits.verification.clock import ClockFit, fit_clock, share
from credits.verification.days import DayBatch
from credits.verification.digits import Digits
from credits.verification.digits import measure as measure_digits
from credits.verification.expected import ExpectedCurves
from credits.verification.month import Month, measure
from credits.verification.neighbours import Beside, Neighbours, compare, nobody
from credits.verification.statistics import run_lengths
from credits.verification.thresholds import RULE, Rule
from credits.verification.timing import settled
from credits.verification.traces import trace
from credits.verification.window import Window, alone


@dataclass(frozen=True)
class Evidence:
    """n days with their curves, and what follows from both.

    kwh : float64 (n, 24), the measured energy; a missing hour of night is zero (loggers sleep), one of day is NaN.
    energy : float64 (n,), the day's measured sum. [kWh]
    dark : bool (n, 24), hours in which the sun never rises above the horizon.
    coarse : bool (n,), readings wider apart than the rule compares: their energy belongs to no hour.
    lump : bool (n, 24), slots that may hold the energy of the gap before them.
    daylight_measured, daylight_published : float64 (n,), the share of the cloudless energy in hours that are measured,
        and in hours for which the reference is published; NaN where the sun does not rise.
    published : bool (n,), whether enough of the reference is there to compare the day with it.
    array_kwp : float64 (n,), the array's stated size, or the largest that the inverter's rating allows. [kWp]
    clock : the day's clock, settled by its month's.
    month : what the days around each day say.
    calm : bool (n, 24), sunlit hours that neither an outage nor a full battery held down.
    digits : what the month's numbers look like.
    beside : the month beside those of its neighbours.
    window : which days those are; every array has one row for each of its judged days.
    """

    days: DayBatch
    curves: ExpectedCurves
    rule: Rule
    kwh: np.ndarray
    energy: np.ndarray
    dark: np.ndarray
    coarse: np.ndarray
    lump: np.ndarray
    daylight_measured: np.ndarray
    daylight_published: np.ndarray
    published: np.ndarray
    array_kwp: np.ndarray
    clock: ClockFit
    month: Month
    calm: np.ndarray
    digits: Digits
    beside: Beside
    window: Window

    @cached_property
    def hourly(self) -> np.ndarray:
        """Whether the readings claim to be the array's yield and can be cut into hours; bool (n,)."""
        return self.days.is_generation & ~self.coarse

    @cached_property
    def coastal(self) -> np.ndarray:
        """Whether too much of the satellite's cell is sea for its failures to be evidence; bool (n,)."""
        return (self.days.reference_kind == "satellite") & (self.days.land_share < self.rule.land_share)

    @cached_property
    def best_level(self) -> np.ndarray:
        """What the best plants make of the theoretical month, which modules warmed by the tropics never do; (n,)."""
        return np.where(np.abs(self.days.latitude) <= self.rule.tropics, self.rule.warm_level, self.rule.level)

    @cached_property
    def far_clock(self) -> np.ndarray:
        """Whether the clock is so far off that the day holds hours of two days; bool (n,)."""
        return np.abs(self.clock.hours) >= self.rule.far_shift_hours

    @cached_property
    def measurable(self) -> np.ndarray:
        """Whether sun and ratings bound the readings: a load may draw on battery and grid as well; bool (n,)."""
        return self.hourly & ~self.like_load

    @cached_property
    def like_load(self) -> np.ndarray:
        """Whether output runs through most of the dark hours and stays at a household's size; bool (n,)."""
        measured = self.dark & self.days.present
        hours = np.maximum(measured.sum(axis=1), 1)
        rated = self.days.capacity_kw
        running = measured & (self.days.kwh > self.rule.production_kwh_per_kw * rated[:, None])
        mean = np.where(measured, self.days.kwh, 0.0).sum(axis=1) / hours
        steady = running.sum(axis=1) / hours >= self.rule.load_running
        return steady & (mean <= self.rule.load_of_rating * rated) & ~self.far_clock

    @cached_property
    def supported(self) -> np.ndarray:
        """Whether the day has a month that does not deny it, at the stamped hours; bool (n,)."""
        return theory.uncontradicted(self.month, self.rule) & (self.clock.hours == 0) & self.hourly

    @cached_property
    def correlation(self) -> np.ndarray:
        """The day's r against what the satellite lets expect; (n,), NaN where it is undefined.

        Without a month that supports it, the published rule to the letter: 24 hours, the satellite as published.
        """
        stamped = np.where(self.published & self.hourly, self.clock.correlation, np.nan)
        if not self.supported.any():
            return stamped
        by_month = theory.correlation_by_month(self.kwh, self.calm, self.days, self.curves, self.month, self.rule)
        return np.where(self.supported & self.published, np.fmax(stamped, by_month), stamped)

    @cached_property
    def whole(self) -> np.ndarray:
        """Whether the day's sum is this day's own: hourly, and without a lump that may be yesterday's; bool (n,)."""
        return self.measurable & ~self.lump.any(axis=1)


def gather(
    days: DayBatch,
    curves: ExpectedCurves,
    rule: Rule = RULE,
    window: Window | None = None,
    neighbours: Neighbours | None = None,
) -> Evidence:
    """Work out the common evidence of the window's judged days; without a window every day is judged by itself.

    `curves` are those of `expected.derive(days)`, row by row.
    """
    if len(days) != len(curves):
        raise ValueError(f"{len(days)} days cannot be judged by the curves of {len(curves)}")
    window = alone(len(days)) if window is None else window
    traces = trace(days, curves, rule)
    month = measure(traces, window, rule)
    digits = measure_digits(days, window)
    beside = compare(traces, window, neighbours or nobody(len(days), len(window)))
    days, curves = days.take(window.rows), curves.take(window.rows)
    dark = curves.cosine_zenith == 0
    kwh = np.where(dark & ~days.present, 0.0, days.kwh)
    published_share = cloudless_share(curves, np.isfinite(curves.ghi))
    published = published_share >= rule.published_share
    fit = fit_clock(kwh, days, curves, published, rule)
    return Evidence(
        days=days,
        curves=curves,
        rule=rule,
        kwh=kwh,
        energy=np.nansum(days.kwh, axis=1),
        dark=dark,
        coarse=days.interval_minutes > rule.interval_minutes,
        lump=lumps(days, rule),
        daylight_measured=cloudless_share(curves, days.present),
        daylight_published=published_share,
        published=published,
        array_kwp=np.where(days.array_known, days.dc_capacity_kwp, rule.array_per_inverter * days.capacity_kw),
        clock=settled(fit, month, days.orientation_known, rule),
        month=month,
        calm=traces.undisturbed[window.rows],
        digits=digits,
        beside=beside,
        window=window,
    )


def cloudless_share(curves: ExpectedCurves, slots: np.ndarray) -> np.ndarray:
    """The share of the day's cloudless energy in the slots that are True; (n,), NaN where the sun does not rise."""
    daylight = curves.clean_ghi.sum(axis=1)
    return np.where(daylight > 0, share(curves.clean_ghi, slots), np.nan)


def hour_limit(days: DayBatch, rule: Rule) -> np.ndarray:
    """The most that one hour can hold. [kWh]

    A stated array bounds it alone: a hybrid's PV yield rightly exceeds its AC rating while it charges the battery.
    Where the array is unknown, the largest that the inverter's rating allows bounds it.
    """
    return np.where(
        days.array_known, rule.array_gain * days.dc_capacity_kwp, rule.array_per_inverter * days.capacity_kw
    )


def lumps(days: DayBatch, rule: Rule) -> np.ndarray:
    """Slots after a gap whose energy is too much for one hour, and not for all the hours since; bool (n, 24).

    A gap that reaches back over midnight lasts since the previous reading; where that is unknown, it may be any length.
    """
    gap = np.concatenate([np.zeros((len(days), 1)), run_lengths(~days.present)[:, :-1]], axis=1)
    since_midnight = gap == np.arange(gap.shape[1])
    before = np.where(np.isfinite(days.hours_since_previous), days.hours_since_previous, np.inf)
    overnight = since_midnight & (before > 1)[:, None]
    elapsed = 1 + gap + np.where(overnight, np.maximum(before - 1, 0)[:, None], 0.0)
    nominal = np.where(days.array_known, days.dc_capacity_kwp, days.capacity_kw)[:, None]
    most = hour_limit(days, rule)[:, None] * elapsed
    after_gap = (gap > 0) | overnight
    return after_gap & (days.kwh > nominal) & (days.kwh <= most)
