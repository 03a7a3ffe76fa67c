"""What a check found is mended from where it is reported: the clock, the array, or a waiver proposed."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from credits.errors import CreditError
from credits.services.clock import correct_and_verify
from credits.services.equipment import Array, state_array_and_verify
from credits.services.waivers import propose
from inverters.errors import EvidenceError
from inverters.models import Inverter
from inverters.selectors import equipment_on
from lumix import modes
from reports.audit.frame import inverter_or_404
from reports.mend import context as mend_context
from reports.mend.context import ARRAY, CLOCK
from reports.mend.forms import ArrayForm, ClockForm, WaiveForm
from reports.pending.causes import title_of
from reports.presenters import number
from reports.views.flags import UNPROCESSABLE, status_of

FORMS: dict[str, type[Form]] = {CLOCK: ClockForm, ARRAY: ArrayForm}


@require_http_methods(["GET", "HEAD", "POST"])
def mend(request: HttpRequest, inverter_id: int, day: date, what: str) -> HttpResponse:
    """The form, what it would do, or its act; after that the day as it is then."""
    inverter = inverter_or_404(inverter_id)
    kind = FORMS.get(what, WaiveForm)
    if request.method != "POST":
        return shown(request, inverter, day, what, kind(initial=mend_context.initial(inverter, day, what, request.GET)))
    form, preview = kind(request.POST), request.POST.get("step") == "preview"
    if preview and "reason" in form.fields:
        form.fields["reason"].required = False
    if not form.is_valid():
        return shown(request, inverter, day, what, form, UNPROCESSABLE)
    try:
        if preview:
            return shown(request, inverter, day, what, form, preview=True)
        if what == CLOCK and _untold(inverter, day, form):
            return shown(request, inverter, day, what, form, UNPROCESSABLE, preview=True)
        messages.success(request, ACTS.get(what, _waive)(request, inverter, day, form.cleaned_data))
    except (CreditError, EvidenceError, ValidationError) as refusal:
        texts = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
        messages.error(request, " ".join(texts))
        return shown(request, inverter_or_404(inverter_id), day, what, form, status_of(refusal))
    return redirect("audit_day", inverter_id=inverter_id, day=day)


def shown(
    request: HttpRequest, inverter: Inverter, day: date, what: str, form: Form, status: int = 200, preview: bool = False
) -> HttpResponse:
    """The form's page; to htmx the form alone."""
    htmx = getattr(request, "htmx", None)
    part = htmx and not htmx.boosted and not htmx.history_restore_request
    context = mend_context.context(inverter, day, what, form, preview=preview)
    if context is None:
        raise Http404(f"{inverter.name} has no verdict of {day} with such a check.")
    answer = render(request, "mend/_mend_form.html" if part else "mend/page.html", context, status=status)
    answer["Vary"] = "HX-Request, Cookie"
    return answer


def _untold(inverter: Inverter, day: date, form: Form) -> bool:
    """Whether the correction is not advised and nobody ticked that it is wanted all the same."""
    wanted = dict(form.cleaned_data)
    if wanted["anyway"] or not (mend_context.try_clock(inverter, wanted).worse or mend_context.doubt(inverter, day)):
        return False
    form.add_error("anyway", "Tick this to correct the clock although it is not advised.")
    return True


def _correct(request: HttpRequest, inverter: Inverter, day: date, wanted: dict[str, Any]) -> str:
    wanted = {name: value for name, value in wanted.items() if name != "anyway"}
    done = correct_and_verify(inverter=inverter, actor=modes.actor(request), now=timezone.now(), **wanted)
    found = mend_context.told(Counter(str(credit.status) for credit in done.credits))
    before = ", ".join(f"{minutes:+d} from {since}" for since, minutes in done.correction.before.items())
    return (
        f"The clock is taken to run {wanted['minutes']:+d} minutes ahead from {wanted['valid_from']} on; "
        f"{number(len(done.credits))} days were judged again: {found}. It was {before}: "
        "the same act with that takes it back."
    )


def _state(request: HttpRequest, inverter: Inverter, day: date, wanted: dict[str, Any]) -> str:
    seen = wanted.pop("seen")
    judged = state_array_and_verify(
        equipment=equipment_on(inverter, day),
        array=Array(**wanted),
        seen=seen,
        actor=modes.actor(request),
        now=timezone.now(),
    )
    return f"The array is stated; {number(len(judged))} days were judged again. Flags stay until they are decided on."


def _waive(request: HttpRequest, inverter: Inverter, day: date, wanted: dict[str, Any]) -> str:
    credit = mend_context.credit_of(inverter, day)
    if credit is None:
        raise Http404(f"{inverter.name} has no credit for {day}.")
    made = propose(
        credit_id=credit.pk,
        check_name=wanted["check"],
        reason=wanted["reason"],
        actor=modes.actor(request),
        now=timezone.now(),
    )
    return f"The waiver of “{title_of(made.check_name)}” is proposed and awaits an auditor."


ACTS: dict[str, Callable[[HttpRequest, Inverter, date, dict[str, Any]], str]] = {CLOCK: _correct, ARRAY: _state}
