import json
import tracemalloc
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumix.ledger.canonical import EntryError, utc_string
from lumix.ledger.chain import (
    GENESIS_PREV,
    REWRITTEN,
    ChainReport,
    Fault,
    StepBack,
    StoredRow,
    canonical_bytes,
    entry_hash,
    verify,
)
from lumix.ledger.merkle import Frontier, root_of
from tests.ledger import slow_chain

NINE = datetime(2025, 1, 15, 9, tzinfo=UTC)
ENTRY = {"seq": 1, "prev": GENESIS_PREV, "ts": NINE, "actor": "open-mode", "type": "inverter.registered"}
GOLDEN = (
    b'{"actor":"open-mode","data":{"capacity_kw":"10","gps":["6.5244","3.3792"],"name":"\xe1\xbb\x8cy\xe1\xbb\x8d",'
    b'"retired":null,"simulated":false},"object":"inverter:1","prev":"'
    b'0000000000000000000000000000000000000000000000000000000000000000","seq":"1",'
    b'"ts":"2025-01-15T09:00:00.000000Z","type":"inverter.registered","v":"1"}'
)
GOLDEN_HASH = "dbd0d4ee19162cf2c916494e6ecd086160404fc23f063d259e8907b626a7d52a"

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
leaves = st.none() | st.booleans() | texts
nested = st.recursive(
    leaves, lambda some: st.lists(some, max_size=2) | st.dictionaries(texts, some, max_size=2), max_leaves=4
)
data = st.dictionaries(texts, nested, max_size=3)


def an_entry(number: int) -> dict:
    ts = utc_string(NINE + timedelta(seconds=number))
    return {"ts": ts, "actor": "ada", "type": "readings.imported", "object": f"batch:{number}", "data": {"rows": "96"}}


def row(stored: bytes, **columns: object) -> StoredRow:
    """The row that a database would hold for these bytes, with some of its columns told otherwise."""
    entry = json.loads(stored)
    told = {name: entry[name] for name in ("prev", "ts", "actor", "type", "object")}
    return StoredRow(**{**told, "seq": int(entry["seq"]), "hash": entry_hash(stored), "canonical": stored, **columns})


def a_log(size: int = 5) -> list[StoredRow]:
    return [row(stored) for stored, _ in slow_chain.log([an_entry(number) for number in range(1, size + 1)])]


# Bytes and hashes ----------------------------------------------------------------------------------------------------


def test_the_bytes_of_an_entry_are_golden():
    particulars = {"name": "Ọyọ", "capacity_kw": 10.0, "gps": (6.5244, Decimal("3.37920")), "simulated": False}
    assert canonical_bytes(**ENTRY, object="inverter:1", data={**particulars, "retired": None}) == GOLDEN


def test_the_hash_of_an_entry_is_golden():
    assert entry_hash(GOLDEN) == GOLDEN_HASH


def test_the_hash_of_the_empty_entry_is_the_leaf_hash_that_rfc_6962_publishes():
    assert entry_hash(b"") == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@given(data)
def test_a_slow_second_implementation_writes_the_same_bytes(particulars):
    entry = {"ts": "2025-01-15T09:00:00.000000Z", "actor": "ada", "type": "t", "object": "o", "data": particulars}
    written = canonical_bytes(seq=1, prev=GENESIS_PREV, ts=NINE, actor="ada", type="t", object="o", data=particulars)
    assert [(written, entry_hash(written))] == slow_chain.log([entry])
    assert verify([row(written)]).fault is None


@pytest.mark.parametrize("field", ["actor", "type", "object"])
@pytest.mark.parametrize("text", ["", "two\nlines", "nul\0", "\ud800"])
def test_who_what_and_on_what_are_a_line_of_printable_text_each(field, text):
    with pytest.raises(EntryError) as refusal:
        canonical_bytes(**{**ENTRY, "object": "inverter:1", "data": {}, field: text})
    assert str(refusal.value) == f"{field}: {text!r} is not a line of printable text"


