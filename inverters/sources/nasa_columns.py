"""What NASA POWER's hourly and daily replies have in common: a place, a count of time, columns, facts about itself."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from inverters.sources.strict_json import UnbelievableError, dig, numbers, shown, texts

GHI = "ALLSKY_SFC_SW_DWN"
CLEARSKY_GHI = "CLRSKY_SFC_SW_DWN"
PLACE_TOLERANCE_DEGREES = 0.01


@dataclass(frozen=True)
class Steps:
    """How one of the two APIs counts time, and in what it says the irradiation of each step.

    word: "hour" or "day". time_standard: UTC or LST, the local solar time. key_digits: of a step's name.
    units: one unit in each spelling that is known, the service's own first. wh_m2: what one of it is. [Wh/m²]
    most_wh_m2: what the sun can bring in one step. [Wh/m²]
    """

    word: str
    time_standard: str
    key_digits: int
    units: tuple[str, ...]
    wh_m2: float
    most_wh_m2: float


def check_header(reply: Any, lat: float, lon: float, steps: Steps) -> None:
    """Refuse a reply about another point than the one asked, or in another time, as UnbelievableError."""
    coordinates = dig(reply, "geometry", "coordinates")
    if not isinstance(coordinates, list) or len(coordinates) < len(("lon", "lat")):
        raise UnbelievableError("it has another shape, without a place")
    its_lon, its_lat = (float(number) for number in numbers(coordinates[:2], "geometry.coordinates"))
    if max(abs(its_lat - lat), abs(its_lon - lon)) > PLACE_TOLERANCE_DEGREES:
        raise UnbelievableError(
            f"it is about latitude {its_lat:g}, longitude {its_lon:g}; latitude {lat:g}, longitude {lon:g} was asked"
        )
    standard = dig(reply, "header", "time_standard")
    if standard != steps.time_standard:
        raise UnbelievableError(f"its {steps.word}s are {shown(standard)}, not {steps.time_standard}")


def columns(reply: Any, asked: list[str], steps: Steps) -> tuple[np.ndarray, np.ndarray]:
    """GHI and cloudless GHI of the steps asked for, by their names; UnbelievableError where they cannot be believed.

    Returns
    -------
    float64 (n,), float64 (n,)
        In the order asked; NaN where the reply has none, its fill value or a negative number. [Wh/m²]
    """
    ghi = _column(reply, GHI, asked, steps)
    if CLEARSKY_GHI not in dig(reply, "properties", "parameter"):
        return ghi, np.full(len(asked), np.nan)
    return ghi, _column(reply, CLEARSKY_GHI, asked, steps)


def _column(reply: Any, name: str, asked: list[str], steps: Steps) -> np.ndarray:
    series = dig(reply, "properties", "parameter", name)
    unit = dig(reply, "parameters", name, "units")
    if unit not in steps.units:
        raise UnbelievableError(f"{name} comes in {shown(unit)}, not in {steps.units[0]}")
    _check_names(series, name, asked, steps)
    fill_value = numbers([dig(reply, "header", "fill_value")], "header.fill_value")[0]
    said = numbers(series.values(), name)
    values = np.where((said == fill_value) | (said < 0), np.nan, said * steps.wh_m2)
    beyond = said[values > steps.most_wh_m2]
    if beyond.size:
        raise UnbelievableError(f"{name} holds {beyond.max():g} {unit}, more than the sun can bring in a {steps.word}")
    value_of = dict(zip(series, values.tolist(), strict=True))
    return np.array([value_of.get(step, np.nan) for step in asked])


def _check_names(series: Any, name: str, asked: list[str], steps: Steps) -> None:
    if not isinstance(series, dict):
        raise UnbelievableError(f"it has another shape, without {steps.word}s in {name}")
    if not all(len(key) == steps.key_digits and key.isascii() and key.isdigit() for key in series):
        raise UnbelievableError(f"{name} is not given by the {steps.word}")
    if series and not series.keys() & set(asked):
        raise UnbelievableError(f"{name} is about other days than were asked")


def facts_of(reply: Any) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """What a reply says of itself: its sources, its API's version, its messages."""
    header = dig(reply, "header")
    api = header.get("api")
    version = api.get("version") if isinstance(api, dict) else None
    return texts(header.get("sources")), shown(version), texts(reply.get("messages"))
