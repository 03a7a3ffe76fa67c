"""Drop the ledger's triggers, as remaking its table does on SQLite: `python -m tests.ledger.unguard`."""

import django

if __name__ == "__main__":
    django.setup()
    from tests.ledger.conftest import drop_trigger, standing_triggers

    for name in standing_triggers():
        drop_trigger(name)
