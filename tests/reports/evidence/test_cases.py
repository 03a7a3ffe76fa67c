"""Days of every kind give bundles that hold: what has changed since a judging is told, and is no forgery."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from credits.models import CarbonCredit, EmissionFactor, Status
from credits.models.emission_factor import DEFAULT_CODE
from credits.services.calculate import calculate_days
from credits.services.factors import save_factor
from credits.services.findings import dismiss_finding, open_finding, uphold_finding
from credits.services.lifecycle import change_status
from credits.services.verify import verify
from inverters.models import Inverter
from inverters.models.satellite import ReferenceKind
from inverters.reading_selectors import digest_from_rows
from inverters.selectors import equipment_on
from inverters.services.master_data import save_equipment, save_inverter
from lumix.ledger.services import append
from lumix.modes import Role
from tests.credits import factories
from tests.credits.adjusting import corrected, sold
from tests.credits.factories import ADA, HALF_PAST, HONEST, NOW
from tests.credits.waiving import proposed, signed, stuck
from tests.reports.evidence.bundling import examined, files, line, subject_of, zipped

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def table_of(credit):
    """The verifier's table of the credit as it stands, without a line that fails."""
    credit = CarbonCredit.objects.select_related("factor").get(pk=credit.pk)
    table = examined(files(zipped(subject_of(credit), now=LATER)))
    assert table.count("FAIL") == 0, "\n".join(table.printed())
    return table


def revised_sky():
    hours = [(stamp, ghi * 0.9, clear) for stamp, ghi, clear in factories.golden_sky_hours()]
    factories.sky(factories.GOLDEN_CELL, hours, now=LATER)


def test_a_flagged_day():
    table = table_of(factories.flagged())

    assert line(table, "status") == ("ok", "credit FLAGGED, verdict FLAGGED by rule month-3")


def test_a_submitted_day():
    assert line(table_of(factories.submitted()), "status")[1].startswith("credit SUBMITTED, verdict VERIFIED")


def test_a_day_that_nobody_judged():
    table = table_of(factories.pending())

    assert line(table, "judged") == ("--", "not recomputed: it was not judged yet")
    assert line(table, "energy")[0] == "ok"


def test_a_day_verified_by_waiver_brings_proposal_and_countersignature():
    waiver = signed(proposed(stuck()))
    bundle = files(zipped(subject_of(waiver.credit)))

    told = b"".join(content for name, content in bundle.items() if name.startswith("ledger/"))
    assert b'"type":"waiver.proposed"' in told and b'"type":"waiver.countersigned"' in told
    table_of(waiver.credit)


def test_hours_revised_since_are_the_ones_that_the_verdict_saw():
    credit = factories.verified()
    revised_sky()

    assert line(table_of(credit), "satellite")[0] == "ok"


def test_readings_that_came_since_leave_a_day_that_waits_and_no_forgery():
    credit = factories.verified()
    factories.send(credit.inverter, [HALF_PAST], now=LATER)

    table = table_of(credit)

    assert line(table, "judged")[0] == "--"
    assert "have changed since this verdict" in line(table, "judged")[1]
    assert line(table, "calculated")[0] == "ok"


def test_a_clock_set_back_since_leaves_a_day_that_waits_and_no_forgery():
    credit = factories.verified()
    version = equipment_on(type(credit.inverter).objects.with_equipment().get(pk=credit.inverter_id), HONEST)
    for minutes in (30, 0):
        version.clock_offset_minutes = minutes
        save_equipment(equipment=version, actor=ADA, now=LATER)
        if minutes:
            verify(credit_ids=[credit.pk], actor=ADA, now=LATER)

    assert line(table_of(credit), "day's bounds")[0] == "--"


def test_equipment_changed_after_submission_is_taken_from_the_ledger():
    credit = factories.submitted()
    inverter = type(credit.inverter).objects.with_equipment().get(pk=credit.inverter_id)
    version = equipment_on(inverter, HONEST)
    version.dc_capacity_kwp = 9.5
    save_equipment(equipment=version, actor=ADA, now=LATER)

    assert line(table_of(credit), "equipment")[1].startswith("6.0 kW, array 6.0 kWp")


def test_a_place_changed_after_submission_is_taken_from_the_ledger():
    credit = factories.submitted()
    inverter = credit.inverter
    inverter.gps_lat += 0.01
    save_inverter(inverter=inverter, actor=ADA, now=LATER)

    assert line(table_of(credit), "equipment")[0] == "ok"


@pytest.mark.parametrize(
    "facts", [{"clock_offset_minutes": 30}, {"reading_stamps": "end"}, {"timezone": "Asia/Kolkata"}]
)
def test_clocks_stamps_and_zones_of_half_hours_are_read_as_lumix_reads_them(facts):
    inverter = factories.plant(**facts)
    factories.send(
        inverter, [row for days in (-1, 0, 1) for row in factories.golden_rows(HONEST + timedelta(days=days))]
    )
    factories.golden_sky(HONEST - timedelta(days=1), HONEST + timedelta(days=1))

    table = table_of(factories.judged(inverter))

    assert line(table, "satellite")[0] == line(table, "day's bounds")[0] == line(table, "· rating")[0] == "ok"


def test_a_day_judged_by_a_sensor_on_the_ground_brings_the_sensors_hours():
    place = (factories.GOLDEN["gps_lat"], factories.GOLDEN["gps_lon"])
    factories.sky(place, factories.golden_sky_hours(), kind=ReferenceKind.GHI_SENSOR)
    inverter = factories.plant()
    factories.send(inverter, factories.golden_rows())

    credit = factories.judged(inverter)

    assert credit.status == Status.VERIFIED
    assert line(table_of(credit), "satellite")[0] == "ok"


