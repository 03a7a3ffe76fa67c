"""The API's address for correcting a clock: the act is the evidence's, what follows is the judgement's."""

from collections import Counter

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from credits.services.clock import CorrectedDays, correct_and_verify
from inverters.api import REFUSED, inverter_or_404
from inverters.models.equipment import MOST_CLOCK_MINUTES
from inverters.serializers import ReadingDayField
from lumix import modes
from lumix.api import StrictJSONParser, StrictSerializer, WholeNumberField

MOST_REASON = 2_000


class ClockSerializer(StrictSerializer):
    """How far the clock runs ahead, and in which days."""

    minutes = WholeNumberField(
        help_text=f"minutes by which the logger's clock runs ahead, at most {MOST_CLOCK_MINUTES} to either side; "
        "0 where it is right"
    )
    valid_from = ReadingDayField(help_text="the first local day on which it ran so")
    until = serializers.DateField(required=False, allow_null=True, help_text="the last such day; open where not given")
    reason = serializers.CharField(max_length=MOST_REASON, allow_blank=True)


class ClockBeforeSerializer(serializers.Serializer):
    """What the clock was taken for."""

    valid_from = serializers.DateField()
    minutes = serializers.IntegerField()


class CorrectedSerializer(serializers.Serializer):
    """What the correction did."""

    inverter_id = serializers.IntegerField()
    minutes = serializers.IntegerField()
    valid_from = serializers.DateField()
    until = serializers.DateField(allow_null=True)
    before = ClockBeforeSerializer(many=True)
    judged = serializers.DictField(child=serializers.IntegerField(), help_text="credits judged again, by status")


class ClockView(APIView):
    """An inverter's clock."""

    parser_classes = [StrictJSONParser]

    @extend_schema(
        request=ClockSerializer, responses={200: CorrectedSerializer, 404: REFUSED, 409: REFUSED, 422: REFUSED}
    )
    def post(self, request: Request, inverter_id: int) -> Response:
        """Correct the clock by one dated constant; readings keep their stamps, days and credits follow."""
        inverter = inverter_or_404(inverter_id)
        form = ClockSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        done = correct_and_verify(
            inverter=inverter, actor=modes.actor(request._request), now=timezone.now(), **form.validated_data
        )
        return Response(_answer(done))


def _answer(done: CorrectedDays) -> dict[str, object]:
    correction = done.correction
    return {
        "inverter_id": correction.inverter_id,
        "minutes": correction.minutes,
        "valid_from": correction.valid_from,
        "until": correction.until,
        "before": [{"valid_from": day, "minutes": minutes} for day, minutes in correction.before.items()],
        "judged": dict(Counter(credit.status for credit in done.credits)),
    }
