"""Values without numbers: how everything an entry holds becomes JSON that every reader reads alike.

An entry holds no JSON number. Every number is a decimal string, so that no reader's idea of a float can change what was
recorded.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

MAX_EXPONENT = 400  # beyond any float; a Decimal of 1E+999999 would fill the disk with zeros


class EntryError(ValueError):
    """What cannot stand in an entry; the text says where it stood and why."""


def decimal_string(number: int | float | Decimal) -> str:
    """Write a number as a plain decimal: no exponent, no sign of zero, no trailing zeros after the point.

    Equal numbers give equal strings: 1, 1.0 and Decimal("1.00") are all "1". A float stands for the shortest decimal
    that reads back as the same float (0.1 is "0.1"); an int or a Decimal keeps every digit it has.

    Raises
    ------
    EntryError
        Not a number (NaN), infinite, or of a magnitude outside 1E-400 to 1E+400.
    """
    exact = Decimal(float.__repr__(number)) if isinstance(number, float) else Decimal(number)
    if not exact.is_finite():
        raise EntryError(f"{exact} is not a number that can be written down")
    if not exact:
        return "0"
    if abs(exact.adjusted()) > MAX_EXPONENT:
        raise EntryError(f"its magnitude lies outside 1E-{MAX_EXPONENT} to 1E+{MAX_EXPONENT}")
    text = format(exact, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def utc_string(instant: datetime) -> str:
    """Write an instant in UTC, always to the microsecond: 2025-01-15T09:00:00.000000Z.

    Raises
    ------
    EntryError
        An instant without a time zone.
    """
    if instant.utcoffset() is None:
        raise EntryError(f"{instant} has no time zone")
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def plain(value: Any, path: str = "data") -> Any:
    """Turn a value into JSON without numbers: strings, booleans, null, lists and objects.

    Numbers go by `decimal_string`, instants by `utc_string`, dates become ISO 8601, tuples become lists. `path` says in
    errors where the value stands.

    Raises
    ------
    EntryError
        Any other type, an object's key that is not a string, NaN, infinity, an instant without a time zone.
    """
    match value:
        case dict():
            return {_key(key, path): plain(item, f"{path}.{key}") for key, item in value.items()}
        case list() | tuple():
            return [plain(item, f"{path}[{index}]") for index, item in enumerate(value)]
    try:
        return _plain_leaf(value)
    except EntryError as error:
        raise EntryError(f"{path}: {error}") from error


def _plain_leaf(value: Any) -> str | bool | None:
    match value:
        case None | bool():
            return value
        case str():
            return str.__str__(value)  # the value of a string enumeration, not its name
        case int() | float() | Decimal():
            return decimal_string(value)
        case datetime():
            return utc_string(value)
        case date():
            return value.isoformat()
    raise EntryError(f"a {type(value).__name__} cannot stand in an entry")


def _key(key: object, path: str) -> str:
    if not isinstance(key, str):
        raise EntryError(f"{path}: the key {key!r} is not a string")
    return str.__str__(key)
