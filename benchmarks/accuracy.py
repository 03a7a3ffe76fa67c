"""What becomes of honest and of forged days, by Lumix's rule and by the published one taken literally.

    python -m benchmarks.accuracy [--site NAME] [--noise 150] [--unknown-orientation] [--unknown-array] [--case NAME]

Every case alters the readings of a site, and every day is judged with the days around it. Scored are the days from the
31st on; shares are means over several draws of all that is drawn by chance, so that no figure is one draw's luck. A
site is one of the project's, or a folder with readings.csv, irradiance.csv and meta.json. Ends with how many days are
judged in a second.
"""

import argparse

from benchmarks import sites
from benchmarks.cases import CASES, NAMED, Case, with_noise, without
from benchmarks.rules import SCORED_FROM, Shares, View, judged
from benchmarks.speed import speed
from credits.verification import expected
from credits.verification.days import DayBatch

HEADING = f"{'':33}{'Lumix, % of days':^24}{'energy':>7}   {'the published rule, literally':^24}{'energy':>7}"
COLUMNS = f"{'case':33}" + 2 * f"{'VERIFIED':>8}{'FLAGGED':>8}{'PENDING':>8}{'verified':>9} " + "  target"


def main(arguments: list[str] | None = None) -> None:
    """Print the tables."""
    asked = _parser().parse_args(arguments)
    missed = 0
    for name in asked.site or sites.NAMES:
        views = _views(sites.named(name), asked)
        days = len(views[0].site)
        print(f"\n{name}: {days} days, {days - SCORED_FROM} scored{_seen_how(asked)}\n{HEADING}\n{COLUMNS}")
        missed += _table(views, [NAMED[case] for case in asked.case] if asked.case else list(CASES))
    print(f"\n{missed} targets missed" if missed else "\nevery target met")
    print(speed())


def _table(views: list[View], cases: list[Case]) -> int:
    """Print one site's rows; how many missed their target."""
    missed = 0
    for case in cases:
        ours, literal = judged(case, views)
        met = ours.meets(case.target)
        missed += not met
        print(f"{case.name:33}{_row(ours)}  {_row(literal)}   {'met' if met else 'MISSED'}", flush=True)
    return missed


def _row(shares: Shares) -> str:
    days = (shares.verified, shares.flagged, shares.pending)
    return "".join(f"{100 * share:8.1f}" for share in days) + f"{100 * shares.energy:9.1f}"


def _views(site: DayBatch, asked: argparse.Namespace) -> list[View]:
    """The site as its owner tells of it, under one sky or under a satellite whose errors are drawn anew."""
    site = without(site, "surface_tilt", "surface_azimuth") if asked.unknown_orientation else site
    site = without(site, "dc_capacity_kwp") if asked.unknown_array else site
    if not asked.noise:
        curves = expected.derive(site)
        return [View(site, curves, draw) for draw in range(asked.draws)]
    skies = [with_noise(site, asked.noise, draw) for draw in range(asked.draws)]
    return [View(sky, expected.derive(sky), draw) for draw, sky in enumerate(skies)]


def _seen_how(asked: argparse.Namespace) -> str:
    views = {
        f"{asked.noise:.0f} W/m² of noise in the reference": asked.noise,
        "orientation not stated": asked.unknown_orientation,
        "array not stated": asked.unknown_array,
    }
    return "".join(f", {words}" for words, holds in views.items() if holds)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--site", action="append", help=f"{', '.join(sites.NAMES)}, or a folder (default: those named)")
    parser.add_argument("--draws", type=int, default=10, help="draws of chance to take the mean of")
    parser.add_argument("--noise", type=float, default=0.0, help="σ added to every hour of the reference [W/m²]")
    parser.add_argument("--unknown-orientation", action="store_true", help="the owner states no orientation")
    parser.add_argument("--unknown-array", action="store_true", help="the owner states no array")
    parser.add_argument("--case", action="append", choices=list(NAMED), metavar="NAME", help="only this case")
    return parser


if __name__ == "__main__":
    main()
