"""The pages' addresses."""

from django.urls import path, register_converter

from reports.views import (
    audit,
    audit_calendar,
    audit_ledger,
    audit_readings,
    chain,
    conflicts,
    correct,
    credit_acts,
    credits,
    evidence,
    findings,
    flag_acts,
    flags,
    fleet,
    inverter_acts,
    inverter_form,
    inverters,
    limits,
    mend,
    pending,
    runs,
    system,
    upload,
    upload_preview,
)


class ActName:
    """What can be done with a day's credit."""

    regex = "calculate|verify|submit"

    def to_python(self, value: str) -> str:
        """The name as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The name as it stands."""
        return value


register_converter(ActName, "act_name")


class MendingForm:
    """Which form mends what a check found."""

    regex = "clock|array|waiver"

    def to_python(self, value: str) -> str:
        """The name as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The name as it stands."""
        return value


register_converter(MendingForm, "mending")


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


class InverterAct(CreditAct):
    """What can be done at many inverters at once."""

    regex = "calculate|verify"


register_converter(InverterAct, "inverter_act")


class WaitingToken:
    """A file that was previewed."""

    regex = "[A-Za-z0-9_-]{32}"

    def to_python(self, value: str) -> str:
        """The token as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The token as it stands."""
        return value


register_converter(WaitingToken, "waiting")

urlpatterns = [
    path("", fleet.fleet, name="fleet"),
    path("fleet/pending", pending.why_pending, name="pending"),
    path("fleet/system", system.system, name="system"),
    path("fleet/system/verify", system.verify, name="system_verify"),
    path("fleet/inverters", inverters.inverters, name="inverters"),
    path("fleet/inverters.csv", inverters.inverters_csv, name="inverters_csv"),
    path("fleet/inverters/<inverter_act:name>", inverter_acts.act, name="inverters_act"),
    path("fleet/credits", credits.credits, name="credits"),
    path("fleet/credits.csv", credits.credits_csv, name="credits_csv"),
    path("fleet/credits/evidence.zip", evidence.selection_zip, name="credits_zip"),
    path("fleet/credits/<credit_act:name>", credit_acts.act, name="credit_act"),
    path("audit/<int:inverter_id>/credits", credits.audit_credits, name="audit_credits"),
    path("fleet/inverters/new", inverter_form.new, name="inverter_new"),
    path("fleet/inverters/check", inverter_form.check, name="inverter_check"),
    path("fleet/inverters/<int:inverter_id>/edit", inverter_form.edit, name="inverter_edit"),
    path("fleet/upload", upload.upload, name="upload"),
    path("fleet/upload/template.csv", upload.template, name="upload_template"),
    path("fleet/upload/inverters", upload.suggestions, name="upload_inverters"),
    path("fleet/upload/<waiting:token>", upload_preview.preview, name="upload_preview"),
    path("fleet/upload/<waiting:token>/rejected.csv", upload_preview.rejected, name="upload_rejected"),
    path("fleet/upload/<waiting:token>/stored", upload_preview.stored, name="upload_stored"),
    path("fleet/flags", flags.flags, name="flags"),
    path("fleet/flags.csv", flags.flags_csv, name="flags_csv"),
    path("fleet/flags/decide", flags.decide, name="flags_decide"),
    path("fleet/conflicts/decide", conflicts.decide, name="conflicts_decide"),
    *(
        path(f"fleet/waivers/<int:waiver_id>/{name}", flags.waiver, {"decision": name}, name=f"waiver_{name}")
        for name in flag_acts.DECISIONS
    ),
    *(
        path(f"fleet/findings/<int:finding_id>/{name}", findings.decide, {"decision": name}, name=f"finding_{name}")
        for name in findings.DECISIONS
    ),
    path("audit/<int:inverter_id>/<iso_date:day>/finding", findings.found, name="audit_finding"),
    path("audit/<int:inverter_id>/<iso_date:day>/corrected", findings.corrected, name="audit_corrected"),
    path("audit/<int:inverter_id>/flags", flags.audit_flags, name="audit_flags"),
    path("audit/<int:inverter_id>/<iso_date:day>/mend/<mending:what>", mend.mend, name="mend"),
    path("fleet/pending.csv", pending.pending_csv, name="pending_csv"),
    path("fleet/runs", runs.runs, name="runs"),
    path("fleet/runs/<int:run_id>", runs.run, name="run"),
    path("fleet/runs/<int:run_id>/cancel", runs.cancel, name="run_cancel"),
    path("audit/limits", limits.what_cannot_be_seen, name="limits"),
    path("audit/<int:inverter_id>", audit.audit_latest, name="audit"),
    path("audit/<int:inverter_id>/calendar", audit_calendar.calendar, name="audit_calendar"),
    path("audit/<int:inverter_id>/readings", audit_readings.readings, name="audit_readings"),
    path("audit/<int:inverter_id>/readings.csv", audit_readings.readings_csv, name="audit_readings_csv"),
    path("audit/<int:inverter_id>/correct", correct.correct, name="audit_correct"),
    path("audit/<int:inverter_id>/ledger", audit_ledger.ledger, name="audit_ledger"),
    path("audit/<int:inverter_id>/ledger/verify", audit_ledger.verify, name="audit_ledger_verify"),
    path("audit/<int:inverter_id>/evidence", evidence.evidence, name="audit_evidence"),
    path("audit/<int:inverter_id>/evidence.zip", evidence.period_zip, name="audit_evidence_zip"),
    path("audit/<int:inverter_id>/<iso_date:day>/evidence.zip", evidence.credit_zip, name="audit_credit_zip"),
    path("audit/<int:inverter_id>/<iso_date:day>/chain", chain.chain, name="audit_chain"),
    path("audit/<int:inverter_id>/<iso_date:day>/chain/verify", chain.verify, name="audit_chain_verify"),
    path("audit/<int:inverter_id>/<iso_date:day>", audit.audit_day, name="audit_day"),
    path("audit/<int:inverter_id>/<iso_date:day>/<act_name:name>", audit.act, name="audit_act"),
]
