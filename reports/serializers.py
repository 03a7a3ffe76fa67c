"""Reports in the published field names."""

from rest_framework import serializers

from credits.serializers import CreditSerializer
from inverters.serializers import InverterSerializer, ReadingSerializer


class FleetSummarySerializer(serializers.Serializer):
    """The fleet in figures. Verified means verified and not submitted yet."""

    total_inverters = serializers.IntegerField()
    total_kwh = serializers.FloatField()
    total_credits = serializers.IntegerField()
    pending_credits = serializers.IntegerField()
    verified_credits = serializers.IntegerField()
    flagged_credits = serializers.IntegerField()
    submitted_credits = serializers.IntegerField()
    total_tonnes_co2 = serializers.FloatField()
    pending_tonnes_co2 = serializers.FloatField()
    verified_tonnes_co2 = serializers.FloatField()
    flagged_tonnes_co2 = serializers.FloatField()
    submitted_tonnes_co2 = serializers.FloatField()


class AuditSerializer(serializers.Serializer):
    """One inverter as an auditor sees it; the latest hundred readings, the latest first."""

    inverter = InverterSerializer()
    readings_count = serializers.IntegerField()
    total_kwh = serializers.FloatField()
    credits_count = serializers.IntegerField()
    total_tonnes_co2 = serializers.FloatField()
    verified_tonnes_co2 = serializers.FloatField()
    credits = CreditSerializer(many=True)
    recent_readings = ReadingSerializer(many=True)
