import socket
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from whitenoise.runserver_nostatic.management.commands.runserver import Command as WhiteNoiseCommand

from lumix import modes


class Command(WhiteNoiseCommand):
    """Django's development server, which tells the mode where it will listen before it loads anything."""

    def run(self, **options: Any) -> None:
        """Start where the mode allows it, else stop with a sentence."""
        try:
            modes.start(_resolved(self.addr, self.port))
        except ImproperlyConfigured as refusal:
            raise CommandError(str(refusal)) from refusal
        super().run(**options)


def _resolved(host: str, port: str) -> list[str]:
    try:
        return [str(info[4][0]) for info in socket.getaddrinfo(host, int(port))]
    except OSError as error:
        raise CommandError(f"{host} cannot be resolved: {error}") from error
