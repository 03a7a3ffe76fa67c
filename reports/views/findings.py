"""Findings opened on a day's page and decided on the pages of flags; and corrected days judged again."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from credits.errors import CreditError
from credits.finding_selectors import findings
from credits.services.corrected import judge_corrected
from credits.services.findings import dismiss_finding, open_finding, uphold_finding
from lumix import modes
from reports.audit.frame import inverter_or_404
from reports.flags.forms import FindingForm
from reports.presenters import day as told
from reports.presenters import number
from reports.views import audit
from reports.views.acts import credit_or_404
from reports.views.flags import FORMS, UNPROCESSABLE, again, performed, status_of

DECISIONS = ("uphold", "dismiss")


@FORMS
def found(request: HttpRequest, inverter_id: int, day: date) -> HttpResponse:
    """Open a finding against a day, and show the day with it."""
    if request.method != "POST":
        return redirect("audit_day", inverter_id=inverter_id, day=day)
    inverter, form = inverter_or_404(inverter_id), FindingForm(request.POST)
    if not form.is_valid():
        return audit.page(request, inverter, day, status=UNPROCESSABLE, finding_form=form)
    try:
        made = open_finding(
            credit_id=credit_or_404(inverter, day).pk,
            reason=form.cleaned_data["reason"],
            milliwatt_hours=form.debit(),
            **_by(request),
        )
    except CreditError as refusal:
        messages.error(request, str(refusal))
        return audit.page(request, inverter, day, status=status_of(refusal), finding_form=form)
    messages.success(request, f"Finding {made.pk} is open: an auditor decides on it.")
    return redirect("audit_day", inverter_id=inverter_id, day=day)


@FORMS
def decide(request: HttpRequest, finding_id: int, decision: str) -> HttpResponse:
    """Uphold or dismiss a finding."""
    if request.method != "POST":
        return redirect(f"{reverse('flags')}?show=findings")
    form = FindingForm(request.POST)
    kept = {"key": f"finding-{finding_id}", "form": form, "decision": decision}
    if not form.is_valid():
        return again(request, UNPROCESSABLE, kept=kept)
    return performed(request, lambda: _decided(request, finding_id, decision, form), kept)


def _decided(request: HttpRequest, finding_id: int, decision: str, form: FindingForm) -> str:
    """Do it and say what came of it. Raises what the services raise, and Http404 for a finding that never was."""
    finding = findings().filter(pk=finding_id).first()
    if finding is None:
        raise Http404(f"There is no finding {finding_id}.")
    about, reason = f"Finding {finding_id} against {told(finding.credit.date)}", form.cleaned_data["reason"]
    if decision == "dismiss":
        dismiss_finding(finding_id=finding_id, reason=reason, **_by(request))
        return f"{about} is dismissed."
    done = uphold_finding(finding_id=finding_id, reason=reason, milliwatt_hours=form.debit(), **_by(request))
    taken = done.adjustment
    return f"{about} is upheld" + (f": {number(-taken.kwh, 3)} kWh are debited." if taken else ".")


@FORMS
def corrected(request: HttpRequest, inverter_id: int, day: date) -> HttpResponse:
    """Judge a corrected day of a submitted credit again, and add what is verified of it."""
    if request.method == "POST":
        credit = credit_or_404(inverter_or_404(inverter_id), day)
        by: dict[str, Any] = _by(request)
        try:
            added = judge_corrected(credit_ids=[credit.pk], actor=by["actor"], now=by["now"])
        except CreditError as refusal:
            messages.error(request, str(refusal))
            return redirect("audit_day", inverter_id=inverter_id, day=day)
        said = f"{number(added[0].kwh, 3)} kWh are added." if added else "Judged again: nothing more counts yet."
        messages.success(request, said)
    return redirect("audit_day", inverter_id=inverter_id, day=day)


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"actor": modes.actor(request), "role": modes.role(request), "now": timezone.now()}
