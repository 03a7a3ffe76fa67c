"""The API's addresses under /reports."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from credits.models import Status
from credits.selectors import credits
from credits.serializers import CreditSerializer
from inverters import answers
from inverters.api import REFUSED, inverter_or_404
from inverters.selectors import equipment_on
from inverters.serializers import InverterSerializer
from lumix.api import LIST_LIMIT, BarePagination
from reports import selectors
from reports.serializers import AuditSerializer, FleetSummarySerializer


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
                "credits": CreditSerializer(found.credits[:LIST_LIMIT], many=True).data,
                "recent_readings": answers.readings(found.recent_readings, inverter_id, zone),
            }
        )


class CreditsQuery(serializers.Serializer):
    """Which credits."""

    status = serializers.ChoiceField(choices=Status.choices, required=False)


class CreditsView(APIView):
    """Credits across the fleet."""

    @extend_schema(
        parameters=[CreditsQuery],
        responses={200: CreditSerializer(many=True), 422: REFUSED},
        operation_id="reports_credits_list",
    )
    def get(self, request: Request) -> Response:
        """List the credits of a status, or all, by day and inverter."""
        query = CreditsQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        pages = BarePagination()
        found = credits().filter(**query.validated_data).order_by("date", "inverter_id")
        rows = pages.paginate_queryset(found, request, view=self)
        return pages.get_paginated_response(CreditSerializer(rows, many=True).data)
