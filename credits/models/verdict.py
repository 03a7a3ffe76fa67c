from datetime import UTC
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.db import models

from credits.models.check_texts import CheckTexts, wordings_of
from credits.models.credit import CarbonCredit, Status
from credits.verification.finding import Outcome
from credits.verification.kept import LETTERS, OUTCOMES, tell, written
from lumix.ledger.models import AppendOnlyModel

WAIVED_AND_NEEDED = "".join(letter.upper() for outcome, letter in LETTERS.items() if outcome is not Outcome.PASS)


class Verdict(AppendOnlyModel):
    """One judging of a credit: the rule, every check with its figure, and digests of all that was looked at."""

    credit = models.ForeignKey(CarbonCredit, models.PROTECT, related_name="verdicts")
    judged_at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    rule_version = models.CharField(max_length=20)
    status = models.CharField(max_length=9, choices=Status)
    correlation = models.FloatField(null=True)
    reason = models.TextField(blank=True)
    cause = models.CharField(max_length=40, blank=True, help_text="the check that decided, none where it is VERIFIED")
    texts = models.ForeignKey(
        CheckTexts, models.PROTECT, null=True, related_name="+", db_index=False, help_text="its checks' sentences"
    )
    outcomes = models.CharField(max_length=100, blank=True, default="", help_text="see credits.verification.kept.Kept")
    figures = models.BinaryField(default=b"")
    words = models.TextField(blank=True, default="")
    told = models.JSONField(null=True, help_text="the checks of a verdict from before they were kept in columns")
    reference = models.JSONField(help_text="whose irradiance it was, of which kind, and when it was fetched")
    readings_digest = models.CharField(max_length=64)
    satellite_digest = models.CharField(max_length=64)
    equipment_digest = models.CharField(max_length=64)
    month_digest = models.CharField(
        max_length=64, blank=True, default="", help_text="of readings, sky and equipment of the days around it"
    )
    others_digest = models.CharField(
        max_length=64, blank=True, default="", help_text="of the neighbours and of what it may be a copy of"
    )

    class Meta(AppendOnlyModel.Meta):
        ordering = ["credit", "id"]

    def __str__(self) -> str:
        return f"{self.status} by rule {self.rule_version} at {self.judged_at:%Y-%m-%d %H:%M}"

    @cached_property
    def checks(self) -> list[dict[str, Any]]:
        """Name, outcome, effect, figure, unit, threshold, sentence, cure of each check, and whether it was waived."""
        if self.texts_id is None:
            return self.told or []
        return [
            one.as_json() for one in tell(wordings_of(self.texts_id), self.outcomes, bytes(self.figures), self.words)
        ]

    @property
    def outcomes_by_check(self) -> dict[str, str]:
        """Each check's outcome by its name; no sentence is told for it."""
        if self.texts_id is None:
            return {check["name"]: check["outcome"] for check in self.checks}
        names = (wording.name for wording in wordings_of(self.texts_id))
        return {name: str(OUTCOMES[letter.lower()]) for name, letter in zip(names, self.outcomes, strict=True)}

    @property
    def rests_on_waiver(self) -> bool:
        """Whether it is VERIFIED only because a check that does not pass was waived."""
        if self.status != Status.VERIFIED:
            return False
        waived = (check["outcome"] for check in self.told or () if check.get("waived"))
        return any(letter in WAIVED_AND_NEEDED for letter in self.outcomes) or any(one != "pass" for one in waived)

    @property
    def inputs(self) -> tuple[str, ...]:
        """What the verdict follows from: the same inputs give the same verdict."""
        day = self.readings_digest, self.satellite_digest, self.equipment_digest
        return self.rule_version, *day, self.month_digest, self.others_digest

    @property
    def found(self) -> tuple[object, ...]:
        """What the judging found, besides when and by whom."""
        checks = self.told, self.texts_id, self.outcomes, bytes(self.figures), self.words
        return self.inputs, str(self.status), self.reason, checks

    @property
    def digest(self) -> str:
        """SHA-256 over all that the verdict says, as the ledger's entry names it: of the JSON of `content`."""
        return sha256(written(self.content()).encode()).hexdigest()

    def content(self) -> list[object]:
        """All that the verdict says, in the order in which it is hashed."""
        judged_at = self.judged_at.astimezone(UTC).isoformat()
        found = str(self.status), self.correlation, self.reason, self.cause
        checks = self.texts_id, self.outcomes, bytes(self.figures).hex(), self.words, self.told
        return [self.credit_id, judged_at, self.actor, *found, *checks, self.reference, *self.inputs]
