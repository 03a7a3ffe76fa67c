"""The API's address /evidence: bundles that a stranger checks without Lumix."""

from typing import Any

from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.views import APIView

from inverters.api import REFUSED, inverter_or_404
from inverters.models.equipment import FIRST_DAY
from lumix.api import answer_with
from reports.audit.forms import LAST_YEAR
from reports.evidence.download import REFUSALS, bundle_response
from reports.evidence.parsing import LARGEST, BadCreditError, credit_named
from reports.evidence.subject_selectors import MOST_CREDITS, Subject, of_credit, of_period, of_selection

LAST_DAY = FIRST_DAY.replace(LAST_YEAR, 12, 31)
ONE_OF_TWO = "Name credits as credit=41/2016-07-04, once or more, or an inverter's days by inverter_id, from and to."
for refusal, code in {**REFUSALS, BadCreditError: status.HTTP_422_UNPROCESSABLE_ENTITY}.items():
    answer_with(code, refusal)


class EvidenceQuery(serializers.Serializer):
    """Of which credits."""

    credit = serializers.ListField(
        child=serializers.CharField(max_length=40), required=False, max_length=MOST_CREDITS,
        help_text="inverter and day, as 41/2016-07-04; once or more",
    )  # fmt: skip
    inverter_id = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST)
    to = serializers.DateField(required=False, default=LAST_DAY, help_text="the last day, with inverter_id")

    def get_fields(self) -> dict[str, serializers.Field]:
        """`from` is no name that Python lets a class have."""
        first = serializers.DateField(required=False, default=FIRST_DAY, help_text="the first day, with inverter_id")
        return {**super().get_fields(), "from": first}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Credits or an inverter, and a period that ends after it begins."""
        if ("credit" in attrs) == ("inverter_id" in attrs):
            raise serializers.ValidationError(ONE_OF_TWO)
        if attrs["to"] < attrs["from"]:
            raise serializers.ValidationError(
                {"to": f"The period ends before it begins: write a day from {attrs['from']} on."}
            )
        return attrs


class EvidenceView(APIView):
    """Evidence."""

    @extend_schema(
        parameters=[EvidenceQuery],
        responses={(200, "application/zip"): OpenApiTypes.BINARY, 404: REFUSED, 422: REFUSED, 503: REFUSED},
        summary="Download the evidence of credits",
    )
    def get(self, request: Request) -> FileResponse:
        """Download all that some credits rest on as a zip: readings as stored and as sent, the satellite's replies,
        verdicts, ledger entries with proofs, the signed checkpoint, and `verify.py`, which checks it by Python's
        standard library alone. The same evidence under the same checkpoint gives the same bytes."""
        return bundle_response(_subject(request), timezone.now())


def _subject(request: Request) -> Subject:
    query = EvidenceQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    asked = query.validated_data
    if "inverter_id" in asked:
        return of_period(inverter_or_404(asked["inverter_id"]), asked["from"], asked["to"])
    named = [credit_named(text) for text in asked["credit"]]
    return of_credit(*named[0]) if len(named) == 1 else of_selection(named)
