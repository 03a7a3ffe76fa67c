#!/usr/bin/env python3
"""Checks a Lumix evidence bundle. Needs Python 3.11 or newer and nothing else: no package, no network, no Lumix.

    python3 verify.py                   checks the unpacked folder that this file lies in
    python3 verify.py BUNDLE.zip        checks a bundle as it was downloaded
    python3 verify.py --key KEY …       holds it against the log's public key as you had it from elsewhere

Exit 0: all that can be recomputed agrees. 1: something does not. 2: it could not be checked at all.

What is done, from the outside in:

1. The manifest is a signed note. It names every file with its SHA-256: none may differ, be missing, or be there in
   addition.
2. The checkpoint is a signed note of the ledger's size and Merkle root. Each ledger entry in the bundle is hashed as it
   stands, and its inclusion proof must lead to that root.
3. Each credit is worked out again from its readings, and held against its files and against what the ledger recorded:
   energy, tonnes, digests of readings, satellite hours and equipment, correlation, and the figures that a day gives.

What a bundle cannot show is that nothing came after it: follow the log at /ledger/entries for that. What a signature
cannot say is whose key it is: compare the key that is printed with the one that Lumix, or somebody who
keeps its checkpoints, handed to you; `--key` does that. Whoever changes this file can make it say anything: take it
from a place you trust. `manage.py verify_bundle` of any Lumix knows whether it is the one that was signed.

References: RFC 8032 (Ed25519), RFC 6962 and 9162 (Merkle tree), C2SP signed-note, tlog-checkpoint and tlog-proof.
"""

import base64
import csv
import hashlib
import json
import math
import re
import struct
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone, tzinfo
from fractions import Fraction
from functools import cached_property, partial
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FORMAT = "lumix-evidence-bundle-v1"
MANIFEST, CHECKPOINT, KEY = "manifest.txt", "checkpoint.txt", "public_key.txt"
HOUR_US, SLOTS = 3_600_000_000, 24
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
FINAL, PROVISIONAL = "final", "provisional"
ROUGHLY = 1e-6
SAME = 1e-9
"""Figures are stored to ten digits: closer than this, relatively, is the same."""


class Wrong(Exception):
    """Something does not agree; the text says what."""


class CannotSayError(Exception):
    """Something is not recomputed here; the text says why."""


def must(holds: bool, otherwise: str) -> None:
    """Raise Wrong with this sentence unless the condition holds."""
    if not holds:
        raise Wrong(otherwise)


# --- 1. Ed25519 (RFC 8032, section 5.1), verification only ------------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int, int, int]  # extended coordinates X, Y, Z, T: x = X/Z, y = Y/Z, x·y = T/Z


