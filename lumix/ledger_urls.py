from django.urls import path

from lumix import ledger_api

urlpatterns = [
    path("ledger/entries", ledger_api.EntriesView.as_view(), name="api_ledger_entries"),
    path("ledger/checkpoint", ledger_api.CheckpointView.as_view(), name="api_ledger_checkpoint"),
    path("ledger/key", ledger_api.KeyView.as_view(), name="api_ledger_key"),
    path("ledger/inclusion", ledger_api.InclusionView.as_view(), name="api_ledger_inclusion"),
    path("ledger/consistency", ledger_api.ConsistencyView.as_view(), name="api_ledger_consistency"),
]