def test_text_that_is_not_unicode_is_refused():
    with pytest.raises(EntryError, match=r"^data: input contains non-UTF-8 codepoints$"):
        canonical_bytes(**ENTRY, object="inverter:1", data={"name": "\ud800"})


# A sound log and a tampered one --------------------------------------------------------------------------------------


def test_a_sound_log_gives_its_size_and_its_head():
    log = a_log()
    assert verify(log) == ChainReport(count=5, head=log[-1].hash, fault=None)
    assert slow_chain.holds([stored.canonical for stored in log])


def test_an_empty_log_has_the_genesis_for_its_head():
    assert verify([]) == ChainReport(count=0, head="0" * 64, fault=None)


def with_row(log: list[StoredRow], at: int, **columns: object) -> list[StoredRow]:
    return [stored._replace(**columns) if stored.seq == at else stored for stored in log]


def rewritten(log: list[StoredRow], seq: int, old: bytes, new: bytes) -> list[StoredRow]:
    """The log with one entry's bytes changed and its hash made to fit."""
    changed = log[seq - 1].canonical.replace(old, new)
    assert changed != log[seq - 1].canonical
    return with_row(log, seq, canonical=changed, hash=entry_hash(changed))


def swapped(log: list[StoredRow]) -> list[StoredRow]:
    return [log[0], log[2]._replace(seq=2), log[1]._replace(seq=3), *log[3:]]


def closed_up(log: list[StoredRow]) -> list[StoredRow]:
    return [log[0], *(stored._replace(seq=stored.seq - 1) for stored in log[2:])]


OTHER = "f" * 64
OTHER_FORM = "its bytes are not a canonical entry: it is written in another form"
OTHER_KEYS = "its bytes are not a canonical entry: its keys are not an entry's"
TAMPERED = {
    "deleted": (lambda log: log[:2] + log[3:], 3, "it is missing: entry 4 stands in its place"),
    "first deleted": (lambda log: log[1:], 1, "it is missing: entry 2 stands in its place"),
    "twice": (lambda log: [*log[:2], *log[1:]], 3, "it is missing: entry 2 stands in its place"),
    "seq is text": (lambda log: with_row(log, 2, seq="x"), 2, "it is missing: entry 'x' stands in its place"),
    "deleted and closed up": (closed_up, 2, "its column seq says 2, its bytes say '3'"),
    "swapped": (swapped, 2, "its column seq says 2, its bytes say '3'"),
    "hash": (lambda log: with_row(log, 4, hash=OTHER), 4, "its bytes do not give its hash"),
    "bytes": (lambda log: with_row(log, 4, canonical=b"{}"), 4, "its bytes do not give its hash"),
    "actor": (lambda log: with_row(log, 2, actor="bob"), 2, "its column actor says 'bob', its bytes say 'ada'"),
    "type": (lambda log: with_row(log, 2, type="x"), 2, "its column type says 'x', its bytes say 'readings.imported'"),
    "object": (lambda log: with_row(log, 5, object="x"), 5, "its column object says 'x', its bytes say 'batch:5'"),
    "ts": (
        lambda log: with_row(log, 3, ts="2025-01-15T09:00:04.000000Z"),
        3,
        "its column ts says '2025-01-15T09:00:04.000000Z', its bytes say '2025-01-15T09:00:03.000000Z'",
    ),
    "prev": (
        lambda log: with_row(log, 1, prev=OTHER),
        1,
        f"its column prev says '{OTHER}', its bytes say '{GENESIS_PREV}'",
    ),
    "rewritten with its hash": (
        lambda log: rewritten(log, 3, b'"96"', b'"97"'),
        4,
        "its prev is not the hash of entry 3: one of the two was changed",
    ),
    "not json": (
        lambda log: rewritten(log, 3, b'"v":"1"}', b'"v":"1"'),
        3,
        "its bytes are not a canonical entry: unexpected end of data: line 1 column 209 (char 208)",
    ),
    "not utf-8": (
        lambda log: rewritten(log, 3, b'"96"', b'"\xff"'),
        3,
        "its bytes are not a canonical entry: str is not valid UTF-8: surrogates not allowed: line 1 column 1 (char 0)",
    ),
    "spaced out": (lambda log: rewritten(log, 3, b":", b": "), 3, OTHER_FORM),
    "a key twice": (lambda log: rewritten(log, 3, b'"rows":"96"', b'"rows":"1","rows":"96"'), 3, OTHER_FORM),
    "keys in another order": (
        lambda log: rewritten(log, 3, b'"rows":"96"', b'"rows":"96","a":"1"'),
        3,
        OTHER_FORM,
    ),
    "a number in a list": (
        lambda log: rewritten(log, 3, b'"96"', b'["96",[7]]'),
        3,
        "its bytes are not a canonical entry: the bare number 7",
    ),
    "spaced out in Yoruba": (lambda log: rewritten(log, 3, b'"rows":"96"', '"rows": "ọ"'.encode()), 3, OTHER_FORM),
    "astral keys in another order": (
        lambda log: rewritten(log, 3, b'"rows":"96"', '"\uffee":"","\U0001f31e":""'.encode()),
        3,
        OTHER_FORM,
    ),
    "another key": (lambda log: rewritten(log, 3, b'"v":"1"', b'"v":"1","w":"1"'), 3, OTHER_KEYS),
    "a key gone": (lambda log: rewritten(log, 3, b',"v":"1"', b""), 3, OTHER_KEYS),
    "a list": (lambda log: rewritten(log, 3, log[2].canonical, b"[]"), 3, OTHER_KEYS),
    "version": (
        lambda log: rewritten(log, 3, b'"v":"1"', b'"v":"2"'),
        3,
        "its bytes are not a canonical entry: version '2' is unknown",
    ),
    "an integer": (
        lambda log: rewritten(log, 3, b'"96"', b"96"),
        3,
        "its bytes are not a canonical entry: the bare number 96",
    ),
    "a float": (
        lambda log: rewritten(log, 3, b'"96"', b"9.5"),
        3,
        "its bytes are not a canonical entry: the bare number 9.5",
    ),
    "not a number": (
        lambda log: rewritten(log, 3, b'"96"', b"NaN"),
        3,
        "its bytes are not a canonical entry: unexpected character, expected a JSON value: line 1 column 31 (char 30)",
    ),
}


