from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "lumix.ledger"
    label = "ledger"
