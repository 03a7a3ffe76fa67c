"""What a verdict rests on and what stands today: a verdict is never changed, so it is said where the two differ."""

from credits.models import Verdict
from credits.services.inputs import month_digests
from credits.services.months import with_months

AGAIN = "have changed since it was judged: verify it again to judge it by what stands now."
SENTENCES = {
    "readings_digest": f"The day's readings {AGAIN}",
    "satellite_digest": f"The day's satellite hours {AGAIN}",
    "equipment_digest": f"Equipment or place {AGAIN}",
    "month_digest": f"Readings, sky or equipment of the days around it {AGAIN}",
}


def moved_since(verdict: Verdict) -> list[str]:
    """A sentence for each of the verdict's own inputs that is another one today."""
    evidence, window = with_months([(verdict.credit.inverter_id, verdict.credit.date)])
    row = int(window.rows[0])
    today = {
        "readings_digest": evidence.production.digest(row),
        "satellite_digest": evidence.sky.digest(row),
        "equipment_digest": evidence.equipment_digest(row),
        "month_digest": month_digests(evidence, window)[0],
    }
    return [SENTENCES[name] for name, digest in today.items() if getattr(verdict, name) != digest]