def decoded(text: bytes) -> Point | None:
    """The point that 32 bytes stand for; None where they stand for none."""
    y = int.from_bytes(text, "little") & (1 << 255) - 1
    sign = text[31] >> 7
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def added(p: Point, q: Point) -> Point:
    """The sum of two points."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar: int, p: Point) -> Point:
    """A point added to itself."""
    total: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = added(total, p)
        p, scalar = added(p, p), scalar >> 1
    return total


BASE = decoded((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def signature_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this Ed25519 key signed the message: [S]B = R + [k]A, with S below the group's order."""
    a, r = (decoded(text) if len(text) == 32 else None for text in (public, signature[:32]))
    s = int.from_bytes(signature[32:], "little")
    if BASE is None or a is None or r is None or len(signature) != 64 or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = times(s, BASE), added(r, times(k, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# --- 2. Signed notes and checkpoints (C2SP) ---------------------------------------------------------------------------


def from_base64(text: str) -> bytes:
    """Bytes from base64 in its one proper spelling."""
    try:
        found = base64.b64decode(text, validate=True)
    except ValueError:
        raise Wrong(f"{text[:40]!r} is no base64") from None
    must(base64.b64encode(found).decode() == text, f"{text[:40]!r} is base64 of another spelling")
    return found


def read_key(text: str) -> tuple[str, bytes]:
    """The name and the 32 bytes of a public key that is written name+id+key."""
    name, told, key = [*text.removesuffix("\n").split("+", 2), "", ""][:3]
    public = from_base64(key)
    must(public[:1] == b"\x01" and len(public) == 33, "the public key is no Ed25519 key")
    must(told == key_id(name, public[1:]).hex(), "the public key has another id than it says")
    return name, public[1:]


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes by which a signature names its key."""
    return hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]


def opened(note: str, name: str, public: bytes) -> str:
    """The text of a note with one signature, which must be this key's."""
    text, blank, line = note.rpartition("\n\n")
    must(bool(blank) and line.endswith("\n") and line.count("\n") == 1, "it is no note with one signature")
    dash, signer, told = [*line[:-1].split(" "), "", ""][:3]
    signature = from_base64(told)
    ours = dash == "—" and signer == name and signature[:4] == key_id(name, public) and line.count(" ") == 2
    must(ours, f"it is not signed by the key of {name}")
    must(signature_holds(public, f"{text}\n".encode(), signature[4:]), "its signature does not hold")
    return text


# --- 3. The Merkle tree -----------------------------------------------------------------------------------------------


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry, and a leaf of the tree."""
    return hashlib.sha256(b"\x00" + entry).digest()


def root_by(proof: Sequence[bytes], leaf: bytes, index: int, size: int) -> bytes:
    """The root that an inclusion proof leads to (RFC 9162, section 2.1.3.2)."""
    must(0 <= index < size and all(len(one) == 32 for one in (leaf, *proof)), "it is no proof")
    node, last, root = index, size - 1, leaf
    for one in proof:
        must(last > 0, "the proof is longer than this place asks for")
        if node & 1 or node == last:
            root = hashlib.sha256(b"\x01" + one + root).digest()
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            root = hashlib.sha256(b"\x01" + root + one).digest()
        node, last = node >> 1, last >> 1
    must(last == 0, "the proof is shorter than this place asks for")
    return root


# --- 4. The bundle and its table --------------------------------------------------------------------------------------


class Bundle(NamedTuple):
    """The names of its files, each as often as it is there, and how to read one."""

    names: list[str]
    read: Callable[[str], bytes]

    def text(self, name: str) -> str:
        """A file of text."""
        must(name in self.names, f"{name} is missing")
        try:
            return self.read(name).decode()
        except UnicodeDecodeError:
            raise Wrong(f"{name} is no UTF-8") from None

    def json(self, name: str) -> Any:
        """A file of JSON."""
        try:
            return json.loads(self.text(name))
        except ValueError:
            raise Wrong(f"{name} is no JSON") from None

    def rows(self, name: str) -> list[dict[str, str]]:
        """A file of CSV."""
        return list(csv.DictReader(self.text(name).splitlines()))


class Table:
    """What was found, line by line, as it is printed."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str, str]] = []

    def heading(self, text: str) -> None:
        """What the next lines are about."""
        self.lines.append(("", text, ""))

    def check(self, name: str, found: Callable[[], str]) -> None:
        """Do one check, and write down what it says."""
        try:
            self.lines.append(("ok", name, found()))
        except Wrong as fault:
            self.lines.append(("FAIL", name, str(fault)))
        except CannotSayError as reason:
            self.lines.append(("--", name, f"not recomputed: {reason}"))
        except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, csv.Error) as stray:
            self.lines.append(("FAIL", name, f"what it is about cannot be read: {type(stray).__name__} {stray}"))

    def count(self, mark: str) -> int:
        """How many lines have this mark."""
        return sum(line[0] == mark for line in self.lines)

    def printed(self) -> Iterator[str]:
        """The table as text."""
        for mark, name, words in self.lines:
            yield f"  {mark:<4}  {name:<14}  {words}" if mark else f"\n{name}"


def examine(bundle: Bundle, trusted: str = "") -> Table:
    """Check everything. trusted: the log's public key as it is known from elsewhere."""
    table = Table()
    table.heading("The bundle")
    key: list[tuple[str, bytes]] = []
    table.check("key", lambda: check_key(bundle, trusted, key))
    if not key:
        return table
    table.check("manifest", lambda: check_manifest(bundle, *key[0]))
    table.check("checkpoint", lambda: "{1} entries in {0}".format(*read_checkpoint(bundle, *key[0])))
    entries: list[dict[str, Any]] = []
    table.check("entries", lambda: check_entries(bundle, *key[0], entries))
    once: dict[str, Any] = {}
    for folder in sorted({name.rpartition("/")[0] for name in bundle.names if name.startswith("credits/")}):
        check_credit(table, bundle, folder, entries, once)
    return table


def check_key(bundle: Bundle, trusted: str, found: list[tuple[str, bytes]]) -> str:
    """The key that has to have signed everything."""
    text = bundle.text(KEY)
    found.append(read_key(text))
    must(not trusted or text.strip() == trusted.strip(), f"the bundle's key is {text.strip()}, not the one you trust")
    return text.strip() + ("" if trusted else "  (is it the one you had from elsewhere?)")


def check_manifest(bundle: Bundle, name: str, public: bytes) -> str:
    """Every file is the one that was signed, and no other is there."""
    lines = opened(bundle.text(MANIFEST), name, public).split("\n")
    must(lines[0] == FORMAT, f"its format is {lines[0]!r}; this file reads {FORMAT}")
    files = [line.split(" ", 2) for line in lines if line.startswith("file ")]
    listed = {path: digest for _, digest, path in files}
    there = [one for one in bundle.names if one != MANIFEST]
    must(len(there) == len(set(there)), "a file is there twice")
    if strays := sorted(set(there) ^ set(listed)):
        raise Wrong(f"{strays[0]} is {'not in the manifest' if strays[0] in there else 'missing'}")
    for one in there:
        must(hashlib.sha256(bundle.read(one)).hexdigest() == listed[one], f"{one} was changed")
    return f"signed; all {len(there)} files are those that it lists"


def read_checkpoint(bundle: Bundle, name: str, public: bytes) -> tuple[str, int, bytes]:
    """The log's name, size and root, signed."""
    origin, size, root = opened(bundle.text(CHECKPOINT), name, public).split("\n")[:3]
    return origin, int(size), from_base64(root)


def check_entries(bundle: Bundle, name: str, public: bytes, found: list[dict[str, Any]]) -> str:
    """Each entry of the ledger is in the log that the checkpoint signed, at its place."""
    _, size, root = read_checkpoint(bundle, name, public)
    for path in sorted(one for one in bundle.names if one.startswith("ledger/") and one.endswith(".json")):
        stored, entry = bundle.read(path), bundle.json(path)
        index = int(entry["seq"]) - 1
        must(path == f"ledger/{index + 1:012d}.json", f"{path} says that it is entry {index + 1}")
        proof, _, checkpoint = bundle.text(path.removesuffix("json") + "tlog-proof").partition("\n\n")
        must(checkpoint == bundle.text(CHECKPOINT), f"the proof of entry {index + 1} is for another checkpoint")
        head, place, *hashes = proof.split("\n")
        must(head == "c2sp.org/tlog-proof@v1" and place == f"index {index}", f"entry {index + 1} has another's proof")
        leads_to = root_by([from_base64(one) for one in hashes], leaf_hash(stored), index, size)
        must(leads_to == root, f"entry {index + 1} is not in the log: its proof leads to another root")
        found.append(entry)
    return f"{len(found)} entries are in the log at their places"


# --- 5. A credit ------------------------------------------------------------------------------------------------------


def check_credit(
    table: Table, bundle: Bundle, folder: str, entries: list[dict[str, Any]], once: dict[str, Any]
) -> None:
    """Work one inverter's day out again. once: what was read of files that several days share."""
    table.heading(folder)
    day: list[Day] = []
    table.check("read", lambda: Day.read(bundle, folder, entries, once, day))
    if not day:
        return
    of = day[0]
    for name, check in (
        ("energy", of.energy), ("tonnes", of.tonnes), ("calculated", of.calculated), ("adjusted", of.adjusted),
        ("life", of.life), ("uploads", of.uploads), ("as sent", of.as_sent), ("satellite", of.satellite),
        ("reply", of.reply), ("equipment", of.equipment), ("day's bounds", of.bounds), ("judged", of.judged),
        ("verdict", of.words), ("rule", of.rule), ("status", of.status), ("published r", of.published_r),
    ):  # fmt: skip
        table.check(name, check)
    for one in (of.verdict or {"checks": []})["checks"]:
        table.check(f"· {one['name']}", partial(of.figure, one))


class Day:
    """One credit's folder, read."""

    def __init__(self, bundle: Bundle, folder: str, entries: list[dict[str, Any]], once: dict[str, Any]) -> None:
        self.bundle, self.entries, self.once = bundle, entries, once
        self.credit: dict[str, Any] = bundle.json(f"{folder}/credit.json")
        self.verdict: dict[str, Any] | None = bundle.json(f"{folder}/verdict.json")
        self.readings = bundle.rows(f"{folder}/readings.csv")
        self.sky = bundle.rows(f"{folder}/satellite.csv")
        self.folder, self.inverter, self.date = folder, str(self.credit["inverter"]), self.credit["date"]

    @classmethod
    def read(
        cls, bundle: Bundle, folder: str, entries: list[dict[str, Any]], once: dict[str, Any], found: list["Day"]
    ) -> str:
        """Read a folder, and say what it claims."""
        day = cls(bundle, folder, entries, once)
        must(folder == f"credits/{day.inverter}_{day.date}", "the folder is called otherwise")
        found.append(day)
        tonnes = f"{day.credit['grams'] // 10**6}.{day.credit['grams'] % 10**6:06d}"
        return f"inverter {day.inverter}, {day.date}, {day.credit['status']}, {tonnes} t CO2"

    # --- readings and what they come to -------------------------------------------------------------------------------

    def counted(self) -> list[tuple[int, int]]:
        """Stamp in microseconds since 1970 and milliwatt-hours of each reading that counts, in the order of time."""
        rows = [row for row in self.readings if row["state"] == FINAL]
        found = [(microseconds(row["timestamp"]), int(row["milliwatt_hours"])) for row in rows]
        must(found == sorted(set(found)), "the readings are not in order, each once")
        return found

    @cached_property
    def readings_digest(self) -> str:
        """SHA-256 over the readings that count, each as two big-endian int64: microseconds and milliwatt-hours."""
        return hashlib.sha256(b"".join(struct.pack(">qq", *pair) for pair in self.counted())).hexdigest()

    def energy(self) -> str:
        """The readings' sum is the credit's energy, or what a correction of a submitted day says that it is since."""
        total = sum(energy for _, energy in self.counted())
        if self.corrected:
            must(self.readings_digest == self.corrected["digest_after"], "the readings are not as they were corrected")
            must(
                total == int(self.corrected["milliwatt_hours"]), f"the readings hold {total} mWh, their correction not"
            )
            before = self.credit["milliwatt_hours"]
            return f"corrected since: {total} mWh; the credit, which is final, was made from {before}"
        must(total == self.credit["milliwatt_hours"], f"the readings hold {total} mWh, the credit says another sum")
        return f"{len(self.counted())} readings hold {total} mWh"

    @cached_property
    def corrected(self) -> dict[str, Any] | None:
        """What the last accepted correction made of a submitted day."""
        found = self.told_of("credits.corrected", "corrections")
        return found[-1] if found else None

    def adjusted(self) -> str:
        """What was taken from a submitted credit or added beside it, as the ledger recorded it; the credit stays."""
        found = self.told_of("credits.adjusted", "adjustments")
        if not found:
            return "nothing was taken from it or added to it"
        less, grams = (sum(int(one[name]) for one in found) for name in ("milliwatt_hours", "grams"))
        left = self.grams_of(self.credit["milliwatt_hours"] + less)
        must(left == self.credit["grams"] + grams, f"with what was adjusted it comes to {left} g, the ledger says not")
        return f"{counted(len(found), 'adjustment')} of {grams:+d} g: it comes to {left} g"

    def told_of(self, kind: str, members: str) -> list[dict[str, Any]]:
        """The members of entries of a kind that are about this day, in the order of the log."""
        every = [
            {**entry["data"], **one}
            for entry in self.entries
            if entry["type"] == kind
            for one in entry["data"][members]
        ]
        return [one for one in every if (one["inverter"], one["date"]) == (self.inverter, self.date)]

    def tonnes(self) -> str:
        """Energy times factor, rounded down to the gram: 1 mWh × 1 kg/kWh is a thousandth of a gram."""
        grams = self.grams_of(self.credit["milliwatt_hours"])
        must(grams == self.credit["grams"], f"they come to {grams} g, the credit says {self.credit['grams']} g")
        return f"× {self.credit['kg_co2_per_kwh']} kg/kWh = {grams} g, rounded down"

    def grams_of(self, milliwatt_hours: int) -> int:
        """So much energy by the credit's factor."""
        return math.floor(milliwatt_hours * Fraction(self.credit["kg_co2_per_kwh"]) / 1000)

    def calculated(self) -> str:
        """The ledger recorded the same energy, mass and factor."""
        entry, told = self.last("credits.calculated", "credits", self.is_mine)
        for name in ("milliwatt_hours", "grams", "kg_co2_per_kwh"):
            must(Fraction(told[name]) == Fraction(str(self.credit[name])), f"entry {entry['seq']} says another {name}")
        return f"entry {entry['seq']} says the same, by {entry['actor']} at {entry['ts']}"

    def life(self) -> str:
        """The ledger says who registered the inverter, and how often it or its equipment was changed since."""
        mine = [one for one in self.entries if one["object"] == f"inverter:{self.inverter}"]
        first = [one for one in mine if one["type"] == "inverter.registered"]
        must(len(first) == 1, "the ledger does not say who registered the inverter")
        changes = sum(one["type"] in ("inverter.changed", "equipment.changed", "clock.corrected") for one in mine)
        return f"registered by {first[0]['actor']} at {first[0]['ts']}; {counted(changes, 'change')} since"

    # --- uploads, as they were sent -----------------------------------------------------------------------------------

    def uploads(self) -> str:
        """Each upload that brought a reading is the file that the ledger recorded."""
        batches = self.bundle.json("uploads.json")
        absent, wanted = [], sorted({row["batch"] for row in self.readings}, key=int)
        for batch in wanted:
            entry = self.sole("readings.imported", "batch", batch)
            told = batches[batch]
            must(told["sha256"] == entry["data"]["sha256"], f"batch {batch} is not the one of entry {entry['seq']}")
            must(told["digest"] == entry["data"]["digest"], f"batch {batch} brought other rows than it did")
            if f"uploads/{told['sha256']}" in self.bundle.names:
                sent = hashlib.sha256(self.bundle.read(f"uploads/{told['sha256']}")).hexdigest()
                must(sent == told["sha256"], f"the file of batch {batch} is not the one that was sent")
            else:
                absent.append(batch)
        if absent:
            raise CannotSayError(f"the file of batch {', '.join(absent)} was no longer kept when the bundle was made")
        return f"{counted(len(wanted), 'upload')}, each as the ledger recorded it"

    def as_sent(self) -> str:
        """Each reading stands in its upload as it is stored, where the upload is of the published format."""
        batches, told = self.bundle.json("uploads.json"), 0
        for row in self.readings:
            batch = batches[row["batch"]]
            rows = self.kept(f"batch {row['batch']}", partial(self.rows_sent, row["batch"], batch))
            if rows is not None:
                pair = (microseconds(row["timestamp"]), int(row["milliwatt_hours"]))
                must(pair in rows, f"the reading of {row['timestamp']} was not sent so in batch {row['batch']}")
                told += 1
        if told < len(self.readings):
            left = len(self.readings) - told
            raise CannotSayError(f"{left} readings came in a portal's own format, or their file is not kept any more")
        return f"all {told} readings stand in the files that were sent"

    def rows_sent(self, number: str, batch: dict[str, Any]) -> set[tuple[int, int]] | None:
        """Instants and milliwatt-hours in a file of the published format; None for any other."""
        path = f"uploads/{batch['sha256']}"
        entry = self.sole("readings.imported", "batch", number)
        if path not in self.bundle.names or "read_as" in entry["data"]:
            return None
        text = self.bundle.read(path).decode("utf-8-sig")
        is_json = batch["media_type"] == "application/json"
        rows = json.loads(text) if is_json else list(csv.DictReader(text.splitlines()))
        zone, found = self.zone(), set()
        for row in rows:
            with suppress(KeyError, ValueError, TypeError):  # a row that was rejected
                told = {name.strip().lower(): value for name, value in row.items()}
                found.add((instant(told["timestamp"], zone), round(float(told["kwh"]) * 1_000_000)))
        return found

    # --- the sky, and what stood there --------------------------------------------------------------------------------

    def hours(self) -> list[list[float]]:
        """Irradiation and cloudless irradiation of the day's 24 hours, NaN where not published. [Wh/m²]"""
        known = {microseconds(row["hour"]): row for row in self.sky}
        midnight = microseconds(self.credit["midnight"])
        found = []
        for slot in range(SLOTS):
            start, late = divmod(midnight + slot * HOUR_US, HOUR_US)
            share = late / HOUR_US
            pair = [known.get((start + further) * HOUR_US, {}) for further in (0, 1)]
            columns = [[number(row.get(name)) for row in pair] for name in ("ghi_wh_m2", "clearsky_wh_m2")]
            found.append([early * (1 - share) + then * share if share else early for early, then in columns])
        return found

    def satellite(self) -> str:
        """The hours are those of which the verdict keeps the digest."""
        pairs = [math.nan if math.isnan(value) else value for hour in self.hours() for value in hour]
        digest = hashlib.sha256(struct.pack(">48d", *pairs)).hexdigest()
        self.held("satellite_digest", digest, "satellite hours")
        return f"{len(self.sky)} hours, SHA-256 {digest[:16]}…"

    def reply(self) -> str:
        """Each hour stands in the reply that it came with, and the reply is the one that the ledger recorded."""
        replies, compared, replied = self.bundle.json("replies.json"), 0, {}
        for row in self.sky:
            told = replies[row["reply"]]
            if row["reply"] not in replied:
                entry = self.sole("satellite.stored", "sha256", told["sha256"])
                raw = self.bundle.read(f"satellite/{told['sha256']}")
                must(hashlib.sha256(raw).hexdigest() == told["sha256"], f"reply {row['reply']} is not as it came")
                must(entry["object"] == f"satellite:{row['reply']}", f"reply {row['reply']} has another's entry")
                replied[row["reply"]] = self.kept(f"reply {row['reply']}", partial(said_by, raw))
            for name, said in replied[row["reply"]].items():
                same = close(said[microseconds(row["hour"])], number(row[name]))
                must(same, f"reply {row['reply']} says another {name} at {row['hour']}")
                compared += 1
        if self.sky and not compared:
            raise CannotSayError("the replies are as they came, and of a form that this file does not read")
        return f"{counted(compared, 'value')} as they stand in what came: reply {', '.join(sorted(replied))}"

    def equipment(self) -> str:
        """What stood there is what the verdict keeps the digest of."""
        if self.credit["equipment"] is None:
            raise CannotSayError(GONE)
        canonical = json.dumps(self.credit["equipment"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        self.held("equipment_digest", digest, "equipment")
        return f"{self.stood('capacity_kw')} kW, array {self.stood('dc_capacity_kwp')} kWp, SHA-256 {digest[:16]}…"

    def bounds(self) -> str:
        """The day begins at local midnight of the zone's standard time."""
        if self.verdict and not self.credit["in_force"] and self.readings_digest != self.verdict["readings_digest"]:
            raise CannotSayError("the readings have changed since, or are taken by another clock than the verdict's")
        zone, day = self.zone(), date.fromisoformat(self.date)
        offsets = [datetime(day.year, month, 1, tzinfo=zone).utcoffset() or timedelta(0) for month in (1, 7)]
        begins = datetime(day.year, day.month, day.day, tzinfo=EPOCH.tzinfo) - min(offsets)
        must(begins == EPOCH + timedelta(microseconds=microseconds(self.credit["midnight"])), "it begins otherwise")
        outside = [stamp for stamp, _ in self.counted() if not 0 <= self.elapsed(stamp) < (SLOTS + 1) * HOUR_US]
        must(not outside, "a reading lies outside the day")
        return f"from {self.credit['midnight']}, {self.stood('timezone')}; all readings lie in it"

    # --- the verdict: its words, rule and status ----------------------------------------------------------------------

    def judged(self) -> str:
        """The ledger recorded this verdict, and the readings are those that it was given over."""
        if self.verdict is None:
            raise CannotSayError(UNJUDGED)
        entry, told = self.recorded()
        kept = told if "digest" not in told else {name: self.said()[f"{name}_digest"] for name in DIGESTS}
        for name in DIGESTS:
            must(kept[name] == self.verdict[f"{name}_digest"], f"the ledger keeps another digest of {name}")
        for name, stated in (("verdict", "status"), ("rule_version", "rule_version")):
            must(told[name] == self.verdict[stated], f"entry {entry['seq']} says another {stated}")
        self.held("readings_digest", self.readings_digest, "readings")
        return (
            f"entry {entry['seq']} by {entry['actor']} at {entry['ts']}; readings SHA-256 {self.readings_digest[:16]}…"
        )

    def words(self) -> str:
        """All that the verdict says is what the ledger keeps the digest of: figures, limits, outcomes and sentences."""
        if self.verdict is None:
            raise CannotSayError(UNJUDGED)
        if "digest" not in self.recorded()[1]:
            raise CannotSayError("the ledger kept no digest of this verdict's own words when it was judged")
        said = self.said()
        for name in ("actor", "status", "correlation", "reason", "cause", "reference"):
            must(said[name] == self.verdict[name], f"it says another {name} than its bytes")
        again = said["told"] if said["texts"] is None else self.told_again(said)
        for one, other in zip(self.verdict["checks"], again, strict=True):
            must(one == other, f"it tells the check {one['name']} otherwise than its bytes")
        return f"{counted(len(again), 'check')} told again from the bytes that the ledger keeps the digest of"

    def said(self) -> dict[str, Any]:
        """The verdict's bytes by the names of their parts, once they give the digest that the ledger keeps."""
        entry, told = self.recorded()
        stored = self.bundle.read(f"{self.folder}/verdict.bytes")
        digest = hashlib.sha256(stored).hexdigest()
        must(digest == told["digest"], f"entry {entry['seq']} keeps another digest of the verdict")
        return dict(zip(PARTS, json.loads(stored), strict=True))

    def told_again(self, said: dict[str, Any]) -> list[dict[str, Any]]:
        """The checks, from outcomes, figures and words, by the templates that the verdict names by their digest."""
        texts = self.bundle.read(f"texts/{said['texts']}.json")
        must(hashlib.sha256(texts).hexdigest() == said["texts"], "the templates of its sentences are others")
        numbers = struct.unpack(f"<{2 * len(said['outcomes'])}d", bytes.fromhex(said["figures"]))
        words = json.loads(said["words"])
        each = zip(json.loads(texts), said["outcomes"], numbers[::2], numbers[1::2], strict=True)
        return [told(one, letter, figure, limit, words.get(one["name"], {})) for one, letter, figure, limit in each]

    def rule(self) -> str:
        """The verdict's limits are those of the rule that it names."""
        if self.verdict is None:
            raise CannotSayError(UNJUDGED)
        rows = {row["name"]: row for row in self.bundle.json("rule.json")}
        version = rows["correlation"]["version"]
        if version != self.verdict["rule_version"]:
            raise CannotSayError(f"the rule in force is {version}, and the verdict was given by an earlier one")
        limits = {one["name"]: one["threshold"] for one in self.verdict["checks"] if one["name"] in LIMITS}
        for name, limit in limits.items():
            must(limit is None or close(limit, rows[LIMITS[name]]["value"]), f"the limit of {name} is not the rule's")
        return f"{self.verdict['rule_version']}; {counted(len(limits), 'limit')} as in rule.json"

    def status(self) -> str:
        """The credit's status follows from its verdict, and the verdict's from its checks."""
        now = self.credit["status"]
        if (last := self.last_status()) is not None:
            must(last == now, f"the credit is {now}, and the last entry about it leaves it {last}")
        if self.verdict is None:
            must(now == "PENDING", "it was never judged and is not PENDING")
            return "PENDING: not judged yet"
        against = [one for one in self.verdict["checks"] if one["outcome"] == "fail" and not one["waived"]]
        flagging = [one["name"] for one in against if one["effect"] == "FLAGGED"]
        told = self.verdict["status"]
        must((told == "FLAGGED") == bool(flagging), f"the verdict is {told}, what flags it: {flagging or None}")
        must(told != "VERIFIED" or not against, "it is VERIFIED, and a check stands against it")
        if now in ("VERIFIED", "SUBMITTED") and not self.corrected:
            must(told == "VERIFIED", f"the credit is {now}, its verdict {told}")
        return f"credit {now}, verdict {told} by rule {self.verdict['rule_version']}"

    def last_status(self) -> str | None:
        """How the last entry about the credit leaves it; None where that one, an early one, does not say."""
        mine = {"inverter": self.inverter, "date": self.date}
        for entry in reversed(self.entries):
            data, own = entry["data"], entry["object"] == f"credit:{self.credit['credit']}"
            around = {"inverter": entry["object"].removeprefix("inverter:")}
            members = [*data.get("verdicts", ()), *({**around, **one} for one in data.get("credits", ()))]
            about = [one for one in members if mine.items() <= one.items()] or ([data] if own and not members else [])
            if about and entry["type"].startswith(TELLING):
                status = about[0].get("to", about[0].get("status"))
                return None if status is None else str(status)
        return None

    # --- the figures of its checks ------------------------------------------------------------------------------------

    def figure(self, check: dict[str, Any]) -> str:
        """One check's figure worked out again, and its outcome from figure and limit, where a day alone gives them."""
        stated, limit = check["figure"], check["threshold"]
        moved = self.verdict and self.readings_digest != self.verdict["readings_digest"]
        if moved and (self.corrected or not self.credit["in_force"]):
            raise CannotSayError(f"{check['outcome']}: the readings have changed since")
        if check["name"] == "correlation":
            return self.correlation(stated, limit, check["outcome"])
        again = self.figures.get(check["name"])
        if again is None or stated is None:
            raise CannotSayError(f"{check['outcome']}: {WHY_NOT.get(check['name'], OTHERWISE)}")
        must(close(again, stated), f"it comes to {again:.10g}, the verdict says {stated:.10g}")
        return f"{check['outcome']}: {again:.10g} {check['unit']}".rstrip() + (
            "" if limit is None else f", limit {limit:g}"
        )

    @cached_property
    def figures(self) -> dict[str, float]:
        """What the day's readings alone give, by the name of the check."""
        kwh = [value for value in self.curve() if not math.isnan(value)]
        total = math.fsum(kwh)
        waiting = sum(row["state"] == PROVISIONAL for row in self.readings)
        stamps = [stamp for stamp, _ in self.counted()]
        gaps = Counter(later - earlier for earlier, later in pairwise(stamps))
        spacing = min(gaps, key=lambda gap: (-gaps[gap], gap)) / 60_000_000 if gaps else 1440.0
        found = {"production": total, "cloudless": total, "satellite": total, "theoretical": total}
        found |= {"interval": spacing, "provisional": float(waiting)}
        lumps = any(one["name"] == "lump" and one["outcome"] == "fail" for one in (self.verdict or {})["checks"])
        return found if lumps else found | {"rating": max(kwh, default=0.0)}

    def published_r(self) -> str:
        """The published rule's criterion: r of 24 hours of output and the satellite's horizontal irradiation."""
        again = self.r_by_satellite
        if again is None:
            raise CannotSayError("too few hours of output and satellite are known, or one of them is flat")
        return (
            f"r = {again:.6f} over the day's hours against the satellite as published (the published rule: above 0.9)"
        )

    @cached_property
    def r_by_satellite(self) -> float | None:
        """Dark hours without a reading count as zero, as loggers sleep; None where r is undefined."""
        sky = [hour[0] for hour in self.hours()]
        output = [0.0 if math.isnan(kwh) and ghi == 0 else kwh for kwh, ghi in zip(self.curve(), sky)]
        return pearson(output, sky)

    def correlation(self, stated: float | None, limit: float, outcome: str) -> str:
        """The verdict takes the best of several curves, so its r is never below the one against the satellite."""
        again = self.r_by_satellite
        if stated is None or again is None:
            raise CannotSayError(f"{outcome}: the verdict states no r, or there is none against the satellite")
        must(again <= stated + ROUGHLY, f"r against the satellite is {again:.6f}, the verdict says only {stated:.6f}")
        must((outcome == "pass") == (stated > limit), f"r {stated:.6f} and its limit {limit:g} do not make a {outcome}")
        if abs(again - stated) > ROUGHLY:
            raise CannotSayError(
                f"{outcome}: the verdict's r of {stated:.6f} was taken in the plane of the array or with its month, "
                "which needs the sun's position; it is not below the one against the satellite"
            )
        return f"{outcome}: {stated:.6f}, limit {limit:g}"

    def curve(self) -> list[float]:
        """The output of the day's 24 hours, NaN where nothing was measured. [kWh]"""
        slots: dict[int, int] = {}
        for stamp, energy in self.counted():
            slot = min(self.elapsed(stamp) // HOUR_US, SLOTS - 1)
            slots[slot] = slots.get(slot, 0) + energy
        return [slots[slot] / 1_000_000 if slot in slots else math.nan for slot in range(SLOTS)]

    # --- what is read once, and what the ledger recorded --------------------------------------------------------------

    def kept(self, name: str, found: Callable[[], Any]) -> Any:
        """What several days ask for, worked out once."""
        if name not in self.once:
            self.once[name] = found()
        return self.once[name]

    def elapsed(self, stamp: int) -> int:
        """How long after the day's beginning a reading's energy was made, by the corrected clock. [µs]"""
        ahead = int(self.stood("clock_offset_minutes")) * 60_000_000 + (self.stood("reading_stamps") == "end")
        return stamp - ahead - microseconds(self.credit["midnight"])

    def stood(self, name: str) -> str:
        """A fact of the equipment."""
        if self.credit["equipment"] is None:
            raise CannotSayError(GONE)
        return str(self.credit["equipment"][name])

    def zone(self) -> ZoneInfo:
        """The time zone, where this machine knows it."""
        try:
            return ZoneInfo(self.stood("timezone"))
        except ZoneInfoNotFoundError:
            raise CannotSayError(f"this machine does not know the time zone {self.stood('timezone')}") from None

    def held(self, name: str, digest: str, what: str) -> None:
        """Hold a digest against the verdict's, unless the credit waits for another judging."""
        if self.verdict is None:
            raise CannotSayError(UNJUDGED)
        if digest != self.verdict[name] and (self.corrected or not self.credit["in_force"]):
            raise CannotSayError(f"{what} have changed since this verdict was given, and no status rests on it")
        must(digest == self.verdict[name], f"these are not the {what} that were judged: SHA-256 {digest[:16]}…")

    def is_mine(self, one: dict[str, Any]) -> bool:
        """Whether a member of an entry is about this day; where the entry is about one inverter it need not say so."""
        return (one.get("inverter", self.inverter), one["date"]) == (self.inverter, self.date)

    def recorded(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The entry of the judging that gave the verdict, and what it says of this day.

        A later judging that found the same names no verdict: it wrote none.
        """
        wrote = partial(self.last, "credits.verified", "verdicts")
        return wrote(lambda one: self.is_mine(one) and one.get("id") is not None)

    def sole(self, kind: str, name: str, value: str) -> dict[str, Any]:
        """The last entry of a kind whose particular of this name has this value."""
        return self.last(kind, None, lambda data: data[name] == value)[0]

    def last(
        self, kind: str, members: str | None, fits: Callable[[dict[str, Any]], bool]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The last entry of a kind that is about this inverter or its credit, and the member of it that fits."""
        alien = re.compile(r"inverter:(?!" + self.inverter + "$)")
        for entry in reversed(self.entries):
            if entry["type"] == kind and not alien.match(entry["object"]):
                for one in entry["data"][members] if members else [entry["data"]]:
                    if fits(one):
                        return entry, one
        raise Wrong(f"the ledger's entry {kind} about it is not in the bundle")


# --- 6. What a verdict is told with -----------------------------------------------------------------------------------


UNJUDGED = "it was not judged yet"
GONE = "what stood there when it was judged is not on record any more"
DIGESTS = ("readings", "satellite", "equipment", "month", "others")
PARTS = (
    "credit", "judged_at", "actor", "status", "correlation", "reason", "cause", "texts", "outcomes", "figures", "words",
    "told", "reference", "rule_version", *(f"{name}_digest" for name in DIGESTS),
)  # fmt: skip
"""What stands in a verdict's bytes, in this order."""
OUTCOMES = {"p": "pass", "f": "fail", "i": "inconclusive"}
TELLING = ("credits.calculated", "credits.verified", "credit.moved", "waiver.", "finding.")
"""Entries that say how a credit stands after them."""
LIMITS = {
    "correlation": "correlation", "interval": "interval_minutes", "daylight": "daylight_share",
    "published": "published_share", "stuck": "stuck_hours", "night_output": "night_share",
}  # fmt: skip
"""Checks whose limit is one of the rule's own."""
OTHERWISE = "it needs more than one day's readings and sky"
WHY_NOT = {
    "quantity": "it has no figure", "day_over": "it has no figure", "daylight": "it needs the cloudless sky's physics",
    "published": "it needs the cloudless sky's physics", "clock": "it needs the sun's position and the month around it",
    "rating": "a lump after a gap hides the highest hour", "night": "it needs the sun's position",
    "night_output": "it needs the sun's position", "array_size": "it needs the cloudless sky's physics",
    "sea_in_cell": "it needs a map",
}  # fmt: skip


def told(texts: dict[str, Any], letter: str, figure: float, limit: float, words: dict[str, Any]) -> dict[str, Any]:
    """One check as a verdict tells it; a capital letter says that an auditor had it left out."""
    outcome = OUTCOMES[letter.lower()]
    known = {name: math.nan if word is None else word for name, word in words.items()}
    facts = {"figure": figure, "threshold": limit, **known}
    return {
        "name": texts["name"],
        "outcome": outcome,
        "effect": texts["effect"],
        "figure": float(f"{figure:.10g}") if math.isfinite(figure) else None,
        "unit": texts["unit"],
        "threshold": float(f"{limit:.10g}") if math.isfinite(limit) else None,
        "sentence": texts["sentences"][outcome].format_map(facts),
        "cure": "" if outcome == "pass" else texts["cure"].format_map(facts),
        "waived": letter.isupper(),
    }


def pearson(x: list[float], y: list[float]) -> float | None:
    """Signed correlation over the hours known in both; None for fewer than six, or for a flat curve."""
    pairs = [(a, b) for a, b in zip(x, y) if not math.isnan(a) and not math.isnan(b)]
    if len(pairs) < 6:
        return None
    mean_x, mean_y = (math.fsum(column) / len(pairs) for column in zip(*pairs))
    xx, yy = math.fsum((a - mean_x) ** 2 for a, _ in pairs), math.fsum((b - mean_y) ** 2 for _, b in pairs)
    return math.fsum((a - mean_x) * (b - mean_y) for a, b in pairs) / math.sqrt(xx * yy) if xx * yy else None


def said_by(raw: bytes) -> dict[str, dict[int, float]]:
    """What a reply says of each hour: NASA POWER's JSON or CSV, or a plain table; nothing of another form.

    By our column and the hour's start in microseconds since 1970.
    """
    text, found = raw.decode("utf-8-sig"), {}
    for ours, its in (("ghi_wh_m2", "ALLSKY_SFC_SW_DWN"), ("clearsky_wh_m2", "CLRSKY_SFC_SW_DWN")):
        if text.lstrip().startswith("{"):
            series = json.loads(text)["properties"]["parameter"].get(its, {})
            said = {instant(f"{at[:8]}T{at[8:]}", EPOCH.tzinfo): value for at, value in series.items()}
        else:
            rows = csv.DictReader(text.rpartition("-END HEADER-")[2].strip().splitlines())
            told = [(hour_of(row), row.get(ours, row.get(its))) for row in rows]
            said = {hour: number(value) for hour, value in told if hour is not None and value is not None}
        if said:
            found[ours] = said
    return found


# --- 7. Instants and numbers ------------------------------------------------------------------------------------------


def hour_of(row: dict[str, str]) -> int | None:
    """The hour that a row is about, UTC; None where its columns do not say so."""
    if "YEAR" in row:
        return instant("{YEAR:0>4}{MO:0>2}{DY:0>2}T{HR:0>2}".format(**row), EPOCH.tzinfo)
    return instant(row["timestamp"], EPOCH.tzinfo) if "timestamp" in row else None


def microseconds(text: str) -> int:
    """An instant of ours, as 2016-07-04T07:00:00.000000Z, in microseconds since 1970."""
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1)


def instant(text: str, zone: tzinfo | None) -> int:
    """A stamp as it was sent, in microseconds since 1970; without an offset it is the time of this zone."""
    stamp = datetime.fromisoformat(text.strip())
    return ((stamp if stamp.tzinfo else stamp.replace(tzinfo=zone)) - EPOCH) // timedelta(microseconds=1)


def counted(count: int, what: str) -> str:
    """So many of something."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def number(text: str | None) -> float:
    """A number of a table, NaN where there is none."""
    return float(text) if text else math.nan


def close(first: float, second: float) -> bool:
    """Whether two figures are the same but for their last digits; NaN is NaN."""
    return (math.isnan(first) and math.isnan(second)) or abs(first - second) <= SAME * max(1.0, abs(first), abs(second))


# --- 8. By hand -------------------------------------------------------------------------------------------------------


def open_bundle(path: Path) -> Bundle:
    """A folder, or a zip file."""
    if path.is_dir():
        names = [one.relative_to(path).as_posix() for one in sorted(path.rglob("*")) if one.is_file()]
        return Bundle(names, lambda name: (path / name).read_bytes())
    return open_zip(path)


def open_zip(file: Any) -> Bundle:
    """A zip, by its path or as an open file."""
    archive = zipfile.ZipFile(file)
    return Bundle(archive.namelist(), archive.read)


def key_of(arguments: list[str]) -> tuple[str, list[str]]:
    """The key that is to be believed, wherever it stands, and what else was written: at most one path.

    What is not understood is refused: a key that was passed over would be taken for one that was compared.
    """
    trusted, rest = "", list(arguments)
    if "--key" in rest:
        at = rest.index("--key")
        must(len(rest) > at + 1 and bool(rest[at + 1].strip()), "after --key stands the key")
        trusted = rest[at + 1]
        del rest[at : at + 2]
    must(len(rest) < 2 and not any(one.startswith("-") for one in rest), "write: verify.py [--key KEY] [BUNDLE.zip]")
    return trusted, rest


def main(arguments: list[str]) -> int:
    """Check, print the table, and say by the exit code what came of it."""
    try:
        trusted, arguments = key_of(arguments)
    except Wrong as asked:
        print(f"It could not be checked: {asked}")
        return 2
    try:
        table = examine(open_bundle(Path(arguments[0]) if arguments else Path(__file__).resolve().parent), trusted)
    except (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as trouble:
        print(f"It could not be checked: {trouble}")
        return 2
    failed, left = table.count("FAIL"), table.count("--")
    result = f"{failed} DO NOT AGREE" if failed else "all that was recomputed agrees"
    last = f"{table.count('ok')} checks: {result}; {left} are not recomputed here, each with its reason."
    print("\n".join([*table.printed(), "", last]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
