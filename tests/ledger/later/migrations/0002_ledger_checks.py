from importlib import import_module

Migration = import_module("lumix.ledger.migrations.0002_ledger_checks").Migration
