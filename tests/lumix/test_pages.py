import pytest
from django.test import Client, RequestFactory

from lumix import pages

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.django_db
def test_a_browser_gets_a_page_for_an_address_that_is_not_there():
    answer = Client().get("/nowhere/at/all", headers={"accept": BROWSER})

    assert (answer.status_code, answer["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert b"There is nothing here" in answer.content
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/json, text/plain, */*", "text/csv"])
@pytest.mark.django_db
def test_every_other_client_gets_the_apis_json(accept):
    answer = Client().get("/nowhere/at/all", headers={"accept": accept})

    assert answer.status_code == 404
    assert set(answer.json()) == {"detail", "errors"}


@pytest.mark.django_db
def test_a_page_that_says_why_is_quoted():
    answer = Client().get("/audit/7777", headers={"accept": BROWSER})

    assert b"There is no inverter 7777." in answer.content


@pytest.mark.parametrize(("accept", "words"), [(BROWSER, "<h1>Something broke"), ("*/*", '"detail"')])
def test_a_fault_is_told_without_asking_the_database(accept, words):
    answer = pages.server_error(RequestFactory().get("/", headers={"accept": accept}))

    assert answer.status_code == 500
    assert words in answer.content.decode()


@pytest.mark.parametrize(("accept", "words"), [(BROWSER, "<h1>This was refused</h1>"), ("*/*", '"detail"')])
def test_a_form_without_its_token_is_told_to_be_loaded_anew(accept, words, rf):
    answer = pages.csrf_failure(rf.post("/", headers={"accept": accept}), reason="CSRF cookie not set.")

    assert answer.status_code == 403
    assert words in answer.content.decode()
