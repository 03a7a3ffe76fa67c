"""The pages' addresses."""

from django.urls import path, register_converter

from reports.views import audit, audit_calendar, credit_acts, credits, fleet, limits, pending


class ActName:
    """What can be done with a day's credit."""

    regex = "calculate|verify|submit|lift"

    def to_python(self, value: str) -> str:
        """The name as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The name as it stands."""
        return value


register_converter(ActName, "act_name")

class CreditAct:
    """What can be done with many credits at once."""

    regex = "verify|submit"

    def to_python(self, value: str) -> str:
        """The name as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The name as it stands."""
        return value


register_converter(CreditAct, "credit_act")

urlpatterns = [
    path("", fleet.fleet, name="fleet"),
    path("fleet/pending", pending.why_pending, name="pending"),
    path("fleet/credits", credits.credits, name="credits"),
    path("fleet/credits.csv", credits.credits_csv, name="credits_csv"),
    path("fleet/credits/<credit_act:name>", credit_acts.act, name="credit_act"),
    path("audit/<int:inverter_id>/credits", credits.audit_credits, name="audit_credits"),
    path("audit/limits", limits.what_cannot_be_seen, name="limits"),
    path("audit/<int:inverter_id>", audit.audit_latest, name="audit"),
    path("audit/<int:inverter_id>/calendar", audit_calendar.calendar, name="audit_calendar"),
    path("audit/<int:inverter_id>/<iso_date:day>", audit.audit_day, name="audit_day"),
    path("audit/<int:inverter_id>/<iso_date:day>/<act_name:name>", audit.act, name="audit_act"),
]
