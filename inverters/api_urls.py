from django.urls import path

from inverters import api

urlpatterns = [
    path("inverters", api.InvertersView.as_view()),
    path("inverters/<int:inverter_id>", api.InverterView.as_view()),
    path("inverters/<int:inverter_id>/readings", api.ReadingsView.as_view()),
]
