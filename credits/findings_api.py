"""The API's addresses of findings against verified and submitted days."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from credits.api import credit_or_404
from credits.finding_selectors import findings
from credits.models import Finding, FindingDecision, Status
from credits.models.waiver import MOST_REASON
from credits.services.findings import dismiss_finding, open_finding, uphold_finding
from inverters.api import REFUSED
from lumix import modes
from lumix.api import BarePagination, StrictJSONParser, StrictSerializer

DECISIONS: dict[str, Callable[..., FindingDecision]] = {"uphold": uphold_finding, "dismiss": dismiss_finding}
STATES = ("open", *FindingDecision.Outcome.values)
MILLION = 1_000_000
MOST_KWH = 1_000_000
REFUSALS = {403: REFUSED, 404: REFUSED, 409: REFUSED, 422: REFUSED}


class FindingSerializer(serializers.Serializer):
    """A finding and what became of it."""

    id = serializers.IntegerField()
    inverter_id = serializers.IntegerField(source="credit.inverter_id")
    date = serializers.DateField(source="credit.date")
    found_at = serializers.ChoiceField(choices=Status.choices, help_text="the credit's status when it was opened")
    reason = serializers.CharField()
    kwh = serializers.FloatField(help_text="of the debit that it proposes; 0 where nothing was sold")
    opened_by = serializers.CharField()
    role = serializers.CharField()
    opened_at = serializers.DateTimeField()
    state = serializers.SerializerMethodField(help_text="open, upheld or dismissed")
    decided_by = serializers.CharField(source="decision.actor", default=None, allow_null=True)
    decided_at = serializers.DateTimeField(source="decision.decided_at", default=None, allow_null=True)
    decision_reason = serializers.CharField(source="decision.reason", default=None, allow_null=True)
    debited_kwh = serializers.FloatField(source="decision.adjustment.kwh", default=None, allow_null=True)
    debited_tonnes = serializers.FloatField(source="decision.adjustment.tonnes", default=None, allow_null=True)
    credit_status = serializers.CharField(source="credit.status")

    def get_state(self, finding: Finding) -> str:
        """Whether it waits, or what was decided."""
        return str(finding.decision.outcome) if hasattr(finding, "decision") else STATES[0]


class FindingActSerializer(StrictSerializer):
    """What was found, or why it is decided so, and the debit."""

    reason = serializers.CharField(max_length=MOST_REASON, allow_blank=True)
    kwh = serializers.FloatField(
        required=False, min_value=0, max_value=MOST_KWH, help_text="to debit; all that is left where not given"
    )

    def act(self) -> dict[str, Any]:
        """As the services take it."""
        kwh = self.validated_data.get("kwh")
        return {
            "reason": self.validated_data["reason"],
            "milliwatt_hours": None if kwh is None else round(kwh * MILLION),
        }


class DismissalSerializer(StrictSerializer):
    """Why it does not hold."""

    reason = serializers.CharField(max_length=MOST_REASON, allow_blank=True)

    def act(self) -> dict[str, Any]:
        """As the service takes it."""
        return {"reason": self.validated_data["reason"]}


class FindingsQuery(serializers.Serializer):
    """Which findings."""

    state = serializers.ChoiceField(choices=STATES, required=False)


def _by(request: Request) -> dict[str, Any]:
    asked = request._request
    return {"actor": modes.actor(asked), "role": modes.role(asked), "now": timezone.now()}


class FindingsView(APIView):
    """Findings across the fleet."""

    @extend_schema(
        parameters=[FindingsQuery],
        responses={200: FindingSerializer(many=True), 422: REFUSED},
        operation_id="findings_list",
    )
    def get(self, request: Request) -> Response:
        """List findings in the order in which they were opened, of a state or all."""
        query = FindingsQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        found, state = findings().order_by("id"), query.validated_data.get("state")
        if state:
            found = found.filter(**({"decision": None} if state == STATES[0] else {"decision__outcome": state}))
        pages = BarePagination()
        rows = pages.paginate_queryset(found, request, view=self)
        return pages.get_paginated_response(FindingSerializer(rows, many=True).data)


class CreditFindingsView(APIView):
    """Findings against one day."""

    parser_classes = [StrictJSONParser]

    @extend_schema(responses={200: FindingSerializer(many=True), 404: REFUSED}, operation_id="credit_findings_list")
    def get(self, request: Request, inverter_id: int, day: date) -> Response:
        """List what was found against a day, the first finding first."""
        found = findings().filter(credit=credit_or_404(inverter_id, day)).order_by("id")
        return Response(FindingSerializer(found, many=True).data)

    @extend_schema(request=FindingActSerializer, responses={201: FindingSerializer, **REFUSALS})
    def post(self, request: Request, inverter_id: int, day: date) -> Response:
        """Open a finding against a VERIFIED day, which flags it, or a SUBMITTED one, for which it proposes a debit."""
        form = FindingActSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        made = open_finding(credit_id=credit_or_404(inverter_id, day).pk, **form.act(), **_by(request))
        return Response(FindingSerializer(findings().get(pk=made.pk)).data, status=status.HTTP_201_CREATED)


class FindingView(APIView):
    """What becomes of a finding."""

    parser_classes = [StrictJSONParser]

    @extend_schema(request=FindingActSerializer, responses={200: FindingSerializer, **REFUSALS})
    def post(self, request: Request, inverter_id: int, day: date, finding_id: int, decision: str) -> Response:
        """Uphold a finding, which debits what was sold, or dismiss it, after which a flagged day is judged again."""
        form = (FindingActSerializer if decision == "uphold" else DismissalSerializer)(data=request.data)
        form.is_valid(raise_exception=True)
        if not findings().filter(pk=finding_id, credit=credit_or_404(inverter_id, day)).exists():
            raise Http404(f"The credit of {day} has no finding {finding_id}.")
        DECISIONS[decision](finding_id=finding_id, **form.act(), **_by(request))
        return Response(FindingSerializer(findings().get(pk=finding_id)).data)
