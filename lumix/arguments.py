"""What commands are given at the terminal, read so that a mistake is answered with a cure."""

from argparse import ArgumentTypeError
from datetime import date


def calendar_day(text: str) -> date:
    """A day; ArgumentTypeError says how one is written."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no day: write it as 2025-10-31") from error
