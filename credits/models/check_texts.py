from functools import cache

from django.db import models

from credits.verification.check import Check
from credits.verification.checks.registry import DAY_CHECKS
from credits.verification.copies.registry import COPY_CHECKS
from credits.verification.kept import digest_of, read_texts, texts_of
from credits.verification.wording import Wording
from lumix.ledger.models import AppendOnlyModel

PRESENT = (*DAY_CHECKS, *COPY_CHECKS)


class CheckTexts(AppendOnlyModel):
    """The sentences that verdicts are told with, kept once for each wording: an old verdict is told as it was."""

    digest = models.CharField(primary_key=True, max_length=64, help_text="SHA-256 of the content")
    content = models.TextField(help_text="JSON: name, effect, unit, sentences and cure of each check, in order")

    class Meta(AppendOnlyModel.Meta):
        verbose_name_plural = "check texts"

    def __str__(self) -> str:
        return f"check texts {self.digest[:12]}"


@cache
def digest_of_checks(checks: tuple[Check, ...]) -> str:
    """What the texts of these checks are called."""
    return digest_of(texts_of(checks))


@cache
def wordings_of(digest: str) -> tuple[Wording, ...]:
    """The templates of that digest: those of the code that runs, or those that are kept."""
    if digest == digest_of_checks(PRESENT):
        return tuple(check.wording for check in PRESENT)
    return read_texts(CheckTexts.objects.get(pk=digest).content)
