"""The API's addresses of what happened to credits after they were submitted."""

from datetime import date
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from credits.adjustment_selectors import NOTHING, adjusted_each, unsettled
from credits.api import credit_or_404
from credits.models import Adjustment, CarbonCredit
from credits.selectors import latest_verdicts
from credits.services.corrected import judge_corrected, why_not_added
from inverters.api import REFUSED
from lumix import modes
from lumix.api import BarePagination

MILLION = 1_000_000


class AdjustmentSerializer(serializers.Serializer):
    """What is added to a submitted credit, or taken from it."""

    id = serializers.IntegerField()
    inverter_id = serializers.IntegerField(source="credit.inverter_id")
    date = serializers.DateField(source="credit.date")
    kind = serializers.ChoiceField(choices=Adjustment.Kind.choices)
    kwh = serializers.FloatField(help_text="negative is a debit")
    tonnes = serializers.FloatField(help_text="negative is a debit")
    reason = serializers.CharField()
    actor = serializers.CharField()
    adjusted_at = serializers.DateTimeField()
    verdict_id = serializers.IntegerField(allow_null=True, help_text="by which an addition was verified")
    digest_before = serializers.CharField(help_text="of the day's readings that it stood on before")
    digest_after = serializers.CharField(help_text="of those that it stands on since")


class CorrectionSerializer(serializers.Serializer):
    """What a corrected day comes to."""

    id = serializers.IntegerField()
    kwh = serializers.SerializerMethodField(help_text="of the whole day, as it was corrected")
    reason = serializers.CharField()
    actor = serializers.CharField()
    corrected_at = serializers.DateTimeField()
    digest_before = serializers.CharField()
    digest_after = serializers.CharField()

    def get_kwh(self, of: Any) -> float:
        """The day's energy."""
        return of.milliwatt_hours / MILLION


class NetSerializer(serializers.Serializer):
    """A credit, what was added and taken since it was submitted, and what it comes to."""

    kwh = serializers.FloatField(help_text="as the credit says, which is never changed after it was submitted")
    tonnes = serializers.FloatField()
    adjusted_kwh = serializers.FloatField()
    adjusted_tonnes = serializers.FloatField()
    net_kwh = serializers.FloatField()
    net_tonnes = serializers.FloatField()
    waiting_kwh = serializers.FloatField(help_text="that a correction brought and that does not count yet")
    waiting_for = serializers.CharField(help_text="why it does not; empty where nothing waits")
    corrections = CorrectionSerializer(many=True)
    adjustments = AdjustmentSerializer(many=True)


def net(credit: CarbonCredit) -> dict[str, Any]:
    """What a credit comes to with all that followed."""
    sums, waits = adjusted_each([credit.pk]).get(credit.pk, NOTHING), unsettled().filter(pk=credit.pk).first()
    waiting = waits.corrected - waits.counting if waits else 0  # type: ignore[attr-defined]
    return {
        "kwh": credit.kwh,
        "tonnes": credit.tonnes,
        "adjusted_kwh": sums.milliwatt_hours / MILLION,
        "adjusted_tonnes": sums.grams / MILLION,
        "net_kwh": (credit.milliwatt_hours + sums.milliwatt_hours) / MILLION,
        "net_tonnes": (credit.grams + sums.grams) / MILLION,
        "waiting_kwh": waiting / MILLION,
        "waiting_for": why_not_added(credit, latest_verdicts([credit.pk]).get(credit.pk)) if waiting else "",
        "corrections": credit.corrections.order_by("id"),
        "adjustments": credit.adjustments.select_related("credit").order_by("id"),
    }


class CreditAdjustmentsView(APIView):
    """What followed for one credit."""

    @extend_schema(responses={200: NetSerializer, 404: REFUSED})
    def get(self, request: Request, inverter_id: int, day: date) -> Response:
        """Show what was added to a credit or taken from it since it was submitted, and what it comes to."""
        return Response(NetSerializer(net(credit_or_404(inverter_id, day))).data)

    @extend_schema(request=None, responses={200: NetSerializer, 404: REFUSED, 409: REFUSED})
    def post(self, request: Request, inverter_id: int, day: date) -> Response:
        """Judge the corrected day of a submitted credit, and add what is VERIFIED beyond what counts already."""
        credit = credit_or_404(inverter_id, day)
        judge_corrected(credit_ids=[credit.pk], actor=modes.actor(request._request), now=timezone.now())
        return Response(NetSerializer(net(credit)).data)


class AdjustmentsView(APIView):
    """Adjustments across the fleet."""

    @extend_schema(responses={200: AdjustmentSerializer(many=True)}, operation_id="adjustments_list")
    def get(self, request: Request) -> Response:
        """List all debits and additions beside submitted credits, in the order in which they were made."""
        pages = BarePagination()
        found = Adjustment.objects.select_related("credit").order_by("id")
        rows: Any = pages.paginate_queryset(found, request, view=self)
        return pages.get_paginated_response(AdjustmentSerializer(rows, many=True).data)
