# Lumix by make: `make demo` shows it, `make test` proves it. `make` alone lists what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= $(shell for python in python3.11 python3; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
DEMO_DIR := var/demo
DEMO := LUMIX_MODE=open DEBUG=false LUMIX_DATA_DIR=$(DEMO_DIR) DATABASE_URL=sqlite:///$(DEMO_DIR)/demo.sqlite3 \
	LUMIX_TRUSTED_NETS= ALLOWED_HOSTS= REDIS_URL=
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --quiet

.PHONY: help demo manage port-is-free test lint bench mutants lock

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-6s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: port-is-free $(VENV)/installed ## a real plant and a simulated fleet at 127.0.0.1:8000 (PORT=… overrides)
	@mkdir -p $(DEMO_DIR)
	@$(DEMO) $(BIN)/python manage.py migrate --verbosity 0
	@$(DEMO) $(BIN)/python manage.py load_demo
	@(while kill -0 $$$$ 2>/dev/null; do \
		(exec 3<>/dev/tcp/127.0.0.1/$(PORT)) 2>/dev/null && break; sleep 0.2; done; \
		echo; echo "Lumix is at http://127.0.0.1:$(PORT)/ (Ctrl-C ends it)") & \
	$(DEMO) $(BIN)/python manage.py run_huey --workers 1 >>$(DEMO_DIR)/worker.log 2>&1 & worker=$$!; \
	$(DEMO) $(BIN)/gunicorn lumix.wsgi --bind 127.0.0.1:$(PORT) --log-level warning & server=$$!; \
	trap 'kill $$worker $$server 2>/dev/null; wait' EXIT; trap 'exit 143' INT TERM; wait -n $$worker $$server

manage: $(VENV)/installed ## a command on the demo's database: make manage ARGS="createsuperuser"
	@$(DEMO) $(BIN)/python manage.py $(ARGS)

port-is-free:
	@[[ "$(PORT)" =~ ^[0-9]+$$ ]] && (( $(PORT) >= 1 && $(PORT) <= 65535 )) || { \
		echo "PORT=$(PORT) is no port: name one from 1 to 65535, as make demo PORT=8001." >&2; exit 1; }
	@if (exec 3<>/dev/tcp/127.0.0.1/$(PORT)) 2>/dev/null; then \
		echo "Port $(PORT) is in use: end what listens there, or choose another by make demo PORT=8001." >&2; exit 1; fi

test: lint ## everything that must hold, on the database that DATABASE_URL names (SQLite where it is not set)
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder -rs $(PYTEST_ARGS)

lint: $(VENV)/installed-dev ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy lumix inverters credits reports benchmarks

bench: $(VENV)/installed ## the measurements: accuracy, copies, readings in, pages, fleets, workers, ledger (hours)
	$(BIN)/python -m benchmarks.accuracy
	$(BIN)/python -m benchmarks.copies
	$(BIN)/python -m benchmarks.ingest
	$(BIN)/python -m benchmarks.pages
	$(BIN)/python -m benchmarks.pages --growth
	$(BIN)/python -m benchmarks.fleet_day
	$(BIN)/python -m benchmarks.fleet_day --growth
	$(BIN)/python -m benchmarks.fleet_day --backfill
	$(BIN)/python -m benchmarks.workers
	$(BIN)/python -m benchmarks.workers --kill 12 --inverters 10000
	$(BIN)/python -m benchmarks.ledger
	$(BIN)/python -m benchmarks.archive

mutants: $(VENV)/installed-dev ## do the tests notice a changed line of a pure module? make mutants MODULE=credits/accounting.py
	$(BIN)/python -m benchmarks.mutants $(MODULE)

lock: $(VENV)/installed-dev ## compile requirements*.txt from pyproject.toml (UPGRADE=--upgrade takes up new versions)
	$(LOCK) $(UPGRADE) --output-file requirements.txt
	$(LOCK) $(UPGRADE) --extra dev --constraint requirements.txt --output-file requirements-dev.txt

# A stamp beside the packages: they are installed again only where the lock has changed since.
$(VENV)/installed: requirements.txt | $(BIN)/python
	@echo "Installing the packages of $< (once)"
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt | $(BIN)/python
	@echo "Installing the packages of $< (once)"
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Lumix needs Python 3.11 or newer: install it, or name it by PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
