"""What a verdict rests on and what stands today: a verdict is never changed, so it is said where the two differ."""

from credits.models import Verdict
from credits.services.inputs import month_digests
from credits.services.months import with_months
from inverters.selectors import equipment_digest, evidence_of

AGAIN = "have changed since it was judged: verify it again to judge it by what stands now."
SENTENCES = {
    "readings_digest": f"The day's readings {AGAIN}",
    "satellite_digest": f"The day's satellite hours {AGAIN}",
    "equipment_digest": f"Equipment or place {AGAIN}",
    "month_digest": f"Readings, sky or equipment of the days around it {AGAIN}",
}


def moved_since(verdict: Verdict) -> list[str]:
    """A sentence for each of the verdict's own inputs that is another one today."""
    days, window = with_months([(verdict.credit.inverter_id, verdict.credit.date)])
    evidence = evidence_of(days)
    production = evidence.production[0]
    today = {
        "readings_digest": bytes(production.digest).hex() if production else "",
        "satellite_digest": evidence.sky.digest(0),
        "equipment_digest": equipment_digest(evidence.equipment[0], evidence.inverters[0]),
        "month_digest": month_digests(evidence, window)[0],
    }
    return [SENTENCES[name] for name, digest in today.items() if getattr(verdict, name) != digest]
