"""The API's addresses under /ledger, by which a third party follows the log without trusting whoever keeps it."""

import json
from base64 import b64encode
from typing import Any

from django.http import Http404, HttpResponse
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lumix.api import ErrorSerializer, answer_with
from lumix.ledger.keys import SigningKeyError, signer
from lumix.ledger.merkle import ProofError
from lumix.ledger.models import LedgerCheckpoint, LedgerEntry
from lumix.ledger.proofs import consistency_proof, inclusion_proof

MOST_ENTRIES = 1_000
PLAIN = "text/plain; charset=utf-8"
REFUSED = ErrorSerializer
answer_with(status.HTTP_422_UNPROCESSABLE_ENTITY, ProofError)
answer_with(status.HTTP_503_SERVICE_UNAVAILABLE, SigningKeyError)


class EntrySerializer(serializers.Serializer):
    """An entry: its bytes as stored, base64, and what they say."""

    seq = serializers.IntegerField()
    hash = serializers.CharField(help_text="SHA-256(0x00 ‖ bytes), hex: the next entry's prev and the tree's leaf")
    canonical = serializers.SerializerMethodField(help_text="the entry's bytes, base64")
    entry = serializers.SerializerMethodField(help_text="the same, read: v, seq, prev, ts, actor, type, object, data")

    def get_canonical(self, entry: LedgerEntry) -> str:
        """Bytes travel as base64."""
        return b64encode(bytes(entry.canonical)).decode()

    def get_entry(self, entry: LedgerEntry) -> dict[str, Any]:
        """What the bytes say; numbers are decimal strings."""
        said: dict[str, Any] = json.loads(bytes(entry.canonical))
        return said


class EntriesQuery(serializers.Serializer):
    """Where to begin and how many."""

    after = serializers.IntegerField(default=0, min_value=0, max_value=2**63 - 1, help_text="the seq before the first")
    limit = serializers.IntegerField(default=MOST_ENTRIES, min_value=1, max_value=MOST_ENTRIES)


class InclusionQuery(serializers.Serializer):
    """Which entry, in which log."""

    seq = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    size = serializers.IntegerField(min_value=1, max_value=2**63 - 1, help_text="of a checkpoint's log")


class ConsistencyQuery(serializers.Serializer):
    """Which two logs."""

    first = serializers.IntegerField(min_value=1, max_value=2**63 - 1, help_text="the size of the earlier log")
    size = serializers.IntegerField(min_value=1, max_value=2**63 - 1, help_text="the size of the later one")


class ProofSerializer(serializers.Serializer):
    """Hashes that lead from what is proven to the root."""

    size = serializers.IntegerField()
    root = serializers.CharField(help_text="hex")  # type: ignore[assignment]
    proof = serializers.ListField(child=serializers.CharField(), help_text="hex, in the order of RFC 6962")


class EntriesView(APIView):
    """The log's entries."""

    @extend_schema(
        parameters=[EntriesQuery], responses={200: EntrySerializer(many=True), 422: REFUSED},
        operation_id="ledger_entries_list", summary="List the ledger's entries",
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """List entries by seq from behind `after`; `Link` leads on."""
        asked = _checked(EntriesQuery, request)
        found = list(LedgerEntry.objects.filter(seq__gt=asked["after"]).order_by("seq")[: asked["limit"]])
        answer = Response(EntrySerializer(found, many=True).data)
        if len(found) == asked["limit"]:
            further = request.build_absolute_uri(f"{request.path}?after={found[-1].seq}&limit={asked['limit']}")
            answer["Link"] = f'<{further}>; rel="next"'
        return answer


class InclusionView(APIView):
    """Proof that an entry is in the log."""

    @extend_schema(
        parameters=[InclusionQuery],
        responses={200: ProofSerializer, 422: REFUSED},
        summary="Prove that an entry is there",
    )
    def get(self, request: Request) -> Response:
        """Prove that entry `seq` is in the log of `size` entries (RFC 6962, section 2.1.1)."""
        return Response(inclusion_proof(**_checked(InclusionQuery, request)).as_json())


class ConsistencyView(APIView):
    """Proof that the log only grew."""

    @extend_schema(
        parameters=[ConsistencyQuery],
        responses={200: ProofSerializer, 422: REFUSED},
        summary="Prove that the log only grew",
    )
    def get(self, request: Request) -> Response:
        """Prove that the log of `first` entries is the beginning of that of `size` (RFC 6962, section 2.1.2)."""
        return Response(consistency_proof(**_checked(ConsistencyQuery, request)).as_json())


class CheckpointView(APIView):
    """The log, signed."""

    @extend_schema(
        responses={(200, "text/plain"): OpenApiTypes.STR, 404: REFUSED}, summary="Show the latest checkpoint"
    )
    def get(self, request: Request) -> HttpResponse:
        """Show the latest checkpoint: a signed note of the log's name, size and root (C2SP tlog-checkpoint)."""
        latest = LedgerCheckpoint.objects.order_by("-size").first()
        if latest is None:
            raise Http404("No checkpoint was signed yet: the first entry of the ledger brings the first one.")
        return HttpResponse(latest.note, content_type=PLAIN)


class KeyView(APIView):
    """Whose signature it is."""

    @extend_schema(
        responses={(200, "text/plain"): OpenApiTypes.STR, 503: REFUSED}, summary="Show the ledger's public key"
    )
    def get(self, request: Request) -> HttpResponse:
        """Show the public key that checkpoints are signed by, as name+id+key (C2SP signed-note)."""
        return HttpResponse(f"{signer().verifier}\n", content_type=PLAIN)


def _checked(query: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    form = query(data=request.query_params)
    form.is_valid(raise_exception=True)
    asked: dict[str, Any] = form.validated_data
    return asked
