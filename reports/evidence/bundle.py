"""An evidence bundle: everything that some credits rest on in one zip, which a stranger checks without Lumix.

The same evidence under the same checkpoint gives the same bytes. Days, uploads and replies pass through one at a time.
"""

import zlib
from base64 import b64encode
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path
from typing import IO

from credits.models import CheckTexts, EmissionFactor
from credits.rules import limits_in_force
from inverters import raw_uploads
from inverters.models import ReadingBatch, SatelliteFetch
from lumix.ledger.keys import signer
from lumix.ledger.models import LedgerCheckpoint
from lumix.ledger.proofs import inclusion_proofs
from lumix.ledger.selectors import read_snapshot
from reports.evidence import documents
from reports.evidence.archive import Archive, in_pieces
from reports.evidence.checkpoint import checkpoint_over
from reports.evidence.day_selectors import DayEvidence, days_of
from reports.evidence.entries_selectors import Asked, entries_of, instants_of
from reports.evidence.stood_selectors import stood
from reports.evidence.subject_selectors import Subject

MOST_BYTES = 512_000_000
HERE = Path(__file__).parent
VERIFIER, README = HERE / "verify.py", HERE / "README.txt"
PROOF = "c2sp.org/tlog-proof@v1"


def write_bundle(subject: Subject, file: IO[bytes], *, now: datetime) -> None:
    """Write the bundle of these credits.

    Raises BundleTooLargeError, and NoCheckpointError where the ledger cannot be signed as it stands.
    """
    checkpoint = checkpoint_over(subject.credits, now)
    sign = signer().signed
    with (
        read_snapshot(),
        Archive(file, sign=sign, subject=subject.line, most_bytes=MOST_BYTES) as archive,
    ):
        asked = _add_days(archive, subject, now)
        _add_sources(archive, asked)
        _add_ledger(archive, asked, checkpoint)
        archive.add("rule.json", documents.as_json(limits_in_force()))
        archive.add("README.txt", README.read_bytes())
        archive.add("verify.py", VERIFIER.read_bytes())


def _add_days(archive: Archive, subject: Subject, now: datetime) -> Asked:
    """One folder for each credit; returns what else these days name."""
    batches: set[int] = set()
    fetches: set[int] = set()
    instants = instants_of(subject.credits)
    texts: set[str] = set()
    for day in days_of(subject.credits, now):
        _add_day(archive, day)
        batches.update(day.readings.batches.tolist())
        fetches.update(hour.fetch_id for hour in day.hours)
        if day.verdict:
            instants.add(day.verdict.judged_at)
            texts.add(day.verdict.texts_id or "")
    for kept in CheckTexts.objects.filter(pk__in=texts).order_by("pk"):
        archive.add(f"texts/{kept.pk}.json", kept.content.encode())
    return Asked(subject.credits, batches, fetches, instants)


def _add_day(archive: Archive, day: DayEvidence) -> None:
    folder = f"credits/{day.credit.inverter_id}_{day.credit.date}"
    judged_by = stood(day.inverter, day.credit.date, day.verdict)
    archive.add(f"{folder}/credit.json", documents.credit(day, judged_by))
    archive.add(f"{folder}/verdict.json", documents.verdict(day.verdict))
    if day.verdict:
        archive.add(f"{folder}/verdict.bytes", documents.verdict_bytes(day.verdict))
    archive.add(f"{folder}/readings.csv", documents.readings(day.readings))
    archive.add(f"{folder}/satellite.csv", documents.sky(day.hours))
    archive.add(f"inverters/{day.inverter.pk}.json", documents.inverter(day.inverter))


def _add_sources(archive: Archive, asked: Asked) -> None:
    """What was sent and what was answered, byte for byte, and the factors."""
    batches = list(ReadingBatch.objects.filter(pk__in=asked.batches).defer("answer", "body").order_by("pk"))
    archive.add("uploads.json", documents.uploads(batches))
    for sha256, batch in sorted({batch.sha256: batch for batch in batches}.items()):
        if upload := raw_uploads.opened(batch):  # a bundle says what is missing, and does not fail for it
            with upload:
                archive.add(f"uploads/{sha256}", in_pieces(upload))
    fetches = list(SatelliteFetch.objects.filter(pk__in=asked.fetches).defer("raw").order_by("pk"))
    archive.add("replies.json", documents.replies(fetches))
    for fetch in fetches:
        archive.add(f"satellite/{fetch.sha256}", _reply(fetch.pk))
    factors = EmissionFactor.objects.filter(pk__in={credit.factor_id for credit in asked.credits}).order_by("pk")
    archive.add("factors.json", documents.factors(factors))


def _reply(fetch_id: int) -> Iterable[bytes]:
    """Read only when its turn comes: a year's reply is half a megabyte, and a fleet has many."""
    yield zlib.decompress(SatelliteFetch.objects.values_list("raw", flat=True).get(pk=fetch_id))


def _add_ledger(archive: Archive, asked: Asked, checkpoint: LedgerCheckpoint) -> None:
    """The entries as stored, each with its proof, and the checkpoint that the proofs lead to."""
    entries = entries_of(asked)
    proofs = inclusion_proofs(seqs=[entry.seq for entry in entries], size=checkpoint.size)
    for entry in entries:
        name = f"ledger/{entry.seq:012d}"
        archive.add(f"{name}.json", bytes(entry.canonical))
        archive.add(f"{name}.tlog-proof", _proof(entry.seq, proofs[entry.seq].hashes, checkpoint.note))
    archive.add("checkpoint.txt", checkpoint.note.encode())
    archive.add("public_key.txt", f"{signer().verifier}\n".encode())


def _proof(seq: int, hashes: Collection[bytes], note: str) -> bytes:
    """C2SP tlog-proof: the entry's place counted from 0, the proof's hashes, and the checkpoint."""
    return "\n".join([PROOF, f"index {seq - 1}", *(b64encode(one).decode() for one in hashes), "", note]).encode()
