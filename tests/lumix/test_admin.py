"""The admin as a logged-in admin uses it: master data is mended with a ledger entry, evidence is only looked at."""

import json
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from credits.models import CarbonCredit, EmissionFactor, Status
from inverters.models import Inverter, InverterReading
from inverters.services.master_data import register_inverter
from lumix.ledger.models import LedgerEntry
from lumix.modes import Role
from tests.credits.factories import verified
from tests.lumix.closing import browser, close
from tests.plans import plans

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
LOOKED_AT = (
    "inverters_readingbatch",
    "inverters_readingconflict",
    "inverters_inverterreading",
    "inverters_productionday",
    "inverters_readingarchive",
    "inverters_satellitefetch",
    "inverters_satellitehour",
    "credits_verdict",
    "credits_waiver",
    "ledger_ledgerentry",
)
MENDED = ("inverters_inverter", "inverters_equipment", "credits_emissionfactor", "credits_carboncredit")


@pytest.fixture
def admin(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("ada", password="irrelevant"))
    return client


@pytest.fixture
def inverter(db: None) -> Inverter:
    return register_inverter(actor="test", now=NOW, gps_lat=6.5, gps_lon=3.4, capacity_kw=5.0, name="Ikeja")


@pytest.fixture
def flagged(inverter: Inverter) -> CarbonCredit:
    return CarbonCredit.objects.create(
        inverter=inverter,
        date=date(2025, 6, 1),
        milliwatt_hours=1_000_000,
        grams=1_200,
        factor=EmissionFactor.objects.get(),
        status=Status.FLAGGED,
        flagged_reason="too much",
        created_at=NOW,
        updated_at=NOW,
    )


def last_entry() -> tuple[str, str, dict]:
    entry = LedgerEntry.objects.order_by("seq").last()
    return entry.actor, entry.type, json.loads(bytes(entry.canonical))["data"]


def equipment_form(inverter: Inverter, **changed: object) -> dict[str, object]:
    version = inverter.equipment.get()
    values = {
        "id": version.pk,
        "inverter": inverter.pk,
        "valid_from": version.valid_from,
        "capacity_kw": version.capacity_kw,
        "timezone": version.timezone,
        "clock_offset_minutes": 0,
        "quantity": version.quantity,
        "reading_stamps": version.reading_stamps,
    } | changed
    management = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 1, "MIN_NUM_FORMS": 1, "MAX_NUM_FORMS": 1000}
    forms = {f"equipment-{key}": value for key, value in management.items()}
    return forms | {f"equipment-0-{key}": value for key, value in values.items()}


@pytest.mark.parametrize("model", [*MENDED, *LOOKED_AT])
def test_every_list_opens(admin: Client, flagged: CarbonCredit, model: str) -> None:
    assert admin.get(reverse(f"admin:{model}_changelist")).status_code == 200


@pytest.mark.sqlite
@pytest.mark.parametrize("model", [*LOOKED_AT, "credits_carboncredit"])
def test_what_grows_is_listed_without_being_read_or_sorted_whole(admin: Client, model: str) -> None:
    """The page's rows are read off the key and the count ends; nothing else asks the table."""
    asked = [plan for plan in plans(lambda: admin.get(reverse(f"admin:{model}_changelist"))) if f" {model}" in plan]
    assert len(asked) == len(["count", "rows"])
    assert not [plan for plan in asked if "TEMP B-TREE" in plan], asked
    count, rows = asked
    assert "CO-ROUTINE" in count  # of so many rows at most
    key = "" if model != "ledger_ledgerentry" else " USING INDEX sqlite_autoindex_ledger_ledgerentry_1"
    assert rows.splitlines()[0] == f"SCAN {model}{key}"


