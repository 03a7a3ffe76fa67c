import pytest
from django.core.checks import Tags, run_checks

from tests.ledger.conftest import drop_trigger, standing_triggers


def errors(**kwargs: object) -> list[str]:
    return [error.msg for error in run_checks(tags=[Tags.database], **kwargs) if error.id == "ledger.E001"]


@pytest.mark.django_db
def test_the_check_passes_where_every_trigger_stands():
    assert errors(databases=["default"]) == []


def test_the_check_names_each_trigger_that_is_missing(entries):
    gone = standing_triggers()
    for name in gone:
        drop_trigger(name)
    assert sorted(errors(databases=["default"])) == sorted(
        f"The database 'default' lacks the trigger {x}." for x in gone
    )


def test_the_check_leaves_a_database_alone_that_nobody_asked_about():
    assert errors() == []
