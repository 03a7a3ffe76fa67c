from importlib import import_module

Migration = import_module("lumix.ledger.migrations.0004_deep_checks").Migration
