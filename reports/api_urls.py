from django.urls import path

from reports import api, evidence_api

urlpatterns = [
    path("evidence", evidence_api.EvidenceView.as_view(), name="api_evidence"),
    path("reports/fleet/summary", api.FleetSummaryView.as_view(), name="api_fleet_summary"),
    path("reports/inverters/<int:inverter_id>/audit", api.AuditView.as_view(), name="api_audit"),
    path("reports/credits", api.CreditsView.as_view(), name="api_report_credits"),
    path("reports/pending", api.PendingView.as_view(), name="api_pending"),
    path("reports/drift", api.DriftView.as_view(), name="api_drift"),
    path("reports/drift/summary", api.DriftSummaryView.as_view(), name="api_drift_summary"),
]
