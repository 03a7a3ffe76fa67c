"""The API's addresses under /runs: start one, look at it, cancel it."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from credits.models import VerificationRun
from credits.run_selectors import outcome_of, progress_of, run_or_404
from credits.services.runs import cancel_run, start_run
from credits.tasks import enqueue_run
from inverters.api import REFUSED
from inverters.serializers import ReadingDayField
from lumix import modes
from lumix.api import BarePagination, StrictJSONParser, StrictSerializer, WholeNumberField

MOST_INVERTERS = 10_000


class ScopeSerializer(StrictSerializer):
    """Which days of which inverters."""

    inverters = serializers.ListField(
        child=WholeNumberField(min_value=1, max_value=2**63 - 1),
        required=False, allow_null=True, allow_empty=False, max_length=MOST_INVERTERS,
        error_messages={"empty": "Name one inverter at least, or leave `inverters` out for the whole fleet."},
        help_text="numbers of inverters; the whole fleet where not given",
    )  # fmt: skip

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python's own."""
        return {"from": ReadingDayField(), "to": serializers.DateField(), **super().get_fields()}


class RunSerializer(serializers.Serializer):
    """A run, as a list tells it."""

    id = serializers.IntegerField()
    status = serializers.ChoiceField(choices=VerificationRun.Status.choices)
    actor = serializers.CharField()
    inverters = serializers.ListField(source="inverter_ids", child=serializers.IntegerField(), allow_null=True)
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python's own."""
        first, last = (serializers.DateField(source=name) for name in ("first", "last"))
        return {"from": first, "to": last, **super().get_fields()}


class ProgressSerializer(serializers.Serializer):
    """How far a run is, in inverter-days and in chunks of them."""

    days = serializers.IntegerField()
    days_done = serializers.IntegerField()
    chunks = serializers.IntegerField()
    chunks_done = serializers.IntegerField()
    chunks_failed = serializers.IntegerField()


class OutcomeSerializer(serializers.Serializer):
    """What came of it so far."""

    judged = serializers.IntegerField()
    statuses = serializers.DictField(child=serializers.IntegerField(), help_text="credits judged, by where they stand")
    moved = serializers.DictField(child=serializers.IntegerField(), help_text='by "FROM to TO"')
    refused = serializers.DictField(child=serializers.IntegerField(), help_text="days left alone, by why")


class WholeRunSerializer(RunSerializer, ProgressSerializer, OutcomeSerializer):
    """A run, how far it is and what came of it."""

    def to_representation(self, run: VerificationRun) -> dict[str, Any]:
        """The run's row with the sums of its chunks."""
        progress, outcome = ProgressSerializer(progress_of(run)), OutcomeSerializer(outcome_of(run))
        return {**RunSerializer(run).data, **progress.data, **outcome.data}


class RunsView(APIView):
    """Runs."""

    parser_classes = [StrictJSONParser]

    @extend_schema(responses=RunSerializer(many=True), operation_id="runs_list", summary="List runs")
    def get(self, request: Request) -> Response:
        """List the runs, the newest first."""
        pages = BarePagination()
        rows = pages.paginate_queryset(VerificationRun.objects.order_by("-id"), request, view=self)
        return pages.get_paginated_response(RunSerializer(rows, many=True).data)

    @extend_schema(request=ScopeSerializer, responses={202: WholeRunSerializer, 422: REFUSED}, summary="Start a run")
    def post(self, request: Request) -> Response:
        """Calculate and verify the days of many inverters in the background; its own address tells how far it is."""
        scope = ScopeSerializer(data=request.data)
        scope.is_valid(raise_exception=True)
        wanted = scope.validated_data
        run = start_run(
            first=wanted["from"],
            last=wanted["to"],
            inverter_ids=wanted.get("inverters"),
            actor=modes.actor(request._request),
            now=timezone.now(),
        )
        enqueue_run(run)
        return Response(
            WholeRunSerializer(run).data, status=status.HTTP_202_ACCEPTED, headers={"Location": f"/runs/{run.pk}"}
        )


class RunView(APIView):
    """One run."""

    @extend_schema(responses={200: WholeRunSerializer, 404: REFUSED}, summary="Show a run")
    def get(self, request: Request, run_id: int) -> Response:
        """Show how far a run is and what came of it."""
        return Response(WholeRunSerializer(run_or_404(run_id)).data)


class CancelView(APIView):
    """The end of a run before its time."""

    @extend_schema(
        request=None, responses={200: WholeRunSerializer, 404: REFUSED, 409: REFUSED}, summary="Cancel a run"
    )
    def post(self, request: Request, run_id: int) -> Response:
        """Take up no further chunk; what is judged stays judged."""
        run_or_404(run_id)
        run = cancel_run(run_id=run_id, actor=modes.actor(request._request), now=timezone.now())
        return Response(WholeRunSerializer(run).data)