@pytest.mark.parametrize("case", TAMPERED)
def test_tampering_is_found_at_the_first_bad_entry(case):
    tamper, seq, reason = TAMPERED[case]
    log = tamper(a_log())
    sound = [stored.hash for stored in log[: seq - 1]]
    assert verify(log) == ChainReport(count=seq - 1, head=[GENESIS_PREV, *sound][-1], fault=Fault(seq, reason))


def test_particulars_of_three_hundred_levels_are_an_entry_like_others():
    deep = "bottom"
    for _ in range(300):
        deep = [deep]
    assert verify(rewritten(a_log(), 3, b'"96"', json.dumps(deep).encode())).fault.seq == 4  # its hash is another now


def test_bytes_nested_without_end_are_a_finding_and_no_crash():
    log = rewritten(a_log(), 3, b'"96"', b"[" * 100_000 + b"]" * 100_000)
    assert verify(log).fault.reason.startswith("its bytes are not a canonical entry: depth limit exceeded")


def test_every_single_flipped_bit_of_the_bytes_is_found_in_its_entry():
    log = a_log(3)
    for stored in log:
        for position in range(len(stored.canonical) * 8):
            flipped = bytearray(stored.canonical)
            flipped[position // 8] ^= 1 << position % 8
            fault = Fault(stored.seq, "its bytes do not give its hash")
            assert verify(with_row(log, stored.seq, canonical=bytes(flipped))).fault == fault


def test_every_bit_of_a_hash_counts():
    log = a_log(2)
    for place in range(4 * len(log[0].hash)):
        number = int(log[0].hash, 16) ^ 1 << place
        for column in ("hash", "prev"):
            assert verify(with_row(log, 1, **{column: f"{number:064x}"})).fault.seq == 1


def test_a_tail_cut_off_is_not_seen_without_a_hash_kept_elsewhere():
    whole, cut = verify(a_log()), verify(a_log()[:3])
    assert cut.fault is None
    assert (cut.count, cut.head) != (whole.count, whole.head)


def test_memory_stays_flat_however_long_the_log_is():
    stored_log = slow_chain.log([an_entry(number) for number in range(1, 5001)])
    tracemalloc.start()
    assert verify(row(stored) for stored, _ in stored_log).count == 5000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200_000


# Times ---------------------------------------------------------------------------------------------------------------


def timed(*seconds: int) -> list[StoredRow]:
    """A log whose entries bear these times."""
    stored, prev = [], GENESIS_PREV
    for seq, second in enumerate(seconds, start=1):
        at = NINE + timedelta(seconds=second)
        written = canonical_bytes(seq=seq, prev=prev, ts=at, actor="ada", type="t", object="o", data={})
        stored.append(row(written))
        prev = stored[-1].hash
    return stored


def test_times_that_run_back_are_told_at_their_furthest_and_are_no_fault():
    report = verify(timed(0, 50, 40, 60, 5, 20, 70))
    assert (report.fault, report.furthest_back) == (None, StepBack(5, timedelta(seconds=55)))


def test_times_that_only_rise_or_stand_tell_nothing():
    assert verify(timed(0, 0, 1, 5)).furthest_back is None


@pytest.mark.parametrize("ts", ["2025-01-15T09:00:00", "2025-01-15T09:00:00+01:00", "yesterday", ""])
def test_a_time_that_is_no_instant_in_utc_is_a_fault(ts):
    written = canonical_bytes(seq=1, prev=GENESIS_PREV, ts=NINE, actor="ada", type="t", object="o", data={})
    other = written.replace(b"2025-01-15T09:00:00.000000Z", ts.encode())
    stored = row(written)._replace(canonical=other, hash=entry_hash(other), ts=ts)
    assert verify([stored]).fault == Fault(1, f"its ts {ts!r} is no instant in UTC")


# Roots that were kept ------------------------------------------------------------------------------------------------


def root_at(log: list[StoredRow], size: int) -> bytes:
    return root_of(bytes.fromhex(stored.hash) for stored in log[:size])


def test_a_log_is_the_one_of_the_roots_that_were_kept_of_it():
    log = a_log()
    roots = {size: root_at(log, size) for size in (1, 3, 5)}
    assert verify(log, roots=roots) == ChainReport(count=5, head=log[-1].hash, fault=None, checkpoints=3)


def test_a_log_of_another_root_was_rewritten_up_to_there():
    log = a_log()
    report = verify(log, roots={2: root_at(log, 2), 4: root_at(log, 3)})
    rewritten = "the log up to here is not the one whose checkpoint was kept: an entry up to here was changed since"
    assert (report.count, report.fault) == (4, Fault(4, rewritten))


def test_a_log_that_is_shorter_than_a_kept_root_was_cut():
    log = a_log(7)
    report = verify(log[:5], roots={6: root_at(log, 6), 7: root_at(log, 7)})
    cut = "it is missing: a checkpoint was kept of 7 entries, so the end was cut off or an older backup restored"
    assert (report.count, report.fault) == (5, Fault(6, cut))


def test_a_beginning_that_is_not_the_one_whose_root_was_kept_is_named():
    log, beginning = a_log(), Frontier()
    for stored in log[:2]:
        beginning.add(bytes.fromhex(stored.hash))
    fault = Fault(2, REWRITTEN)
    for root, told in ((beginning.root(), None), (bytes(32), fault)):
        begun = Frontier(2, beginning.roots)
        report = verify(log[2:], roots={1: root, 2: root}, since=begun, head=log[1].hash)
        assert (report.fault, report.checkpoints) == (told, 1)
