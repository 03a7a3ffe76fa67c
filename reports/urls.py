"""The pages' addresses."""

from django.urls import path, register_converter

from reports.views import audit, fleet, limits, pending


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

urlpatterns = [
    path("", fleet.fleet, name="fleet"),
    path("fleet/pending", pending.why_pending, name="pending"),
    path("audit/limits", limits.what_cannot_be_seen, name="limits"),
    path("audit/<int:inverter_id>", audit.audit_latest, name="audit"),
    path("audit/<int:inverter_id>/<iso_date:day>", audit.audit_day, name="audit_day"),
    path("audit/<int:inverter_id>/<iso_date:day>/<act_name:name>", audit.act, name="audit_act"),
]