def test_a_list_ends_where_nobody_leafs_any_more(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    verified()
    monkeypatch.setattr("lumix.admin.MOST_LISTED", 7)
    monkeypatch.setattr("lumix.admin.ReadOnlyAdmin.list_per_page", 5)
    address = reverse("admin:inverters_inverterreading_changelist")
    newest = [*InverterReading.objects.order_by("-pk")[:7]]

    first, second = (admin.get(address, {"p": page}) for page in (1, 2))

    assert [*first.context["cl"].result_list, *second.context["cl"].result_list] == newest
    assert "The newest first, 7 at most" in first.content.decode()


@pytest.mark.parametrize("model", LOOKED_AT)
def test_evidence_and_record_cannot_be_added(admin: Client, model: str) -> None:
    assert admin.get(reverse(f"admin:{model}_add")).status_code == 403


@pytest.mark.parametrize("model", ["inverters_inverter", "credits_carboncredit", "ledger_ledgerentry"])
def test_nothing_can_be_deleted(admin: Client, flagged: CarbonCredit, model: str) -> None:
    key = {"inverters_inverter": flagged.inverter_id, "credits_carboncredit": flagged.pk, "ledger_ledgerentry": 1}
    assert admin.post(reverse(f"admin:{model}_delete", args=[key[model]]), {"post": "yes"}).status_code == 403


def test_a_ledger_entry_shows_its_bytes(admin: Client, inverter: Inverter) -> None:
    page = admin.get(reverse("admin:ledger_ledgerentry_change", args=[1])).content.decode()
    assert "inverter.registered" in page and "Save" not in page


def test_a_new_inverter_is_recorded_with_its_equipment_and_the_users_name(admin: Client) -> None:
    form = {
        "name": "Kano mill",
        "gps_lat": 12.0,
        "gps_lon": 8.5,
        "equipment-TOTAL_FORMS": 1,
        "equipment-INITIAL_FORMS": 0,
        "equipment-0-valid_from": "1990-01-01",
        "equipment-0-capacity_kw": 20,
        "equipment-0-clock_offset_minutes": 0,
        "equipment-0-quantity": "pv_generation",
        "equipment-0-reading_stamps": "start",
    }
    reply = admin.post(reverse("admin:inverters_inverter_add"), form)
    assert reply.status_code == 302, reply.content.decode()
    assert Inverter.objects.get().equipment.get().timezone == "Africa/Lagos"
    assert last_entry()[:2] == ("ada", "equipment.added")
    assert LedgerEntry.objects.filter(actor="ada", type="inverter.registered").count() == 1


def test_a_renamed_inverter_says_who_renamed_it(admin: Client, inverter: Inverter) -> None:
    form = {"name": "Ikeja school", "gps_lat": 6.5, "gps_lon": 3.4, **equipment_form(inverter)}
    reply = admin.post(reverse("admin:inverters_inverter_change", args=[inverter.pk]), form)
    assert reply.status_code == 302
    actor, kind, data = last_entry()
    assert (actor, kind) == ("ada", "inverter.changed")
    assert (data["before"]["name"], data["after"]["name"]) == ("Ikeja", "Ikeja school")


def test_a_raised_capacity_shows_in_the_ledger(admin: Client, inverter: Inverter) -> None:
    form = {"name": "Ikeja", "gps_lat": 6.5, "gps_lon": 3.4, **equipment_form(inverter, capacity_kw=50)}
    assert admin.post(reverse("admin:inverters_inverter_change", args=[inverter.pk]), form).status_code == 302
    actor, kind, data = last_entry()
    assert (actor, kind, data["after"]["capacity_kw"]) == ("ada", "equipment.changed", "50")


def test_an_unchanged_form_leaves_the_ledger_alone(admin: Client, inverter: Inverter) -> None:
    before = LedgerEntry.objects.count()
    form = {"name": "Ikeja", "gps_lat": 6.5, "gps_lon": 3.4, **equipment_form(inverter)}
    assert admin.post(reverse("admin:inverters_inverter_change", args=[inverter.pk]), form).status_code == 302
    assert LedgerEntry.objects.count() == before


def test_an_unknown_time_zone_is_refused_with_a_cure(admin: Client, inverter: Inverter) -> None:
    form = {"name": "Ikeja", "gps_lat": 6.5, "gps_lon": 3.4, **equipment_form(inverter, timezone="Lagos time")}
    page = admin.post(reverse("admin:inverters_inverter_change", args=[inverter.pk]), form)
    assert page.status_code == 200 and "write for example Africa/Lagos" in page.content.decode()


def test_a_factor_that_credits_were_reckoned_with_stands(admin: Client, flagged: CarbonCredit) -> None:
    form = {"source": "IPCC", "note": "", "kg_co2_per_kwh": "9", "valid_to": ""}
    reply = admin.post(reverse("admin:credits_emissionfactor_change", args=[flagged.factor_id]), form)
    assert reply.status_code == 302
    factor = EmissionFactor.objects.get()
    assert (str(factor.kg_co2_per_kwh), factor.source) == ("1.2000", "IPCC")
    assert last_entry()[:2] == ("ada", "factor.changed")


def test_a_flag_is_lifted_only_with_a_reason(admin: Client, flagged: CarbonCredit) -> None:
    address = reverse("admin:credits_carboncredit_change", args=[flagged.pk])
    assert "Say why the flag is lifted" in admin.post(address, {"status": "PENDING", "reason": ""}).content.decode()
    assert admin.post(address, {"status": "PENDING", "reason": "the meter was read wrongly"}).status_code == 302
    flagged.refresh_from_db()
    assert flagged.status == Status.PENDING
    actor, kind, data = last_entry()
    assert (actor, kind, data["reason"]) == ("ada", "credit.moved", "the meter was read wrongly")


def test_a_credit_cannot_be_made_verified_by_hand(admin: Client, flagged: CarbonCredit) -> None:
    address = reverse("admin:credits_carboncredit_change", args=[flagged.pk])
    page = admin.post(address, {"status": "VERIFIED", "reason": "please"})
    assert page.status_code == 200
    flagged.refresh_from_db()
    assert flagged.status == Status.FLAGGED


def test_equipment_stays_with_its_inverter(admin: Client, inverter: Inverter) -> None:
    other = register_inverter(actor="test", now=NOW, gps_lat=9.0, gps_lon=7.4, capacity_kw=3.0)
    version = inverter.equipment.get()
    values = {key.removeprefix("equipment-0-"): value for key, value in equipment_form(inverter).items()}
    admin.post(reverse("admin:inverters_equipment_change", args=[version.pk]), values | {"inverter": other.pk})
    version.refresh_from_db()
    assert version.inverter_id == inverter.pk


def test_what_a_service_refuses_is_said_on_the_form(admin: Client, flagged: CarbonCredit) -> None:
    CarbonCredit.objects.filter(pk=flagged.pk).update(status=Status.VERIFIED)
    Inverter.objects.filter(pk=flagged.inverter_id).update(retired=date(2025, 1, 1))
    address = reverse("admin:credits_carboncredit_change", args=[flagged.pk])
    page = admin.post(address, {"status": "SUBMITTED", "reason": ""}, follow=True).content.decode()
    assert "retired on 2025-01-01" in page
    flagged.refresh_from_db()
    assert flagged.status == Status.VERIFIED


@pytest.mark.django_db
def test_in_closed_mode_an_admin_neither_sells_nor_clears_flags(settings):
    close(settings)
    found = verified()
    address = reverse("admin:credits_carboncredit_change", args=[found.pk])
    admin = browser(Role.ADMIN)

    assert 'name="status"' not in admin.get(address).content.decode()
    admin.post(address, {"status": "SUBMITTED", "reason": "sold"})
    found.refresh_from_db()
    assert found.status == "VERIFIED"
