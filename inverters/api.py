"""The API's addresses under /inverters."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from inverters import answers, doors
from inverters.archive_list_selectors import ReadingList
from inverters.bounds import window
from inverters.errors import (
    ArchiveFaultError,
    ConflictDecidedError,
    EvidenceError,
    MalformedUploadError,
    UnknownInverterError,
    UploadTooLargeError,
)
from inverters.loggers import logger_of
from inverters.models import Inverter
from inverters.selectors import equipment_on
from inverters.serializers import CountsSerializer, InverterSerializer, ProposedSerializer, ReadingSerializer
from inverters.services.master_data import register_inverter
from inverters.services.proposing import propose_values
from inverters.services.readings import import_readings
from lumix import modes
from lumix.api import BarePagination, ErrorSerializer, StrictJSONParser, answer_with
from lumix.ledger.selectors import read_snapshot

answer_with(status.HTTP_413_REQUEST_ENTITY_TOO_LARGE, UploadTooLargeError)
answer_with(status.HTTP_404_NOT_FOUND, UnknownInverterError)
answer_with(status.HTTP_409_CONFLICT, ConflictDecidedError)  # before its family, which is 422
answer_with(status.HTTP_503_SERVICE_UNAVAILABLE, ArchiveFaultError)
answer_with(status.HTTP_422_UNPROCESSABLE_ENTITY, MalformedUploadError, EvidenceError)

UPLOAD = {
    "application/json": ReadingSerializer(many=True),
    "multipart/form-data": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}},
    "text/csv": {"type": "string", "example": "timestamp,kwh\n2025-01-15T10:00:00,5.5\n"},
}
MOST_REASON = 2_000
REFUSED = OpenApiResponse(ErrorSerializer, "what is wrong, where, and how to mend it")


def inverter_or_404(inverter_id: int) -> Inverter:
    """The inverter with its equipment."""
    inverter = Inverter.objects.with_equipment().filter(pk=inverter_id).first()
    if inverter is None:
        raise UnknownInverterError(inverter_id)
    return inverter


class InvertersView(APIView):
    """All inverters."""

    parser_classes = [StrictJSONParser]

    @extend_schema(responses=InverterSerializer(many=True), operation_id="inverters_list")
    def get(self, request: Request) -> Response:
        """List inverters by id."""
        pages = BarePagination()
        rows = pages.paginate_queryset(Inverter.objects.with_equipment().order_by("id"), request, view=self)
        return pages.get_paginated_response(InverterSerializer(rows, many=True, context=_today()).data)

    @extend_schema(request=InverterSerializer, responses={201: InverterSerializer, 422: REFUSED})
    def post(self, request: Request) -> Response:
        """Register an inverter."""
        form = InverterSerializer(data=request.data, context=_today())
        form.is_valid(raise_exception=True)
        known = {name: value for name, value in form.validated_data.items() if value is not None}
        made = register_inverter(actor=modes.actor(request._request), now=timezone.now(), **known)
        return Response(InverterSerializer(made, context=_today()).data, status=status.HTTP_201_CREATED)


class InverterView(APIView):
    """One inverter."""

    @extend_schema(responses={200: InverterSerializer, 404: REFUSED})
    def get(self, request: Request, inverter_id: int) -> Response:
        """Show an inverter."""
        return Response(InverterSerializer(inverter_or_404(inverter_id), context=_today()).data)


class ReadingsView(APIView):
    """An inverter's readings."""

    @extend_schema(
        parameters=[
            OpenApiParameter("start_date", str, description="first instant, included; without offset: local time"),
            OpenApiParameter("end_date", str, description="last instant, included; a bare date is its whole day"),
        ],
        responses={200: ReadingSerializer(many=True), 404: REFUSED},
        operation_id="readings_list",
    )
    def get(self, request: Request, inverter_id: int) -> Response:
        """List readings by time."""
        inverter = inverter_or_404(inverter_id)
        start, end = window(request.query_params, _zone(inverter))
        pages = BarePagination()
        with read_snapshot():  # or readings archived meanwhile would be left out
            rows: Any = ReadingList(inverter.pk, start, end)
            values: list[Any] = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response(answers.readings(values, inverter.pk, _zone(inverter)))

    @extend_schema(
        request=UPLOAD,
        parameters=[
            OpenApiParameter("Prefer", str, OpenApiParameter.HEADER, description="return=minimal, handling=lenient"),
            OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, description="the same key and body again "
                             "get the first answer again"),
        ],
        responses={201: ReadingSerializer(many=True), 200: CountsSerializer, 409: REFUSED, 413: REFUSED, 422: REFUSED},
    )  # fmt: skip
    def post(self, request: Request, inverter_id: int) -> Response:
        """Send readings: a JSON list, a CSV file (multipart field `file`) or a CSV body."""
        logger = logger_of(inverter_id)
        zone, minimal = logger.clock_on(_now().date()).zone, doors.prefers(request._request, "return=minimal")
        with doors.upload_of(request._request, actor=modes.actor(request._request)) as upload:
            compose = answers.Composer(minimal=minimal, zone=zone)
            done = import_readings(logger=logger, upload=upload, now=_now(), compose=compose)
        return answers.response(done.answer)


class CorrectionsView(APIView):
    """Right values for wrong readings."""

    @extend_schema(
        request=UPLOAD,
        parameters=[OpenApiParameter("reason", str, required=True, description="how the right values are known")],
        responses={201: ProposedSerializer, 404: REFUSED, 413: REFUSED, 422: REFUSED},
    )
    def post(self, request: Request, inverter_id: int) -> Response:
        """Propose other values for stored readings, as a list, a CSV body or file: they wait until accepted.

        The reason stands in the address, as ?reason=…; GET /conflicts?batch=… lists what was proposed.
        """
        logger, reason = logger_of(inverter_id), request.query_params.get("reason", "")[:MOST_REASON]
        with doors.upload_of(request._request, actor=modes.actor(request._request), reason=reason) as upload:
            done = propose_values(logger=logger, upload=upload, now=_now())
        return Response(done.answer, status=status.HTTP_201_CREATED)


def _zone(inverter: Inverter) -> Any:
    return equipment_on(inverter, _now().date()).zone


def _now() -> datetime:
    return timezone.now()


def _today() -> dict[str, Any]:
    return {"today": _now().date()}
