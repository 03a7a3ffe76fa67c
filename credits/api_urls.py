from django.urls import path

from credits import api

urlpatterns = [
    path("credits/calculate", api.CalculateView.as_view()),
    path("credits/<int:inverter_id>", api.InverterCreditsView.as_view()),
    path("credits/<int:inverter_id>/<iso_date:day>", api.CreditView.as_view()),
    path("credits/<int:inverter_id>/<iso_date:day>/verify", api.VerifyView.as_view()),
    path("credits/<int:inverter_id>/<iso_date:day>/status", api.StatusView.as_view()),
    path("credits/<int:inverter_id>/<iso_date:day>/verdict", api.VerdictView.as_view()),
]
