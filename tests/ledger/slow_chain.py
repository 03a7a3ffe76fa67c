"""The chain once more, slowly and from the text of its rules, with nothing but json and hashlib."""

import hashlib
import json

ZEROS = "0000000000000000000000000000000000000000000000000000000000000000"


def write(value: object) -> str:
    """Canonical JSON of strings, booleans, null, lists and objects; keys in the order of their UTF-16 code units."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(write(key) + ":" + write(value[key]) for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(write(item) for item in value) + "]"
    assert value is None or isinstance(value, bool | str), f"a bare {value!r}"
    return json.dumps(value, ensure_ascii=False)


def digest(stored: bytes) -> str:
    return hashlib.sha256(bytes([0]) + stored).hexdigest()


def log(entries: list[dict]) -> list[tuple[bytes, str]]:
    """Chain up entries given as `ts, actor, type, object, data`: the bytes and the hash of each."""
    chained, prev = [], ZEROS
    for number, entry in enumerate(entries, start=1):
        stored = write({"v": "1", "seq": str(number), "prev": prev, **entry}).encode()
        prev = digest(stored)
        chained.append((stored, prev))
    return chained


def holds(log_bytes: list[bytes]) -> bool:
    """Do these bytes, in this order, make one chain?"""
    prev = ZEROS
    for number, stored in enumerate(log_bytes, start=1):
        entry = json.loads(stored)
        if (entry["seq"], entry["prev"]) != (str(number), prev) or write(entry).encode() != stored:
            return False
        prev = digest(stored)
    return True
