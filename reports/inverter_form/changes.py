"""What saving a change of an inverter will move: said before it is saved."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from credits.models import CarbonCredit, Status
from inverters.models import Equipment, Inverter
from inverters.models.equipment import EVIDENCE_FIELDS, FIRST_DAY, SLOT_FIELDS
from inverters.services.master_data import days_of_changed_life
from inverters.services.versions import beginning
from reports.inverter_form.forms import EQUIPMENT_FIELDS
from reports.presenters import day, listed, number


@dataclass(frozen=True)
class Field:
    """A field that differs: as it stands and as it was typed."""

    label: str
    stands: str
    typed: str


@dataclass(frozen=True)
class Change:
    """What differs, and which credits wait for their judging again because of it, by status."""

    fields: list[Field]
    counts: Counter[str]
    since: str
    cuts_days: bool

    @property
    def sentence(self) -> str:
        """What is judged again, in words; nothing where nothing is."""
        open_ones = {status: count for status, count in self.counts.items() if status != Status.SUBMITTED}
        if not sum(open_ones.values()):
            return ""
        told = [
            f"{number(open_ones[status])} {Status(status).label.lower()}" for status in Status if open_ones.get(status)
        ]
        total = sum(open_ones.values())
        what = "1 credit" if total == 1 else f"{number(total)} credits"
        sentence = f"To be judged again: {what} {self.since} ({listed(told)})."
        if open_ones.get(Status.FLAGGED):
            sentence += " A flag stays until it is lifted."
        if self.cuts_days:
            sentence += " All days are summed anew from the readings as they were sent."
        if final := self.counts.get(Status.SUBMITTED):
            sentence += f" Submitted and final, these stay as they are: {number(final)}."
        return sentence


def change_of(inverter: Inverter, form: Any) -> Change:
    """What a valid form would change."""
    version = beginning(inverter, form.cleaned_data["valid_from"])
    fields = differences(inverter, version, form.cleaned_data, form.fields)
    affected, since, cuts = _affected(inverter, version, form)
    counts = Counter(affected.values_list("status", flat=True)) if affected is not None else Counter()
    return Change(fields, counts, since, cuts)


def differences(
    inverter: Inverter, version: Equipment, told: Mapping[str, Any], fields: Mapping[str, Any]
) -> list[Field]:
    """The fields in which what was typed differs from what stands."""
    found = []
    for name, field in fields.items():
        if name not in told or name == "valid_from":
            continue
        stands = getattr(version if name in EQUIPMENT_FIELDS else inverter, name)
        if stands != told[name]:
            words = dict(getattr(field, "choices", ()))
            pair = (words.get(value, shown(value)) for value in (stands, told[name]))
            found.append(Field(str(field.label or name.capitalize()), *pair))
    return found


def shown(value: object) -> str:
    """A value as the form's differences say it."""
    if value in (None, ""):
        return "not known"
    return day(value) if isinstance(value, date) else f"{value:g}" if isinstance(value, float) else str(value)


def _affected(inverter: Inverter, version: Equipment, form: Any) -> tuple[QuerySet[CarbonCredit] | None, str, bool]:
    """The credits that are judged again, since when, and whether days are cut anew."""
    credits = CarbonCredit.objects.filter(inverter=inverter)
    told = form.cleaned_data
    if (told["gps_lat"], told["gps_lon"]) != (inverter.gps_lat, inverter.gps_lon):
        return credits, "of all days", False
    stands, becomes = ({name: getattr(version, name) for name in EVIDENCE_FIELDS}, form.equipment())
    moved = {name for name in EVIDENCE_FIELDS if name in becomes and becomes[name] != stands[name]}
    since, fresh = told["valid_from"], version.pk is None
    wanted = Q(pk__in=[])
    if moved or fresh:
        wanted |= Q(date__gte=since)
    after = Inverter(pk=inverter.pk, commissioned=told["commissioned"], retired=told["retired"])
    if days := days_of_changed_life(after, inverter.commissioned, inverter.retired):
        wanted |= Q(date__in=days)
    when = "of all days" if since == FIRST_DAY else f"from {day(since)} on"
    return (
        credits.filter(wanted),
        when if moved or fresh else "outside or inside its life",
        bool(moved & {*SLOT_FIELDS}),
    )
