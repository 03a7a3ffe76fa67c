"""The links of a trust chain: one credit's things in words, each with its digests and where it is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from inverters.models import ReadingBatch, SatelliteFetch
from inverters.selectors import equipment_digest, equipment_on
from lumix.ledger.models import LedgerCheckpoint
from reports import presenters
from reports.evidence.day_selectors import DayEvidence
from reports.presenters import Badge, Moment


class Step(NamedTuple):
    """A link of the chain: its name, which types of entries belong to it, and which checks of the verifier."""

    title: str
    types: tuple[str, ...]
    checks: tuple[str, ...]


CREDIT = Step(
    "Credit",
    ("credits.calculated", "credits.corrected", "credits.adjusted", "credit.", "finding.", "factor."),
    ("energy", "tonnes", "adjusted", "calculated", "status"),
)
VERDICT = Step("Verdict", ("credits.verified", "flag.", "waiver."), ("judged", "verdict", "rule", "published r"))
READINGS = Step("Readings", ("readings.", "conflicts."), ("uploads", "as sent"))
INVERTER = Step("Inverter and equipment", ("inverter.", "equipment.", "clock."), ("life", "equipment", "day's bounds"))
SKY = Step("Satellite", ("satellite.",), ("satellite", "reply"))
LEDGER = Step("Ledger", (), ("entries", "checkpoint", "manifest"))
STEPS = (CREDIT, VERDICT, READINGS, INVERTER, SKY, LEDGER)


@dataclass(frozen=True)
class Digest:
    """What was hashed, its SHA-256, and where it can be looked at."""

    of: str
    sha256: str
    address: str = ""


@dataclass(frozen=True)
class Act:
    """An entry of the ledger."""

    seq: int
    at: Moment
    actor: str
    action: str
    hash: str
    address: str


@dataclass(frozen=True)
class Found:
    """One check of "verify now"."""

    badge: Badge
    name: str
    words: str


@dataclass(frozen=True)
class Link:
    """One thing that the credit rests on. address: where it is shown."""

    title: str
    words: str
    address: str
    digests: list[Digest]
    acts: list[Act]
    found: list[Found]


def links_of(day: DayEvidence, batches: Iterable[ReadingBatch], fetches: Iterable[SatelliteFetch]) -> list[Link]:
    """One link for each of STEPS, without entries and findings."""
    return [_credit(day), _verdict(day), _readings(day, batches), _inverter(day), _sky(fetches), _ledger()]


def _credit(day: DayEvidence) -> Link:
    of = day.credit
    factor, mass = of.factor, presenters.number(of.tonnes, 6)
    words = (
        f"{presenters.kwh(of.milliwatt_hours, 3)} kWh × {factor.kg_co2_per_kwh.normalize():f} kg for each kWh "
        f"({factor.code}: {factor.source}) = {mass} t of CO₂, rounded down to the gram."
    )
    return _link(CREDIT, words, reverse("audit_day", args=[of.inverter_id, of.date]))


def _verdict(day: DayEvidence) -> Link:
    of = day.verdict
    if of is None:
        return _link(VERDICT, "The day was not judged yet.", "")
    words = f"{of.get_status_display()} by rule {of.rule_version}, {len(of.checks)} checks. {of.reason}"
    address = reverse("audit_day", args=[day.inverter.pk, day.credit.date]) + "#checks"
    digests = [Digest("the days around it, as judged", of.month_digest)] if of.month_digest else []
    return _link(VERDICT, words, address, digests)


def _readings(day: DayEvidence, batches: Iterable[ReadingBatch]) -> Link:
    count = len(day.readings.stamps_us)
    uploads = sorted(batches, key=lambda batch: batch.pk)
    sent = "one upload" if len(uploads) == 1 else f"{presenters.number(len(uploads))} uploads"
    words = f"{presenters.number(count)} readings of this day, from {sent}."
    address = f"{reverse('audit_readings', args=[day.inverter.pk])}?first={day.credit.date}&last={day.credit.date}"
    judged = [Digest("the day's readings, as judged", day.verdict.readings_digest)] if day.verdict else []
    files = [Digest(f"{batch.file_name or 'what was sent'}, as it came", batch.sha256) for batch in uploads]
    return _link(READINGS, words, address, [*judged, *files])


def _inverter(day: DayEvidence) -> Link:
    of, version = day.inverter, equipment_on(day.inverter, day.credit.date)
    array = f"{version.dc_capacity_kwp:g} kWp" if version.dc_capacity_kwp else "an array of unstated size"
    place = presenters.place(of.gps_lat, of.gps_lon)
    words = f"{of.name} at {place}: {version.capacity_kw:g} kW, {array}, from {presenters.day(version.valid_from)} on."
    digests = [Digest("equipment and place, as they stand now", equipment_digest(version, of))]
    if day.verdict and day.verdict.equipment_digest != digests[0].sha256:
        digests.insert(0, Digest("equipment and place, as judged", day.verdict.equipment_digest))
    return _link(INVERTER, words, reverse("audit", args=[of.pk]), digests)


def _sky(fetches: Iterable[SatelliteFetch]) -> Link:
    replies = sorted(fetches, key=lambda fetch: fetch.pk)
    digests = [Digest(f"reply {one.pk} of {one.source}, as it came", one.sha256) for one in replies]
    words = presenters.listed(sorted({one.source for one in replies})) or "Nothing was published when it was judged"
    return _link(SKY, f"{words}.", "", digests)


def _ledger() -> Link:
    newest = LedgerCheckpoint.objects.order_by("-size").first()
    if newest is None:
        return _link(LEDGER, "No checkpoint was signed yet.", "")
    words = f"The newest signed checkpoint covers {presenters.number(newest.size)} entries."
    return _link(LEDGER, words, reverse("api_ledger_checkpoint"), [Digest("Merkle root of all entries", newest.root)])


def _link(step: Step, words: str, address: str, digests: list[Digest] | None = None) -> Link:
    return Link(step.title, words, address, digests or [], [], [])
