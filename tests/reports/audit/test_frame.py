import pytest
from django.http import Http404
from django.utils import timezone

from lumix import modes
from lumix.modes import Role
from reports.audit import frame as audit_frame
from tests.credits import factories

pytestmark = pytest.mark.django_db


def framed(inverter, current="audit"):
    return audit_frame.frame(audit_frame.inverter_or_404(inverter.pk), current, timezone.now())


def test_one_tab_is_the_current_one_and_each_has_its_own_address():
    tabs = framed(factories.plant())["tabs"]

    assert [tab.label for tab in tabs if tab.current] == ["Day"]
    assert len({tab.address for tab in tabs}) == len(tabs)


def test_a_tab_whose_page_is_not_there_is_left_out(monkeypatch):
    monkeypatch.setattr(audit_frame, "TABS", (*audit_frame.TABS, ("audit_nowhere", "Nowhere")))

    assert "Nowhere" not in [tab.label for tab in framed(factories.plant())["tabs"]]


def test_the_head_counts_the_credits_of_this_inverter_by_status():
    found = factories.verified()
    factories.flagged()

    [standing] = framed(found.inverter)["standings"]

    assert (standing.badge.word, standing.count) == ("Verified", "1")


def test_an_inverter_that_is_not_there_has_no_frame():
    with pytest.raises(Http404, match="no inverter 404"):
        audit_frame.inverter_or_404(404)


@pytest.mark.parametrize("path", ["", "/2016-07-04"])
def test_every_page_of_an_inverter_bears_its_name_and_its_tabs(client, path):
    inverter = factories.plant(name="Kano <roof>")

    page = client.get(f"/audit/{inverter.pk}{path}").content.decode()

    assert "<h1>Kano &lt;roof&gt;</h1>" in page
    assert page.count('aria-current="page">Day</a>') == 1


@pytest.mark.parametrize(("role", "offered"), [(Role.STAFF, True), (Role.AUDITOR, False)])
def test_who_keeps_the_fleet_gets_to_its_upload_and_its_master_data(client, monkeypatch, role, offered):
    inverter = factories.plant()
    monkeypatch.setattr(modes, "role", lambda request: role)

    page = client.get(f"/audit/{inverter.pk}/calendar").content.decode()

    for address in (f"/fleet/inverters/{inverter.pk}/edit", f"/fleet/upload?inverter={inverter.pk}"):
        assert (f'href="{address}"' in page) is offered
