"""A token of the API with the name its owner gave it. The token itself is kept as a hash, and shown once."""

from django.db import models
from knox.models import AbstractAuthToken

SHOWN = 8
"""So many of a token's 64 characters are told again: enough to know it by, too few to guess the others."""


class ApiToken(AbstractAuthToken):
    name = models.CharField(max_length=60)

    @property
    def key(self) -> str:
        """The beginning by which list and ledger call it."""
        return self.token_key[:SHOWN]
