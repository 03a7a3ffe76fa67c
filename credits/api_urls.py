from django.urls import path

from credits import adjustments_api, api, clock_api, conflicts_api, findings_api, flags_api, runs_api, waivers_api

urlpatterns = [
    path("credits/calculate", api.CalculateView.as_view(), name="api_calculate"),
    path("credits/<int:inverter_id>", api.InverterCreditsView.as_view(), name="api_credits"),
    path("credits/<int:inverter_id>/<iso_date:day>", api.CreditView.as_view(), name="api_credit"),
    path("credits/<int:inverter_id>/<iso_date:day>/verify", api.VerifyView.as_view(), name="api_verify"),
    path("credits/<int:inverter_id>/<iso_date:day>/status", api.StatusView.as_view(), name="api_status"),
    path("credits/<int:inverter_id>/<iso_date:day>/verdict", api.VerdictView.as_view(), name="api_verdict"),
    path("credits/<int:inverter_id>/<iso_date:day>/waivers", waivers_api.WaiversView.as_view(), name="api_waivers"),
    *(
        path(
            f"credits/<int:inverter_id>/<iso_date:day>/waivers/<int:waiver_id>/{decision}",
            waivers_api.DecisionView.as_view(),
            {"decision": decision},
            name=f"api_waiver_{decision}",
        )
        for decision in waivers_api.DECISIONS
    ),
    path("credits/<int:inverter_id>/<iso_date:day>/flag", flags_api.FlagView.as_view(), name="api_flag"),
    path(
        "credits/<int:inverter_id>/<iso_date:day>/adjustments",
        adjustments_api.CreditAdjustmentsView.as_view(),
        name="api_credit_adjustments",
    ),
    path("adjustments", adjustments_api.AdjustmentsView.as_view(), name="api_adjustments"),
    path(
        "credits/<int:inverter_id>/<iso_date:day>/findings",
        findings_api.CreditFindingsView.as_view(),
        name="api_credit_findings",
    ),
    *(
        path(
            f"credits/<int:inverter_id>/<iso_date:day>/findings/<int:finding_id>/{decision}",
            findings_api.FindingView.as_view(),
            {"decision": decision},
            name=f"api_finding_{decision}",
        )
        for decision in findings_api.DECISIONS
    ),
    path("findings", findings_api.FindingsView.as_view(), name="api_findings"),
    path("conflicts", conflicts_api.ConflictsView.as_view(), name="api_conflicts"),
    *(
        path(
            f"inverters/<int:inverter_id>/conflicts/{decision}",
            conflicts_api.ManyConflictsView.as_view(),
            {"decision": decision},
            name=f"api_conflicts_{decision}",
        )
        for decision in conflicts_api.DECISIONS
    ),
    *(
        path(
            f"conflicts/<int:conflict_id>/{decision}",
            conflicts_api.ConflictView.as_view(),
            {"decision": decision},
            name=f"api_conflict_{decision}",
        )
        for decision in conflicts_api.DECISIONS
    ),
    path("inverters/<int:inverter_id>/clock", clock_api.ClockView.as_view(), name="api_clock"),
    path("runs", runs_api.RunsView.as_view(), name="api_runs"),
    path("runs/<int:run_id>", runs_api.RunView.as_view(), name="api_run"),
    path("runs/<int:run_id>/cancel", runs_api.CancelView.as_view(), name="api_run_cancel"),
    path("rules", api.RulesView.as_view(), name="api_rules"),
]
