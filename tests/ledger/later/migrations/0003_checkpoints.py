from importlib import import_module

Migration = import_module("lumix.ledger.migrations.0003_checkpoints").Migration
