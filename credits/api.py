"""The API's addresses under /credits."""

from datetime import date

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from credits import selectors
from credits.errors import EvidenceMovedError, MoveRefusedError, NothingToCreditError, ReasonMissingError
from credits.models import CarbonCredit
from credits.rules import limits_in_force
from credits.serializers import CreditSerializer, LimitSerializer, MoveSerializer, VerdictSerializer
from credits.services.calculate import calculate
from credits.services.lifecycle import change_status
from credits.services.verify import verify
from inverters.api import REFUSED, inverter_or_404
from lumix import modes
from lumix.api import BarePagination, StrictJSONParser, answer_with

answer_with(status.HTTP_409_CONFLICT, MoveRefusedError, EvidenceMovedError)
answer_with(status.HTTP_422_UNPROCESSABLE_ENTITY, NothingToCreditError, ReasonMissingError)


def credit_or_404(inverter_id: int, day: date) -> CarbonCredit:
    """The credit of an inverter's day."""
    inverter = inverter_or_404(inverter_id)
    credit = selectors.credits().filter(inverter=inverter, date=day).first()
    if credit is None:
        raise Http404(f"Inverter {inverter_id} has no credit for {day}; POST /credits/calculate makes one.")
    return credit


class CalculateQuery(serializers.Serializer):
    """Which day of which inverter."""

    inverter_id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    credit_date = serializers.DateField()


class CalculateView(APIView):
    """Energy to tonnes."""

    @extend_schema(
        request=None, parameters=[CalculateQuery], responses={200: CreditSerializer, 409: REFUSED, 422: REFUSED}
    )
    def post(self, request: Request) -> Response:
        """Make the credit of a day, or bring it up to date."""
        query = CalculateQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        inverter = inverter_or_404(query.validated_data["inverter_id"])
        day = query.validated_data["credit_date"]
        actor = modes.actor(request._request)
        [credit] = calculate(inverter_id=inverter.pk, days=[day], actor=actor, now=timezone.now())
        return Response(CreditSerializer(credit).data)


class InverterCreditsView(APIView):
    """An inverter's credits."""

    @extend_schema(responses={200: CreditSerializer(many=True), 404: REFUSED}, operation_id="credits_list")
    def get(self, request: Request, inverter_id: int) -> Response:
        """List an inverter's credits by day."""
        inverter_or_404(inverter_id)
        pages = BarePagination()
        found = selectors.credits().filter(inverter_id=inverter_id).order_by("date")
        rows = pages.paginate_queryset(found, request, view=self)
        return pages.get_paginated_response(CreditSerializer(rows, many=True).data)


class CreditView(APIView):
    """One credit."""

    @extend_schema(responses={200: CreditSerializer, 404: REFUSED})
    def get(self, request: Request, inverter_id: int, day: date) -> Response:
        """Show a credit."""
        return Response(CreditSerializer(credit_or_404(inverter_id, day)).data)


class VerifyView(APIView):
    """Judging."""

    @extend_schema(request=None, responses={200: CreditSerializer, 404: REFUSED, 409: REFUSED, 422: REFUSED})
    def post(self, request: Request, inverter_id: int, day: date) -> Response:
        """Judge a credit against the satellite."""
        credit = credit_or_404(inverter_id, day)
        [judged] = verify(credit_ids=[credit.pk], actor=modes.actor(request._request), now=timezone.now())
        return Response(CreditSerializer(judged).data)


class StatusView(APIView):
    """The moves that a person may make."""

    parser_classes = [StrictJSONParser]

    @extend_schema(
        request=MoveSerializer,
        parameters=[OpenApiParameter("new_status", str, description="as older clients send it, instead of a body")],
        responses={200: CreditSerializer, 404: REFUSED, 409: REFUSED, 422: REFUSED},
    )
    def patch(self, request: Request, inverter_id: int, day: date) -> Response:
        """Submit a verified credit, or lift a flag with a reason."""
        old_style = {"status": request.query_params["new_status"]} if "new_status" in request.query_params else {}
        form = MoveSerializer(data={**old_style, **request.data} if isinstance(request.data, dict) else request.data)
        form.is_valid(raise_exception=True)
        credit_or_404(inverter_id, day)
        moved = change_status(
            inverter_id=inverter_id,
            day=day,
            actor=modes.actor(request._request),
            role=modes.role(request._request),
            now=timezone.now(),
            **form.validated_data,
        )
        return Response(CreditSerializer(moved).data)


class VerdictView(APIView):
    """What the last judging found."""

    @extend_schema(responses={200: VerdictSerializer, 404: REFUSED})
    def get(self, request: Request, inverter_id: int, day: date) -> Response:
        """Show every check of a credit's last verdict: figure, threshold, outcome, sentence and cure."""
        credit = credit_or_404(inverter_id, day)
        verdict = selectors.latest_verdicts([credit.pk]).get(credit.pk)
        if verdict is None:
            raise Http404(f"The credit of {day} was not judged yet; POST /credits/{inverter_id}/{day}/verify does it.")
        return Response(VerdictSerializer(verdict).data)


class RulesView(APIView):
    """The rule in force."""

    @extend_schema(responses=LimitSerializer(many=True), operation_id="rules_list")
    def get(self, request: Request) -> Response:
        """List every limit of the rule with its unit, its source and the version it belongs to."""
        return Response(LimitSerializer(limits_in_force(), many=True).data)
