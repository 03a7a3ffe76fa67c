from django.urls import path

from reports import api

urlpatterns = [
    path("reports/fleet/summary", api.FleetSummaryView.as_view()),
    path("reports/inverters/<int:inverter_id>/audit", api.AuditView.as_view()),
    path("reports/credits", api.CreditsView.as_view()),
    path("reports/pending", api.PendingView.as_view()),
    path("reports/drift", api.DriftView.as_view()),
    path("reports/drift/summary", api.DriftSummaryView.as_view()),
]
