"""The API's addresses of what people decided about flags."""

from datetime import date

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from credits.api import credit_or_404
from credits.models import FlagDecision
from credits.models.waiver import MOST_REASON
from credits.services.decisions import uphold
from inverters.api import REFUSED
from lumix import modes
from lumix.api import StrictJSONParser, StrictSerializer


class FlagDecisionSerializer(serializers.Serializer):
    """What somebody decided about a day's flag."""

    id = serializers.IntegerField(read_only=True)
    inverter_id = serializers.IntegerField(source="credit.inverter_id", read_only=True)
    date = serializers.DateField(source="credit.date", read_only=True)
    outcome = serializers.ChoiceField(choices=FlagDecision.Outcome.choices, read_only=True)
    cause = serializers.CharField(read_only=True, help_text="the check that flagged the day")
    reason = serializers.CharField(read_only=True)
    actor = serializers.CharField(read_only=True)
    role = serializers.CharField(read_only=True)
    decided_at = serializers.DateTimeField(read_only=True)


class UpholdSerializer(StrictSerializer):
    """Why a flag is upheld."""

    reason = serializers.CharField(max_length=MOST_REASON, allow_blank=True)


class FlagView(APIView):
    """A day's flag."""

    parser_classes = [StrictJSONParser]

    @extend_schema(responses={200: FlagDecisionSerializer(many=True), 404: REFUSED}, operation_id="flag_decisions_list")
    def get(self, request: Request, inverter_id: int, day: date) -> Response:
        """List what was decided about a day's flags, the first decision first."""
        found = credit_or_404(inverter_id, day).flag_decisions.select_related("credit").order_by("id")
        return Response(FlagDecisionSerializer(found, many=True).data)

    @extend_schema(
        request=UpholdSerializer,
        responses={201: FlagDecisionSerializer, 403: REFUSED, 404: REFUSED, 409: REFUSED, 422: REFUSED},
    )
    def post(self, request: Request, inverter_id: int, day: date) -> Response:
        """Uphold a day's flag with a reason. Lifting one is PATCH …/status; waiving its check, POST …/waivers."""
        form = UpholdSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        [made] = uphold(
            credit_ids=[credit_or_404(inverter_id, day).pk],
            reason=form.validated_data["reason"],
            actor=modes.actor(request._request),
            role=modes.role(request._request),
            now=timezone.now(),
        )
        return Response(FlagDecisionSerializer(made).data, status=status.HTTP_201_CREATED)
