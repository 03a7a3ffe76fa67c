"""Reports in the published field names."""

from rest_framework import serializers

from credits.serializers import CreditSerializer
from inverters.serializers import InverterSerializer, ReadingSerializer


class ByWaiverSerializer(serializers.Serializer):
    """How much of what is verified or submitted rests on an auditor's waiver: a part of it, not beside it."""

    verified_by_waiver_credits = serializers.IntegerField()
    verified_by_waiver_tonnes_co2 = serializers.FloatField()
    submitted_by_waiver_credits = serializers.IntegerField()
    submitted_by_waiver_tonnes_co2 = serializers.FloatField()


class NetSerializer(serializers.Serializer):
    """Submitted tonnes with what happened since: a credit that was submitted is itself never changed."""

    submitted_debited_tonnes_co2 = serializers.FloatField(help_text="taken by corrections and upheld findings")
    submitted_added_tonnes_co2 = serializers.FloatField(help_text="added by corrections that were verified")
    submitted_net_tonnes_co2 = serializers.FloatField(help_text="submitted, less what was debited, plus what was added")


class PendingSerializer(serializers.Serializer):
    """What the PENDING credits of one cause come to, what it means and what cures it."""

    cause = serializers.CharField(help_text="the check that decided, `not_judged` or `awaits_auditor`")
    credits = serializers.IntegerField()
    tonnes = serializers.FloatField()
    sentence = serializers.CharField()
    cure = serializers.CharField()
    list = serializers.CharField(help_text="the address of these credits")


class FleetSummarySerializer(ByWaiverSerializer, NetSerializer):
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


class AuditSerializer(ByWaiverSerializer, NetSerializer):
    """One inverter as an auditor sees it; the latest hundred readings, the latest first."""

    inverter = InverterSerializer()
    readings_count = serializers.IntegerField()
    total_kwh = serializers.FloatField()
    credits_count = serializers.IntegerField()
    total_tonnes_co2 = serializers.FloatField()
    verified_tonnes_co2 = serializers.FloatField()
    credits = CreditSerializer(many=True)
    recent_readings = ReadingSerializer(many=True)


class DriftSerializer(serializers.Serializer):
    """A credit whose satellite hours were revised after its verdict, and what a judging today would find."""

    credit_id = serializers.IntegerField(source="drifted.credit.pk")
    inverter_id = serializers.IntegerField(source="drifted.credit.inverter_id")
    date = serializers.DateField(source="drifted.credit.date")
    tonnes = serializers.FloatField(source="drifted.credit.tonnes")
    status = serializers.CharField(
        source="drifted.credit.status", help_text="of the credit; the report changes nothing"
    )
    judged_at = serializers.DateTimeField(source="drifted.verdict.judged_at")
    revised_at = serializers.DateTimeField(source="drifted.revised_at")
    hours_revised = serializers.IntegerField(source="drifted.hours_revised")
    old_kwh_m2 = serializers.FloatField(source="drifted.old_kwh_m2", help_text="the day as the verdict saw it")
    new_kwh_m2 = serializers.FloatField(source="drifted.new_kwh_m2", help_text="by the newest revisions")
    old_outcome = serializers.CharField(source="drifted.verdict.status")
    new_outcome = serializers.CharField(source="today.status", help_text="if it were judged today: a dry run")
    old_correlation = serializers.FloatField(source="drifted.verdict.correlation", allow_null=True)
    new_correlation = serializers.FloatField(source="today.correlation", allow_null=True)
    old_rule_version = serializers.CharField(source="drifted.verdict.rule_version")
    new_rule_version = serializers.CharField(source="today.rule_version")
    new_reason = serializers.CharField(source="today.reason")
    reproduced = serializers.BooleanField(
        source="drifted.reproduced", help_text="whether what is stored still gives the digest that the verdict names"
    )


class AtStakeSerializer(serializers.Serializer):
    """Drifted credits of one status."""

    status = serializers.CharField()
    credits = serializers.IntegerField()
    tonnes = serializers.FloatField()
