"""Fills the database of the environment for the browser: `python -m tests.e2e.filling`.

Inverters, by number: 1 verified, 2 flagged, 3 measured and not calculated, 4 without its satellite's hours, 5 new,
6 to 8 measured and not calculated, for the main act.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lumix.settings")
VERIFIED, FLAGGED, MEASURED, UNPUBLISHED, NEW = range(1, 6)
FRESH = (6, 7, 8)


def fill() -> None:
    """Take a little of everything into the books."""
    from tests.credits import factories  # noqa: PLC0415 - models need Django to be set up

    factories.verified(name="Verified roof")
    factories.flagged(name="Flagged roof")
    factories.send(factories.plant(name="Measured roof"), factories.golden_rows())
    lagos = factories.plant(name="Unpublished roof", **factories.LAGOS)
    factories.send(lagos, factories.golden_rows())
    factories.credit(lagos)
    factories.plant(name="New roof")
    run()
    for number in FRESH:
        # A level of its own each: the same digits under another inverter would be a copy, and wait.
        factories.send(factories.plant(name=f"Fresh roof {number}"), factories.golden_rows(times=1 - number / 100))


def run() -> None:
    """A run over the two roofs that are judged, worked on here and now."""
    from credits.services.run_work import work_on_next  # noqa: PLC0415
    from credits.services.runs import start_run  # noqa: PLC0415
    from tests.credits.factories import ADA, HONEST, NOW  # noqa: PLC0415

    made = start_run(first=HONEST, last=HONEST, inverter_ids=[VERIFIED, FLAGGED], actor=ADA, now=NOW)
    work_on_next(run_id=made.pk, worker="filling", now=NOW)


if __name__ == "__main__":
    django.setup()
    fill()
