"""The pages of runs: start one, watch it, cancel it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from credits.errors import CreditError
from credits.models import VerificationRun
from credits.run_selectors import outcome_of, progress_of, run_or_404
from credits.services.runs import cancel_run, start_run
from credits.tasks import enqueue_run
from inverters.models import Inverter
from lumix import modes
from reports.forms import ListForm
from reports.paging import BadCursorError, Order, page
from reports.runs import presenter as run_presenter
from reports.runs.forms import RunForm
from reports.views import fragments

UNPROCESSABLE, STOP_POLLING = 422, 286
ROWS = 50
NEWEST_FIRST = Order(["-id"], int)


@require_http_methods(["GET", "HEAD", "POST"])
def runs(request: HttpRequest) -> HttpResponse:
    """The runs, the newest first, and a form for another."""
    if request.method != "POST":
        return _list(request, RunForm())
    form = RunForm(request.POST)
    if form.is_valid():
        try:
            run = start_run(**form.scope(), actor=modes.actor(request), now=timezone.now())
        except CreditError as refusal:
            form.add_error(None, str(refusal))
        else:
            enqueue_run(run)
            return redirect("run", run_id=run.pk)
    return _list(request, form, status=UNPROCESSABLE)


@require_safe
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """How far a run is and what came of it; its part asks again until the run is over."""
    found = run_or_404(run_id)
    outcome = outcome_of(found)
    inverters = Inverter.objects.in_bulk(run_presenter.worst_first(outcome))
    context = run_presenter.context(found, progress_of(found), outcome, inverters)
    over = fragments.wants(request, "progress") and not context["moving"]
    return fragments.respond(
        request, "runs/run.html", context, parts=["runs/_progress.html"], status=STOP_POLLING if over else 200
    )


@require_POST
def cancel(request: HttpRequest, run_id: int) -> HttpResponse:
    """Take up no further chunk."""
    run_or_404(run_id)
    try:
        cancel_run(run_id=run_id, actor=modes.actor(request), now=timezone.now())
    except CreditError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The run was cancelled. What is judged, and what is in work, stays judged.")
    return redirect("run", run_id=run_id)


def _list(request: HttpRequest, form: RunForm, status: int = 200) -> HttpResponse:
    place = ListForm(request.GET)
    place.is_valid()
    after, before = (place.cleaned_data.get(name, "") for name in ("after", "before"))
    try:
        found = page(VerificationRun.objects.all(), NEWEST_FIRST, ROWS, after=after, before=before)
    except BadCursorError as stray:
        raise Http404("This list has no such page.") from stray
    context = {"form": form, "page": found, "rows": [run_presenter.run_row(one) for one in found.rows]}
    return render(request, "runs/page.html", context, status=status)
