from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lumix.ledger.note import NoteError, Signer


class Command(BaseCommand):
    help = "Make a key for the ledger's checkpoints: the secret for LUMIX_SIGNING_KEY, and the public key to hand out."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", default=settings.LUMIX_LOG_NAME, help="the log's name, as verra.example/lumix")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        try:
            made = Signer.made(name)
        except NoteError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"LUMIX_SIGNING_KEY={made.written()}")
        self.stderr.write(f"Public key, for whoever checks: {made.verifier}")
