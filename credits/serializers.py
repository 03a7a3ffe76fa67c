"""A credit as the API says it, in the published field names."""

from rest_framework import serializers

from credits.models import Status


class CreditSerializer(serializers.Serializer):
    """A credit."""

    id = serializers.IntegerField()
    date = serializers.DateField()
    inverter_id = serializers.IntegerField()
    kwh = serializers.FloatField()
    tonnes = serializers.FloatField(help_text="kWh × emission factor ÷ 1000, rounded down to the gram")
    emission_factor = serializers.FloatField(source="factor.kg_co2_per_kwh", help_text="kg CO2 per kWh")
    status = serializers.ChoiceField(choices=Status.choices)
    correlation = serializers.FloatField(allow_null=True)
    flagged_reason = serializers.CharField(allow_null=True, help_text="why it is flagged, or what it is waiting for")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class VerdictSerializer(serializers.Serializer):
    """A verdict with every check."""

    credit_id = serializers.IntegerField()
    inverter_id = serializers.IntegerField(source="credit.inverter_id")
    date = serializers.DateField(source="credit.date")
    judged_at = serializers.DateTimeField()
    actor = serializers.CharField()
    rule_version = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    correlation = serializers.FloatField(allow_null=True)
    reason = serializers.CharField()
    checks = serializers.JSONField()
    reference = serializers.JSONField()
    readings_digest = serializers.CharField()
    satellite_digest = serializers.CharField()
    equipment_digest = serializers.CharField()


class MoveSerializer(serializers.Serializer):
    """Where a credit is to go, and why."""

    status = serializers.ChoiceField(choices=Status.choices)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=2_000, default="")
