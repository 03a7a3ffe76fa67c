"""`manage.py verify_bundle FILE`: a bundle held against this Lumix, its own verifier included."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from reports.evidence.checking import check_bundle

BAD, NOT_CHECKED = 1, 2


class Command(BaseCommand):
    help = (
        "Check an evidence bundle with the verifier, the key and the ledger of this Lumix, and whether the verify.py "
        "inside is the one that was signed. Exit 0: all agrees; 1: something does not; 2: it could not be checked."
    )
    requires_system_checks = []  # a failing check would exit with 1, which says that the bundle is bad

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which bundle, and whose."""
        parser.add_argument("file", type=Path, help="a zip, or the folder that it was unpacked into")
        parser.add_argument("--key", default="", help="the public key of another log, name+id+key")

    def handle(self, *, file: Path, key: str, **_: Any) -> None:
        """Check, and tell by the exit code."""
        try:
            table = check_bundle(file, key)
        except Exception as trouble:  # whatever it was, nothing is known about the bundle
            self.stdout.write(f"The bundle could not be checked: {trouble}")
            sys.exit(NOT_CHECKED)
        self.stdout.write("\n".join(table.printed()))
        if failed := table.count("FAIL"):
            self.stdout.write(f"\n{failed} DO NOT AGREE.")
            sys.exit(BAD)
        self.stdout.write("\nAll that was recomputed agrees.")
