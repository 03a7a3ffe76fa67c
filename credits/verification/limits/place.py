"""The cell: its sea, and the neighbours in it."""

from dataclasses import dataclass

from credits.verification.limits.row import limit


@dataclass(frozen=True)
class PlaceLimits:
    """The cell: its sea, and the neighbours in it."""

    land_share: float = limit(0.7, "of the cell", "house rule: below it the satellite's mean sky is the sea's as well")
    coastal_slack_wh_m2: float = limit(
        750.0, "Wh/m² a day", "a judgement: the slack of inland cells and half of it for the sea breeze's other sky"
    )
    coastal_level: float = limit(
        1.05, "of the theoretical month", "the level of inland cells and a tenth: a judgement, as the slack"
    )
    least_neighbours: float = limit(3, "neighbours", "house rule; of fewer, one that errs is no minority")
    neighbour_variation: float = limit(
        0.08, "of the mean output", "Golden's months have 0.12 to 0.20: neighbours that vary less saw hardly a cloud"
    )
    smooth_share: float = limit(
        0.35, "of the neighbours' variation", "Golden: invented bells with 20 % noise 0.3 at most, honest months 0.8"
    )
    neighbour_agreement: float = limit(
        0.4, "", "as a roof with a satellite's clouds: neighbours that agree less see weather of their own each"
    )
    neighbour_km: float = limit(
        25.0, "km", "hourly clearsky indices of sites so far apart still agree by half (Hoff, Perez 2012, hourly means)"
    )
    envelope_ratio: float = limit(
        1.3, "of the best neighbour", "dust takes 20 to 40 %, but hardly from the best of three; a wash gives 1.3"
    )
