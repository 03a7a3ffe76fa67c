"""JSON from a stranger, read without believing it: every surprise is one sentence."""

import json
from collections.abc import Iterable
from typing import Any, NoReturn

import numpy as np

QUOTED_CHARACTERS = 300
QUOTED_TEXTS = 10


class UnbelievableError(Exception):
    """What is wrong with the reply, as the end of a sentence; its reader puts the beginning."""


def parsed(body: bytes) -> Any:
    """The document in `body`; not readable, too deep, NaN, Infinity or a name twice: UnbelievableError."""
    try:
        return json.loads(body.decode(), parse_constant=_refuse_constant, object_pairs_hook=_each_key_once)
    except RecursionError as error:
        raise UnbelievableError("it is nested too deeply to be read") from error
    except ValueError as error:
        raise UnbelievableError("it is not readable JSON") from error


def _refuse_constant(name: str) -> NoReturn:
    raise UnbelievableError(f"it says {name} where a number belongs")


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise UnbelievableError("it gives two values under one name")
    return members


def dig(node: Any, *path: str) -> Any:
    """The member that lies at the end of `path`, or UnbelievableError."""
    for name in path:
        if not isinstance(node, dict) or name not in node:
            raise UnbelievableError(f"it has another shape, without {'.'.join(path)}")
        node = node[name]
    return node


def numbers(values: Iterable[Any], where: str) -> np.ndarray:
    """`values` as float64 (n,), all finite; text, truth values, null or numbers too large: UnbelievableError."""
    values = list(values)
    if not {type(value) for value in values} <= {int, float}:
        raise UnbelievableError(f"{where} holds something else than numbers")
    try:
        array = np.array(values, dtype=np.float64)
    except OverflowError as error:
        raise UnbelievableError(f"{where} holds a number beyond all measure") from error
    if not np.isfinite(array).all():
        raise UnbelievableError(f"{where} holds a number beyond all measure")
    return array


def texts(value: Any) -> tuple[str, ...]:
    """The texts in a list, a few of them, made fit to be stored and shown; empty for anything else."""
    members = value[:QUOTED_TEXTS] if isinstance(value, list) else []
    return tuple(shown(text) for text in members if isinstance(text, str))


def shown(value: Any) -> str:
    """A stranger's text, made fit to be stored and shown: short, no control characters, no half surrogates."""
    if not isinstance(value, str):
        return "no text"
    return "".join(mark if mark.isprintable() else " " for mark in value[:QUOTED_CHARACTERS])
