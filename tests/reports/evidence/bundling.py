"""Bundles for tests: of an honest day, as a zip and as files in memory, and the verifier's answer to them."""

import io
import zipfile

from credits.models import CarbonCredit
from reports.evidence import verify
from reports.evidence.bundle import write_bundle
from reports.evidence.subject_selectors import Subject, of_credit
from tests.credits import factories


def subject_of(credit: CarbonCredit) -> Subject:
    return of_credit(credit.inverter_id, credit.date)


def zipped(subject: Subject, now=factories.NOW) -> bytes:
    """The bundle's bytes."""
    file = io.BytesIO()
    write_bundle(subject, file, now=now)
    return file.getvalue()


def files(content: bytes) -> dict[str, bytes]:
    """A bundle's files by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def examined(of: dict[str, bytes], trusted: str = "") -> verify.Table:
    """What the untouched verifier says of these files."""
    return verify.examine(verify.Bundle(list(of), of.__getitem__), trusted)


def line(table: verify.Table, name: str) -> tuple[str, str]:
    """The mark and the words of the first check of this name."""
    return next((mark, words) for mark, found, words in table.lines if mark and found == name)
