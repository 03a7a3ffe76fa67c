"""The API's addresses of waivers."""

from collections.abc import Callable
from datetime import date

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from credits.api import credit_or_404
from credits.errors import NotAllowedError, NotWaivableError
from credits.models import CarbonCredit, Waiver, WaiverState
from credits.models.waiver import MOST_REASON
from credits.services.waivers import countersign, propose, refuse, withdraw
from credits.waiver_selectors import waivers
from inverters.api import REFUSED
from lumix import modes
from lumix.api import StrictJSONParser, StrictSerializer, answer_with

answer_with(status.HTTP_403_FORBIDDEN, NotAllowedError)
answer_with(status.HTTP_422_UNPROCESSABLE_ENTITY, NotWaivableError)

DECISIONS: dict[str, Callable[..., Waiver]] = {"countersign": countersign, "refuse": refuse, "withdraw": withdraw}


class WaiverSerializer(serializers.Serializer):
    """A waiver and what became of it."""

    id = serializers.IntegerField(read_only=True)
    inverter_id = serializers.IntegerField(source="credit.inverter_id", read_only=True)
    date = serializers.DateField(source="credit.date", read_only=True)
    check = serializers.CharField(source="check_name", read_only=True)
    reason = serializers.CharField(read_only=True)
    state = serializers.ChoiceField(choices=WaiverState.choices, read_only=True)
    proposed_by = serializers.CharField(read_only=True)
    proposed_at = serializers.DateTimeField(read_only=True)
    countersigned_by = serializers.CharField(read_only=True)
    countersigned_at = serializers.DateTimeField(read_only=True, allow_null=True)
    ended_by = serializers.CharField(read_only=True, help_text="who refused or withdrew it")
    ended_at = serializers.DateTimeField(read_only=True, allow_null=True)
    decision_reason = serializers.CharField(read_only=True)
    credit_status = serializers.CharField(source="credit.status", read_only=True)


class ProposalSerializer(StrictSerializer):
    """Which check, and why."""

    check = serializers.CharField(max_length=40)
    reason = serializers.CharField(max_length=MOST_REASON, allow_blank=True)


class DecisionSerializer(StrictSerializer):
    """Why it is decided so."""

    reason = serializers.CharField(max_length=MOST_REASON, allow_blank=True, required=False, default="")


class WaiversView(APIView):
    """The waivers of a credit."""

    parser_classes = [StrictJSONParser]

    @extend_schema(responses={200: WaiverSerializer(many=True), 404: REFUSED}, operation_id="waivers_list")
    def get(self, request: Request, inverter_id: int, day: date) -> Response:
        """List a credit's waivers, the first proposed first."""
        found = waivers().filter(credit=credit_or_404(inverter_id, day))
        return Response(WaiverSerializer(found, many=True).data)

    @extend_schema(
        request=ProposalSerializer,
        responses={201: WaiverSerializer, 404: REFUSED, 409: REFUSED, 422: REFUSED},
    )
    def post(self, request: Request, inverter_id: int, day: date) -> Response:
        """Propose that a check of the last verdict be waived; the credit then awaits an auditor."""
        form = ProposalSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        made = propose(
            credit_id=credit_or_404(inverter_id, day).pk,
            check_name=form.validated_data["check"],
            reason=form.validated_data["reason"],
            actor=modes.actor(request._request),
            now=timezone.now(),
        )
        return Response(WaiverSerializer(made).data, status=status.HTTP_201_CREATED)


class DecisionView(APIView):
    """What becomes of a waiver."""

    parser_classes = [StrictJSONParser]

    @extend_schema(
        request=DecisionSerializer,
        responses={200: WaiverSerializer, 403: REFUSED, 404: REFUSED, 409: REFUSED, 422: REFUSED},
    )
    def post(self, request: Request, inverter_id: int, day: date, waiver_id: int, decision: str) -> Response:
        """Countersign or refuse a waiver, as an auditor; or withdraw it."""
        form = DecisionSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        decided = DECISIONS[decision](
            waiver_id=_waiver_or_404(credit_or_404(inverter_id, day), waiver_id).pk,
            reason=form.validated_data["reason"],
            actor=modes.actor(request._request),
            role=modes.role(request._request),
            now=timezone.now(),
        )
        return Response(WaiverSerializer(decided).data)


def _waiver_or_404(credit: CarbonCredit, waiver_id: int) -> Waiver:
    waiver = credit.waivers.filter(pk=waiver_id).first()
    if waiver is None:
        raise Http404(f"The credit of {credit.date} has no waiver {waiver_id}.")
    return waiver
