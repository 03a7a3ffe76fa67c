"""The API's addresses under /reports."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from credits.adjustment_selectors import adjusted
from credits.models import Status
from credits.selectors import credits
from credits.serializers import CreditSerializer
from credits.services import drift
from inverters import answers
from inverters.api import REFUSED, inverter_or_404
from inverters.selectors import equipment_on
from inverters.serializers import InverterSerializer
from lumix.api import LIST_LIMIT, BarePagination
from reports import selectors
from reports.credit_list.selectors import count
from reports.pending.selectors import pending_by_cause
from reports.selectors import MILLION
from reports.serializers import (
    AtStakeSerializer,
    AuditSerializer,
    DriftSerializer,
    FleetSummarySerializer,
    PendingSerializer,
)

JUDGED_A_PAGE = 500
"""Drifted days are judged while the reader waits: about two seconds for so many."""


class DriftPagination(BarePagination):
    """Pages as elsewhere, but shorter."""

    default_limit = max_limit = JUDGED_A_PAGE


class FleetSummaryView(APIView):
    """The fleet."""

    @extend_schema(responses=FleetSummarySerializer)
    def get(self, request: Request) -> Response:
        """Add up the fleet."""
        return Response(selectors.fleet_summary())


class AuditView(APIView):
    """One inverter for an auditor."""

    @extend_schema(responses={200: AuditSerializer, 404: REFUSED})
    def get(self, request: Request, inverter_id: int) -> Response:
        """Show an inverter with its credits and latest readings."""
        today = timezone.now().date()
        found = selectors.inverter_audit(inverter_or_404(inverter_id))
        zone = equipment_on(found.inverter, today).zone
        return Response(
            {
                "inverter": InverterSerializer(found.inverter, context={"today": today}).data,
                "readings_count": found.readings_count,
                "total_kwh": found.total_kwh,
                "credits_count": found.totals.credits,
                "total_tonnes_co2": found.totals.total_tonnes,
                "verified_tonnes_co2": found.totals.tonnes[Status.VERIFIED],
                **selectors.by_waiver(found.totals),
                **selectors.net_of(found.totals, adjusted(found.credits)),
                "credits": CreditSerializer(found.credits[:LIST_LIMIT], many=True).data,
                "recent_readings": answers.readings(found.recent_readings, inverter_id, zone),
            }
        )


class CreditsQuery(serializers.Serializer):
    """Which credits."""

    status = serializers.ChoiceField(choices=Status.choices, required=False)
    cause = serializers.CharField(required=False, max_length=40, help_text="what keeps them from being VERIFIED")


class CreditsView(APIView):
    """Credits across the fleet."""

    @extend_schema(
        parameters=[CreditsQuery],
        responses={200: CreditSerializer(many=True), 422: REFUSED},
        operation_id="reports_credits_list",
    )
    def get(self, request: Request) -> Response:
        """List the credits of a status or cause, or all, by day and inverter."""
        query = CreditsQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        pages = BarePagination(lambda: count(**query.validated_data))
        found = credits().filter(**query.validated_data).order_by("date", "inverter_id")
        rows = pages.paginate_queryset(found, request, view=self)
        return pages.get_paginated_response(CreditSerializer(rows, many=True).data)


class DriftView(APIView):
    """Verdicts whose satellite hours were revised later."""

    @extend_schema(responses=DriftSerializer(many=True), operation_id="reports_drift_list")
    def get(self, request: Request) -> Response:
        """List these credits with the old and the new sky, and what a judging today would find. Nothing is written."""
        pages = DriftPagination()
        found = pages.paginate_queryset(list(drift.drifted()), request, view=self)
        rows = drift.judged_anew(found or [], timezone.now())
        return pages.get_paginated_response(DriftSerializer(rows, many=True).data)


class DriftSummaryView(APIView):
    """What hangs on revised hours."""

    @extend_schema(responses=AtStakeSerializer(many=True), operation_id="reports_drift_summary")
    def get(self, request: Request) -> Response:
        """Add up the drifted credits by the status they have now."""
        stake = drift.at_stake()
        rows = [
            {"status": status, "credits": count, "tonnes": stake.grams[status] / MILLION}
            for status, count in sorted(stake.count.items())
        ]
        return Response(AtStakeSerializer(rows, many=True).data)


class PendingView(APIView):
    """Why credits wait."""

    @extend_schema(responses=PendingSerializer(many=True), operation_id="reports_pending_list")
    def get(self, request: Request) -> Response:
        """Add up the PENDING tonnes by what they wait for, the most first, each with its cure."""
        return Response(
            [
                {
                    "cause": one.cause.name,
                    "credits": one.credits,
                    "tonnes": one.tonnes,
                    "sentence": one.cause.sentence,
                    "cure": one.cause.cure,
                    "list": one.credits_url,
                }
                for one in pending_by_cause()
            ]
        )
