from django.urls import path

from inverters import api

urlpatterns = [
    path("inverters", api.InvertersView.as_view(), name="api_inverters"),
    path("inverters/<int:inverter_id>", api.InverterView.as_view(), name="api_inverter"),
    path("inverters/<int:inverter_id>/readings", api.ReadingsView.as_view(), name="api_readings"),
    path("inverters/<int:inverter_id>/corrections", api.CorrectionsView.as_view(), name="api_corrections"),
]
