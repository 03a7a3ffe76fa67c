import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lumix.accounts.errors import AccountError
from lumix.accounts.services import make_account
from lumix.modes import Role

ROLES = [str(role) for role in Role if role != Role.NOBODY]


class Command(BaseCommand):
    help = "Make an account that can log in. The password is asked for, or taken from LUMIX_ACCOUNT_PASSWORD."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A name and a role; never a password, which every user of the machine would see in the list of processes."""
        parser.add_argument("name")
        parser.add_argument("--role", choices=ROLES, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, or say why not."""
        role, password = Role(options["role"]), settings.LUMIX_ACCOUNT_PASSWORD or _asked()
        try:
            made = make_account(
                name=options["name"], role=role, password=password, actor="command make_account", now=timezone.now()
            )
        except AccountError as refusal:
            raise CommandError(str(refusal)) from refusal
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"{made.get_username()} can log in now, as {role}.")


def _asked() -> str:
    if not sys.stdin.isatty():
        raise CommandError("Nobody is there to type a password: set LUMIX_ACCOUNT_PASSWORD for this one command.")
    password = getpass("Password: ")
    if password != getpass("Password again: "):
        raise CommandError("The two passwords differ: start again.")
    return password
