"""Second values accepted or dismissed from the pages of flags."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from credits.services.corrections import accept_and_verify
from inverters.conflict_selectors import Which
from inverters.errors import ConflictDecidedError, EvidenceError
from inverters.services.conflicts import dismiss
from lumix import modes
from reports.flags.conflicts_selectors import batch_or_none
from reports.flags.forms import ALL, ConflictsForm
from reports.presenters import number
from reports.views.flags import CONFLICT, UNPROCESSABLE, again, performed


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest) -> HttpResponse:
    """Accept or dismiss the ticked second values of an upload, or all of them."""
    if request.method != "POST":
        return redirect(f"{reverse('flags')}?show=conflicts")
    form = ConflictsForm(request.POST)
    kept = {"key": f"batch-{request.POST.get('batch')}", "form": form}
    if not form.is_valid():
        return again(request, UNPROCESSABLE, kept=kept)
    try:
        return performed(request, lambda: _do(request, form), kept)
    except (EvidenceError, ValidationError) as refusal:
        messages.error(request, str(refusal))
        moved = isinstance(refusal, ConflictDecidedError)
        return again(request, CONFLICT if moved else UNPROCESSABLE, kept=kept)


def _do(request: HttpRequest, form: ConflictsForm) -> str:
    wanted = form.cleaned_data
    batch = batch_or_none(wanted["batch"])
    if batch is None:
        raise Http404(f"There is no upload {wanted['batch']}.")
    ids = () if wanted["scope"] == ALL else tuple(map(int, wanted["value"]))
    which = Which(batch.inverter, ids=ids, batch_id=batch.pk)
    if wanted["act"] == "dismiss":
        actor, now = modes.actor(request), timezone.now()
        decided = dismiss(which=which, reason=wanted["reason"], actor=actor, now=now)
        return f"{_counted(decided.decision.conflicts)} dismissed: the first values stand."
    return _accepted(request, which, wanted["reason"])


def _accepted(request: HttpRequest, which: Which, reason: str) -> str:
    done = accept_and_verify(
        which=which, reason=reason, actor=modes.actor(request), role=modes.role(request), now=timezone.now()
    )
    days = len(done.decided.days)
    told = f"{number(days)} day{'' if days == 1 else 's'} summed anew, {number(len(done.credits))} judged again."
    return f"{_counted(done.decided.decision.conflicts)} accepted: {told}"


def _counted(values: int) -> str:
    return "One second value" if values == 1 else f"{number(values)} second values"
