import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.limits import limits
from tests.credits.factories import verified
from tests.reports.making import text_of

pytestmark = pytest.mark.django_db


def test_the_page_says_all_that_the_document_says(client):
    page = text_of(client.get("/audit/limits")).replace("&#x27;", "'").replace("&quot;", '"')
    for section in limits().sections:
        assert section.heading in page
        for limit in section.limits:
            assert limit.name in page
            assert limit.text in page


def test_the_audit_page_leads_there(client):
    found = verified()
    page = text_of(client.get(f"/audit/{found.inverter_id}/{found.date}"))
    assert '<a href="/audit/limits">What these checks cannot see</a>' in page


def test_the_page_asks_the_database_nothing(client):
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/audit/limits").status_code == 200
    assert len(queries) == 0
