"""All that the pages of flags name: one tab's rows, how much waits under each tab, and who may decide."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from credits.services.lifecycle import may_clear_flags
from inverters.models import Inverter
from inverters.selectors import equipment_on
from lumix.modes import Role
from reports.flags import conflicts_selectors
from reports.flags import selectors as flags_selectors
from reports.flags.conflicts_presenter import conflict_card, value_row
from reports.flags.decided_presenter import decided_row
from reports.flags.decided_selectors import decided_page
from reports.flags.findings_presenter import finding_card
from reports.flags.forms import TABS, FlagsFilter
from reports.flags.presenter import flag_card, waiver_card
from reports.flags.selectors import Asked
from reports.pending.causes import title_of
from reports.presenters import Badge, number, tonnes

AWAITS = Badge("Awaits an auditor", "pending")


@dataclass(frozen=True)
class Tab:
    """One tab of the page. count: what waits there, empty where nothing can wait."""

    label: str
    query: str
    count: str
    current: bool


def context(form: FlagsFilter, inverter: Inverter | None, role: Role, actor: str) -> dict[str, object]:
    """What the templates name. Raises BadCursorError."""
    asked, place = (
        form.asked(inverter.pk if inverter else None),
        {name: form.told(name) for name in ("after", "before")},
    )
    waiting = flags_selectors.waiting(asked)
    counts = vars(waiting)
    return {
        "form": form,
        "flag_tabs": [
            Tab(
                label,
                form.query(show=name, cause="", batch=""),
                number(counts[name]) if name in counts else "",
                name == form.tab,
            )
            for name, label in TABS.items()
        ],
        "tab": form.tab,
        "here": reverse("audit_flags", args=[inverter.pk]) if inverter else reverse("flags"),
        "awaits": AWAITS,
        "back": form.query(),
        "is_auditor": role == Role.AUDITOR,
        "may_find": may_clear_flags(role),
        "me": actor,
        "is_seller": role == Role.STAFF,
        **READS[form.tab](form, asked, place),
    }


def _flags(form: FlagsFilter, asked: Asked, place: dict[str, str]) -> dict[str, object]:
    page = flags_selectors.groups_page(asked, **place)
    return {
        "page": page,
        "cards": [flag_card(group) for group in page.rows],
        "total": tonnes(flags_selectors.flagged_total(asked)),
        "causes": [(name, title_of(name)) for name in flags_selectors.causes(asked)],
    }


def _findings(form: FlagsFilter, asked: Asked, place: dict[str, str]) -> dict[str, object]:
    page = flags_selectors.findings_page(asked, **place)
    return {"page": page, "cards": [finding_card(finding, finding.thumb) for finding in page.rows]}


def _awaiting(form: FlagsFilter, asked: Asked, place: dict[str, str]) -> dict[str, object]:
    page = flags_selectors.awaiting_page(asked, **place)
    return {"page": page, "cards": [waiver_card(waiver, waiver.thumb) for waiver in page.rows]}


def _conflicts(form: FlagsFilter, asked: Asked, place: dict[str, str]) -> dict[str, object]:
    batch = conflicts_selectors.batch_or_none(int(form.told("batch"))) if form.told("batch") else None
    if batch is None:
        page = conflicts_selectors.groups_page(asked, **place)
        return {"page": page, "cards": [conflict_card(group) for group in page.rows]}
    group, page = conflicts_selectors.upload_page(batch, **place)
    zone = equipment_on(group.inverter, group.last.date()).zone if group else None
    rows = [value_row(one, zone) for one in page.rows] if zone else []
    return {"page": page, "cards": [conflict_card(group)] if group else [], "batch": batch, "values": rows}


def _decided(form: FlagsFilter, asked: Asked, place: dict[str, str]) -> dict[str, object]:
    page = decided_page(asked, after=place["after"])
    return {"page": page, "cards": [decided_row(one) for one in page.rows]}


Read = Callable[[FlagsFilter, Asked, dict[str, str]], dict[str, object]]
READS: dict[str, Read] = {
    "flags": _flags,
    "findings": _findings,
    "awaiting": _awaiting,
    "conflicts": _conflicts,
    "decided": _decided,
}


def each_flag(asked: Asked) -> Iterator[Any]:
    """Every flagged day that waits, by inverter and day."""
    rows = flags_selectors.matching_flags(asked).select_related("inverter").order_by("inverter_id", "date")
    return rows.iterator(chunk_size=2_000)
