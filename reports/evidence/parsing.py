"""How a credit is named where people and programs write it: `41/2016-07-04`."""

from datetime import date

LARGEST = 2**63 - 1


class BadCreditError(ValueError):
    """A text that names no credit; it says how one is named."""


def credit_named(text: str) -> tuple[int, date]:
    """The inverter's number and the day. Raises BadCreditError."""
    number, _, day = text.strip().partition("/")
    try:
        if not (number.isascii() and number.isdigit() and int(number) <= LARGEST):
            raise ValueError(number)
        return int(number), date.fromisoformat(day)
    except ValueError as stray:
        raise BadCreditError(f"{text!r} names no credit: write inverter and day, as 41/2016-07-04.") from stray
