"""The API's addresses of second values: the act is the evidence's, what follows is the judgement's."""

from collections import Counter
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from credits.models import CarbonCredit
from credits.services.corrections import accept_and_verify
from inverters.api import REFUSED, inverter_or_404
from inverters.conflict_selectors import Which, conflicts, with_archived
from inverters.models import ConflictDecision, ReadingConflict
from inverters.serializers import ReadingDayField
from inverters.services.conflicts import dismiss
from lumix import modes
from lumix.api import BarePagination, StrictJSONParser, StrictSerializer, WholeNumberField

MOST_REASON = 2_000
LARGEST_ID = 2**63 - 1
DECISIONS = ("accept", "dismiss")
STATES = ("open", *ConflictDecision.Outcome.values)


class ConflictSerializer(serializers.Serializer):
    """A second value beside the one that stands."""

    id = serializers.IntegerField()
    inverter_id = serializers.IntegerField()
    timestamp = serializers.DateTimeField(help_text="in UTC")
    kind = serializers.CharField(help_text="conflict; late where nothing else stands, for a day that was submitted")
    kwh = serializers.FloatField(help_text="the second value")
    batch = serializers.IntegerField(source="batch_id", help_text="the upload that brought it")
    sent_by = serializers.CharField(source="batch.actor")
    received_at = serializers.DateTimeField(source="batch.received_at")
    standing_kwh = serializers.FloatField(help_text="the value that counts now; 0 where none does")
    standing_batch = serializers.IntegerField(help_text="the upload that brought that one")
    standing_sent_by = serializers.CharField(source="standing_actor")
    state = serializers.SerializerMethodField(help_text="open, accepted or dismissed")
    reason = serializers.CharField(
        source="decided.decision.reason", default=None, allow_null=True, help_text="of the decision"
    )
    decided_by = serializers.CharField(source="decided.decision.actor", default=None, allow_null=True)
    decided_at = serializers.DateTimeField(source="decided.decision.decided_at", default=None, allow_null=True)
    first_kwh = serializers.FloatField(
        source="decided.first_kwh", default=None, allow_null=True, help_text="what stood when it was decided"
    )

    def get_state(self, conflict: ReadingConflict) -> str:
        """Whether it waits, or what was decided."""
        return str(conflict.decided.decision.outcome) if hasattr(conflict, "decided") else STATES[0]


class ConflictsQuery(serializers.Serializer):
    """Which second values."""

    inverter_id = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    batch = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False)
    state = serializers.ChoiceField(choices=STATES, required=False)


class ReasonSerializer(StrictSerializer):
    """Why it is decided so."""

    reason = serializers.CharField(max_length=MOST_REASON, allow_blank=True)


class ManySerializer(ReasonSerializer):
    """Which second values are decided on together, and why."""

    batch = WholeNumberField(min_value=1, max_value=LARGEST_ID, required=False, help_text="only those of this upload")
    day = ReadingDayField(required=False, help_text="only those of this local day")


class DecidedSerializer(serializers.Serializer):
    """What was decided and what came of it."""

    decision = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=ConflictDecision.Outcome.choices)
    conflicts = serializers.IntegerField(help_text="how many second values it was about")
    days = serializers.ListField(child=serializers.DateField(), help_text="local days whose readings are others now")
    judged = serializers.DictField(child=serializers.IntegerField(), help_text="credits judged again, by status")
    adjusted_tonnes = serializers.FloatField(help_text="by which submitted credits are adjusted; negative is a debit")


COLUMNS = {"inverter_id": "inverter_id", "batch": "batch_id"}
REFUSALS = {403: REFUSED, 404: REFUSED, 409: REFUSED, 422: REFUSED}


class ConflictsView(APIView):
    """Second values of stored readings."""

    @extend_schema(
        parameters=[ConflictsQuery],
        responses={200: ConflictSerializer(many=True), 422: REFUSED},
        operation_id="conflicts_list",
    )
    def get(self, request: Request) -> Response:
        """List second values in the order in which they came, each beside the value that stands."""
        query = ConflictsQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        found = conflicts().filter(**{COLUMNS[name]: asked[name] for name in COLUMNS if name in asked})
        if "state" in asked:
            is_open = asked["state"] == STATES[0]
            found = found.filter(**({"decided": None} if is_open else {"decided__decision__outcome": asked["state"]}))
        pages = BarePagination()
        rows = pages.paginate_queryset(found.order_by("id"), request, view=self)
        return pages.get_paginated_response(ConflictSerializer(with_archived(rows or []), many=True).data)


class ConflictView(APIView):
    """What becomes of one second value."""

    parser_classes = [StrictJSONParser]

    @extend_schema(request=ReasonSerializer, responses={200: DecidedSerializer, **REFUSALS})
    def post(self, request: Request, conflict_id: int, decision: str) -> Response:
        """Accept a second value in the place of the first, or dismiss it. Both stay on record."""
        form = ReasonSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        found = conflicts().filter(pk=conflict_id).first()
        if found is None:
            raise Http404(f"There is no second value {conflict_id}; GET /conflicts lists them.")
        which = Which(inverter_or_404(found.inverter_id), ids=(conflict_id,))
        return Response(decide(request, decision, which, form.validated_data["reason"]))


class ManyConflictsView(APIView):
    """What becomes of many second values."""

    parser_classes = [StrictJSONParser]

    @extend_schema(request=ManySerializer, responses={200: DecidedSerializer, **REFUSALS})
    def post(self, request: Request, inverter_id: int, decision: str) -> Response:
        """Accept or dismiss all open second values of an inverter, of one of its uploads or of one of its days."""
        inverter = inverter_or_404(inverter_id)
        form = ManySerializer(data=request.data)
        form.is_valid(raise_exception=True)
        asked = form.validated_data
        which = Which(inverter, batch_id=asked.get("batch"), day=asked.get("day"))
        return Response(decide(request, decision, which, asked["reason"]))


def decide(request: Request, decision: str, which: Which, reason: str) -> dict[str, object]:
    """Do it and tell it. Raises what the services raise."""
    by: dict[str, Any] = {
        "which": which,
        "reason": reason,
        "actor": modes.actor(request._request),
        "now": timezone.now(),
    }
    judged: list[CarbonCredit] = []
    grams = 0
    if decision == "accept":
        done = accept_and_verify(**by, role=modes.role(request._request))
        decided, judged, grams = done.decided, done.credits, sum(one.grams for one in done.adjustments)
    else:
        decided = dismiss(**by)
    return {
        "decision": decided.decision.pk,
        "outcome": decided.decision.outcome,
        "conflicts": decided.decision.conflicts,
        "days": decided.days,
        "judged": dict(Counter(credit.status for credit in judged)),
        "adjusted_tonnes": grams / 1_000_000,
    }