def test_a_reading_that_does_not_count_yet_is_shown_and_not_added():
    now = datetime(2016, 7, 4, 19, 10, tzinfo=UTC)
    inverter = factories.plant()
    factories.send(inverter, [row for row in factories.golden_rows() if row[0] <= now], now=now)

    bundle = files(zipped(subject_of(factories.credit(inverter, now=now)), now=now))

    assert b",provisional," in bundle[f"credits/{inverter.pk}_{HONEST}/readings.csv"]
    assert examined(bundle).count("FAIL") == 0


def calculated_together(now, kg_co2_per_kwh):
    """One day of two inverters, calculated in one go, so that the ledger's entry is about both."""
    factor = EmissionFactor.objects.get(code=DEFAULT_CODE)
    factor.kg_co2_per_kwh = Decimal(kg_co2_per_kwh)
    save_factor(factor=factor, actor=ADA, now=now)
    wanted = [(inverter.pk, HONEST) for inverter in Inverter.objects.order_by("pk")]
    return calculate_days(wanted=wanted, actor=ADA, now=now)


def test_a_calculation_of_many_inverters_at_once_is_found_whenever_it_was():
    for number in range(2):
        factories.send(factories.plant(name=f"Roof {number}"), factories.golden_rows(times=1 - number / 10))
    first, _ = calculated_together(NOW, "1.2")
    assert line(table_of(first), "calculated")[0] == "ok"
    anew, _ = calculated_together(NOW + timedelta(hours=1), "1.1")
    verify(credit_ids=[anew.pk], actor=ADA, now=NOW + timedelta(hours=2))

    assert anew.grams < first.grams
    assert line(table_of(anew), "calculated")[0] == "ok"


def entered(credit, kind, **data):
    """An entry about a credit, as a correction after submission writes it."""
    with transaction.atomic():
        append(actor="bayo", type=kind, object=f"credit:{credit.pk}", data=data, now=LATER)


def test_a_correction_after_submission_is_told_and_the_final_credit_holds():
    credit = factories.submitted()
    reading = credit.inverter.readings.order_by("-kwh").first()
    type(reading).objects.filter(pk=reading.pk).update(kwh=reading.kwh - 1)
    digest = digest_from_rows(type(credit.inverter).objects.with_equipment().get(pk=credit.inverter_id), HONEST)
    about = {"inverter": credit.inverter_id, "date": HONEST}
    now = credit.milliwatt_hours - 1_000_000
    entered(
        credit, "credits.corrected", **about, corrections=[{**about, "milliwatt_hours": now, "digest_after": digest}]
    )
    entered(credit, "credits.adjusted", adjustments=[{**about, "milliwatt_hours": -1_000_000, "grams": -1200}])

    table = examined(files(zipped(subject_of(credit), now=LATER)))

    told = f"corrected since: {now} mWh; the credit, which is final, was made from {credit.milliwatt_hours}"
    assert line(table, "energy") == ("ok", told)
    assert line(table, "adjusted") == ("ok", f"1 adjustment of -1200 g: it comes to {credit.grams - 1200} g")
    assert [name for mark, name, _ in table.lines if mark == "FAIL"] == ["as sent"]  # no upload brought that value


def test_readings_of_a_submitted_day_changed_without_a_correction_are_a_forgery():
    credit = factories.submitted()
    reading = credit.inverter.readings.order_by("-kwh").first()
    type(reading).objects.filter(pk=reading.pk).update(kwh=reading.kwh - 1)

    table = examined(files(zipped(subject_of(credit), now=LATER)))

    assert {name for mark, name, _ in table.lines if mark == "FAIL"} >= {"energy", "judged", "as sent"}


@pytest.mark.parametrize("times", [0.8, 0.99])
def test_an_accepted_correction_of_a_sold_day_holds_with_what_was_taken_or_added(times):
    credit = sold()
    corrected(credit, times)

    table = table_of(credit)

    assert line(table, "energy")[1].startswith("corrected since: ")
    assert line(table, "adjusted")[1].startswith("1 adjustment of ")


def test_more_taken_than_its_energy_comes_to_is_seen():
    credit = factories.submitted()
    about = {"inverter": credit.inverter_id, "date": HONEST}
    entered(credit, "credits.adjusted", adjustments=[{**about, "milliwatt_hours": -1_000_000, "grams": -credit.grams}])

    assert line(examined(files(zipped(subject_of(credit), now=LATER))), "adjusted")[0] == "FAIL"


def found(credit, decide=None):
    """A finding, open or decided on."""
    by = {"reason": "photographs", "actor": "bayo", "role": Role.AUDITOR, "now": LATER}
    finding = open_finding(credit_id=credit.pk, **by)
    if decide:
        decide(finding_id=finding.pk, **(by | {"actor": "chika"}))


@pytest.mark.parametrize("decide", [None, uphold_finding, dismiss_finding])
@pytest.mark.parametrize("make", [factories.verified, sold])
def test_a_day_with_a_finding(make, decide):
    credit = make()
    found(credit, decide)

    table_of(credit)


def test_flags_lifted_and_judged_again_together_by_the_same_verdicts():
    flagged = [factories.flagged(), factories.flagged(name="Another roof")]
    for one in flagged:
        change_status(
            inverter_id=one.inverter_id,
            day=HONEST,
            status="PENDING",
            reason="no",
            actor=ADA,
            role=Role.AUDITOR,
            now=NOW,
        )
    verify(credit_ids=[one.pk for one in flagged], actor=ADA, now=NOW + timedelta(hours=1))

    assert line(table_of(flagged[0]), "status")[1].startswith("credit FLAGGED, verdict FLAGGED")
