"""What the page of a mending form names: the form's first values, the finding it is about, and what it would do."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.forms import Form
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from credits.models import CarbonCredit, Status
from credits.services.clock_trial import ClockTrial, try_correction
from inverters.models import Inverter
from inverters.selectors import equipment_digest, equipment_on
from reports import presenters
from reports.audit.verdict_presenter import Check, checks
from reports.charts import thumb
from reports.mend import selectors as mend_selectors
from reports.mend.lag_selectors import lag_run
from reports.mend.offers import ARRAY, CLOCK, CORRECT_ARRAY, NO_ONE_CLOCK, TITLES, WAIVER
from reports.mend.outcomes import outcomes
from reports.mend.selectors import ClockPreview
from reports.presenters import STATUS_BADGES, number

__all__ = ["ARRAY", "CLOCK", "WAIVER", "context", "credit_of", "initial"]

ARRAY_CHECK = "array_size"


def credit_of(inverter: Inverter, day: date) -> CarbonCredit | None:
    """The day's credit."""
    return CarbonCredit.objects.filter(inverter=inverter, date=day).first()


def initial(inverter: Inverter, day: date, what: str, query: Mapping[str, str]) -> dict[str, object]:
    """What the form says first: the clock's error as the run of days found it, the array as it is stated."""
    standing = equipment_on(inverter, day)
    if what == CLOCK:
        run = lag_run(inverter, day)
        if run and run.sure:
            return {"minutes": run.minutes, "valid_from": run.first, "until": run.last}
        first, last = (run.first, run.last) if run else (day, None)
        return {"minutes": standing.clock_offset_minutes, "valid_from": first, "until": last}
    if what == ARRAY:
        stated = {name: getattr(standing, name) for name in ("dc_capacity_kwp", "surface_tilt", "surface_azimuth")}
        return {**stated, "seen": equipment_digest(standing, inverter)}
    return {"check": query.get("check", "")}


def context(inverter: Inverter, day: date, what: str, form: Form, *, preview: bool) -> dict[str, object] | None:
    """All that the templates name; None for a waiver of what no verdict has found."""
    standing = equipment_on(inverter, day)
    check = _finding(inverter, day, what, form)
    if what == WAIVER and check is None:
        return None
    found: dict[str, object] = {
        "inverter": inverter,
        "date": day,
        "day_words": presenters.day(day),
        "what": what,
        "title": CORRECT_ARRAY if what == ARRAY and standing.dc_capacity_kwp else TITLES[what],
        "form": form,
        "check": check,
        "standing": standing,
        "since": presenters.day(standing.valid_from),
    }
    if what == ARRAY:
        counts = mend_selectors.standing_since(inverter, standing.valid_from)
        return found | {"moving": told(counts), "seen_now": equipment_digest(standing, inverter)}
    if what == CLOCK:
        found["doubt"] = doubt(inverter, day)
    return found | (_preview(inverter, day, form) if what == CLOCK and preview else {})


def _finding(inverter: Inverter, day: date, what: str, form: Form) -> Check | None:
    name = {CLOCK: CLOCK, ARRAY: ARRAY_CHECK}.get(what) or form["check"].value()
    verdict = mend_selectors.newest_verdict(inverter, day)
    return next((row for row in checks(verdict) if row.key == name), None) if verdict else None


def _preview(inverter: Inverter, day: date, form: Form) -> dict[str, object]:
    wanted = form.cleaned_data
    found = mend_selectors.clock_preview(inverter, day, wanted["minutes"], wanted["valid_from"], wanted["until"])
    trial = try_clock(inverter, wanted)
    return {
        "preview": found,
        "trial": trial,
        "outcomes": outcomes(trial),
        "now_picture": _picture("As it is read now", found.now_kwh.tolist(), found),
        "then_picture": _picture("As it would be read", found.then_kwh.tolist(), found),
        "now_r": number(found.now_r, 3),
        "then_r": number(found.then_r, 3),
        "moving": told(found.moving),
    }


def doubt(inverter: Inverter, day: date) -> str:
    """Why no correction of the clock is proposed though a check found it wrong; nothing where one is."""
    run = lag_run(inverter, day)
    return NO_ONE_CLOCK if run and not run.sure else ""


def try_clock(inverter: Inverter, wanted: Mapping[str, Any]) -> ClockTrial:
    """The correction judged and taken back. Raises what the correction would."""
    return try_correction(
        inverter=inverter,
        minutes=wanted["minutes"],
        valid_from=wanted["valid_from"],
        until=wanted["until"],
        now=timezone.now(),
    )


def _picture(title: str, kwh: list[float], of: ClockPreview) -> SafeString:
    description = "Energy by hour as bars under the rating, the satellite's irradiance as a line."
    return mark_safe(thumb.draw(title, description, kwh, of.ghi_wh_m2.tolist(), of.rating_kw))  # noqa: S308


def told(counts: Mapping[str, int]) -> str:
    """How many credits of each status, in words."""
    words = [f"{number(count)} {STATUS_BADGES[Status(status)].word.lower()}" for status, count in counts.items()]
    return presenters.listed(words) or "no credit"
