"""A credit as the API says it, in the published field names."""

from rest_framework import serializers

from credits.models import Status, Verdict
from credits.services.moved import moved_since
from lumix.api import StrictSerializer


class CreditSerializer(serializers.Serializer):
    """A credit."""

    id = serializers.IntegerField()
    date = serializers.DateField()
    inverter_id = serializers.IntegerField()
    kwh = serializers.FloatField()
    tonnes = serializers.FloatField(help_text="kWh × emission factor ÷ 1000, rounded down to the gram")
    emission_factor = serializers.FloatField(source="factor.kg_co2_per_kwh", help_text="kg CO2 per kWh")
    status = serializers.ChoiceField(choices=Status.choices)
    verified_by_waiver = serializers.BooleanField(
        help_text="verified, but only because an auditor countersigned the waiver of a check"
    )
    correlation = serializers.FloatField(allow_null=True)
    flagged_reason = serializers.CharField(allow_null=True, help_text="why it is flagged, or what it is waiting for")
    cause = serializers.CharField(help_text="the check that keeps it from being VERIFIED; empty where none does")
    provisional = serializers.JSONField(
        allow_null=True, help_text="what NASA's daily value says of a day that awaits its hours; never a verdict"
    )
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
    cause = serializers.CharField(help_text="the check that decided; empty where the day is VERIFIED")
    checks = serializers.JSONField()
    reference = serializers.JSONField()
    readings_digest = serializers.CharField()
    satellite_digest = serializers.CharField()
    equipment_digest = serializers.CharField()
    month_digest = serializers.CharField(help_text="of readings, sky and equipment of the days around it")
    others_digest = serializers.CharField(help_text="of its neighbours and of what it may be a copy of; empty: none")
    moved = serializers.SerializerMethodField(help_text="what it rests on that is another today; empty: nothing")

    def get_moved(self, verdict: Verdict) -> list[str]:
        """Asked on reading, for nobody changes a verdict when its evidence moves."""
        return moved_since(verdict)


class MoveSerializer(StrictSerializer):
    """Where a credit is to go, and why."""

    status = serializers.ChoiceField(choices=Status.choices)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=2_000, default="")


class LimitSerializer(serializers.Serializer):
    """One limit of the rule."""

    name = serializers.CharField()
    value = serializers.FloatField()
    unit = serializers.CharField()
    source = serializers.CharField(help_text="where the limit comes from")  # type: ignore[assignment]
    version = serializers.CharField(help_text="the version of the rule; every verdict names its own")
