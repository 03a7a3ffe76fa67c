"""A new inverter, or a change of one: checked while it is typed, questioned, its effect said, then stored."""

from datetime import date
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from inverters.errors import StaleEditError
from inverters.models import Inverter
from inverters.models.equipment import FIRST_DAY, Quantity, ReadingStamps
from inverters.place_selectors import place_doubt
from inverters.selectors import equipment_on
from inverters.services.edits import change_inverter
from inverters.services.master_data import register_inverter
from inverters.services.versions import basis_of, beginning
from inverters.twin_selectors import twin_doubt
from lumix import modes
from lumix.access import may
from reports.audit.frame import inverter_or_404
from reports.inverter_form import changes as inverter_changes
from reports.inverter_form.forms import InverterEditForm, InverterForm, standing
from reports.inverter_form.words import effects

TOKENS = ("place_token", "twin_token", "change_token")
"""What confirms each of the questions."""
FRESH = {"quantity": Quantity.PV_GENERATION, "reading_stamps": ReadingStamps.START}


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take an inverter into the books."""
    if request.method != "POST":
        return _page(request, InverterForm(initial=FRESH))
    form = InverterForm(_swapped(request))
    if not form.is_valid() or _questions(request, form):
        return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    made = register_inverter(actor=modes.actor(request), now=timezone.now(), **form.cleaned_data)
    if not may(request, "upload"):
        messages.success(request, f"{made.name} is registered.")
        return redirect("audit", inverter_id=made.pk)
    messages.success(request, f"{made.name} is registered. Upload its readings next.")
    return redirect(f"{reverse('upload')}?inverter={made.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, inverter_id: int) -> HttpResponse:
    """Change an inverter, and what stands there from a day on."""
    inverter = inverter_or_404(inverter_id)
    if request.method != "POST":
        version = beginning(inverter, _wanted_version(request, inverter))
        return _page(request, InverterEditForm(initial=standing(inverter, version)), inverter)
    form = InverterEditForm(_swapped(request))
    if form.is_valid() and request.POST.get("basis") != basis_of(inverter):
        return _stale(request, form, inverter)
    if not form.is_valid() or _questions(request, form, inverter):
        return _page(request, form, inverter, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _save(request, form, inverter)


def _save(request: HttpRequest, form: InverterEditForm, inverter: Inverter) -> HttpResponse:
    told = inverter_changes.change_of(inverter, form).sentence
    try:
        change_inverter(
            inverter_id=inverter.pk,
            basis=request.POST.get("basis", ""),
            place=form.place(),
            equipment=form.equipment(),
            valid_from=form.cleaned_data["valid_from"],
            actor=modes.actor(request),
            now=timezone.now(),
        )
    except StaleEditError:
        return _stale(request, form, inverter_or_404(inverter.pk))
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _page(request, form, inverter, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(request, " ".join(["The change is stored.", *([f"Done: {told}"] if told else [])]))
    return redirect("audit", inverter_id=inverter.pk)


def _stale(request: HttpRequest, form: InverterEditForm, inverter: Inverter) -> HttpResponse:
    """Both versions side by side; saving once more is meant then."""
    messages.warning(request, "Somebody changed this inverter while you did: look at both versions and save again.")
    return _page(request, form, inverter, status=HTTPStatus.CONFLICT, stale=True)


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """What has been typed so far, for htmx: faults beside their fields, and what it means."""
    number = request.POST.get("inverter", "")
    inverter = inverter_or_404(int(number)) if number.isdecimal() else None
    form = InverterEditForm(request.POST) if inverter else InverterForm(request.POST)
    form.is_valid()
    typed = [name for name in form.fields if request.POST.get(name)]
    errors = {name: (form.errors.get(name, [""])[0] if name in typed else "") for name in form.fields}
    wrong = any(errors.values())
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return render(request, "inverters/_checked.html", {**_meaning(form, inverter), "errors": errors}, status=status)


def _swapped(request: HttpRequest) -> Any:
    """What was sent; where somebody said so, with latitude and longitude the other way round."""
    data = request.POST.copy()
    if data.pop("swap", None):
        data["gps_lat"], data["gps_lon"] = data.get("gps_lon", ""), data.get("gps_lat", "")
        data["timezone"] = ""
    return data


def _questions(request: HttpRequest, form: InverterForm, inverter: Inverter | None = None) -> bool:
    """Whether something has to be confirmed first: a doubtful place, a twin, or credits that will be judged again."""
    found = _meaning(form, inverter)
    wanted = {name: found[name] for name in TOKENS if found.get(name)}
    return any(request.POST.get(name) != token for name, token in wanted.items())


def _meaning(form: InverterForm, inverter: Inverter | None) -> dict[str, Any]:
    """What has been typed means: sentences, doubts, and what saving it moves, each with the token that confirms it."""
    told = getattr(form, "cleaned_data", None) or form.initial
    found: dict[str, Any] = {"effects": list(effects(told, timezone.now()))}
    latitude, longitude = told.get("gps_lat"), told.get("gps_lon")
    moved = inverter is None or (latitude, longitude) != (inverter.gps_lat, inverter.gps_lon)
    if latitude is not None and longitude is not None and moved:
        found["doubt"] = place_doubt(latitude, longitude, apart_from=inverter.pk if inverter else None)
        found["place_token"] = found["doubt"] and f"{latitude:g},{longitude:g}"
    if inverter is None or _renamed(told, inverter):
        found["twin"] = twin_doubt(told, apart_from=inverter.pk if inverter else None)
        found["twin_token"] = found["twin"] and str(found["twin"].inverter.pk)
    if inverter and form.is_bound and form.is_valid():
        found["change"] = inverter_changes.change_of(inverter, form)
        if sentence := found["change"].sentence:
            typed = [str(told[name]) for name in form.fields]
            found["change_token"] = sha256(f"{sentence}{typed}".encode()).hexdigest()
    return found


def _renamed(told: Any, inverter: Inverter) -> bool:
    """Whether it is to be known by something else: what stands in the books was questioned when it came there."""
    version = equipment_on(inverter, timezone.now().date())
    stands = (inverter.name, inverter.gps_lat, inverter.gps_lon, version.serial)
    return stands != tuple(told.get(name) for name in ("name", "gps_lat", "gps_lon", "serial"))


def _wanted_version(request: HttpRequest, inverter: Inverter) -> date:
    """The version that the address asks for, or the present one."""
    asked = request.GET.get("from", "")
    known = {str(version.valid_from): version.valid_from for version in inverter.equipment.all()}
    return known.get(asked) or equipment_on(inverter, timezone.now().date()).valid_from


def _page(
    request: HttpRequest,
    form: InverterForm,
    inverter: Inverter | None = None,
    *,
    status: int = HTTPStatus.OK,
    stale: bool = False,
) -> HttpResponse:
    found = _meaning(form, inverter)
    asked = form.is_bound and form.is_valid() and any(found.get(name) for name in TOKENS)
    context: dict[str, Any] = {"form": form, "inverter": inverter, "stale": stale, "asked": asked, **found}
    if inverter:
        seen = request.POST.get("basis") if form.is_bound and not stale else None
        context["basis"] = seen or basis_of(inverter)
        context["first_day"] = FIRST_DAY
        context["versions"] = sorted(inverter.equipment.all(), key=lambda version: version.valid_from)
    page = "inverters/edit.html" if inverter else "inverters/new.html"
    return render(request, page, context, status=status)
