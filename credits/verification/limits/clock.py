"""A logger's clock: the day's own shift, and the month's lag."""

from dataclasses import dataclass

from credits.verification.limits.row import limit


@dataclass(frozen=True)
class ClockLimits:
    """A logger's clock: the day's own shift, and the month's lag."""

    near_shift_gain: float = limit(
        0.5,
        "of 1 − r",
        "Golden and Cocoa: 1 % of honest days gain as much by a shift of an hour, 50 to 100 % of shifted",
    )
    near_shift_correlation: float = limit(
        0.95, "", "a day cut off by a full battery gains by a shift too, but stays below"
    )
    far_shift_gain: float = limit(0.2, "of r", "Golden and Cocoa, 7 h off: r rises by 1.0 on every day")
    far_shift_hours: float = limit(
        2.0, "hours", "from here half of all shifted days reach into the dark, and r has fallen below the rule's"
    )
    named_shift_hours: float = limit(1.0, "hours", "half an hour may be the satellite's, the label's or the roof's")
    dark_share: float = limit(
        0.005, "of the day's energy", "the median day of Golden and Cocoa, 2 h off, has more than this in the dark"
    )
    clean_share: float = limit(0.01, "of the day's energy", "what rounding to half hours leaves in the dark")
    lag_sigmas: float = limit(2.5, "of 1/√hours", "one-sided 99 % for a difference of two agreements")
    lag_clouds_sigmas: float = limit(
        4.8, "of 1/√hours", "the best of five lags, each month looked at again for thirty days: 3.5 comes by chance"
    )
    lag_sun: float = limit(
        0.65, "of 1 − r", "Golden and Cocoa: an hour leaves 0.02 to 0.61 of what the stamped curve leaves, honest 1.0"
    )
    lag_rise: float = limit(
        0.06,
        "of r",
        "an hour moved takes 0.09 to 0.27 from r with the sun's path, under 150 W/m² of noise as well; honest months "
        "gain 0.01 at most by any",
    )
    lag_bend: float = limit(
        0.02,
        "of r",
        "an hour's change in the middle of a month gains 0.01 to 0.09 by each side's own lag; honest months 0.003, "
        "with a full battery 0.015",
    )
    lag_bend_share: float = limit(
        0.15, "of 1 − r", "two sides that each choose their lag gain by noise as well: 0.1 with 150 W/m² of it"
    )
    bend_undisturbed: float = limit(
        0.87,
        "of the hours",
        "a battery full at 85 % leaves 0.76 to 0.86 undisturbed, and bends the path on the days that it fills early",
    )
    lag_doubt: float = limit(
        1.0, "of 1/√hours", "clouds that agree less by no more than chance do not deny what the sun's path shows"
    )
    lag_path: float = limit(0.7, "r", "with less the hours hold too little of the sun's path to tell the time by it")
    lag_undisturbed: float = limit(
        0.6,
        "of the hours",
        "an hour of clock error itself leaves 0.7 that look undisturbed, a half-size battery 0.4 to 0.6",
    )
    month_dark: float = limit(
        0.00015,
        "of the month's energy",
        "Golden and Cocoa: none on honest months, an hour's error leaves 0.001 to 0.004; twilight a tenth of that",
    )
    dark_left: float = limit(
        0.1, "of the dark share", "a load or a meter's offset stays in the dark whatever the shift"
    )
    change_sigmas: float = limit(
        2.0,
        "of 1/√hours",
        "Golden and Cocoa: the best split of an unchanged month gains 1.0 to 1.9, of a changed one 2 to 4",
    )
    change_days: float = limit(7, "days", "a month with clouds places a change to about a week")
