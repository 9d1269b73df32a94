# `make run` and `make test` are all that is needed; each makes the environment it needs.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)
BIN := .venv/bin
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test check fmt ui bench lock clean

help:  ## Say what there is
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/'

run: .venv/.run ui  ## Make everything ready, load sample accounts, and serve
	@$(BIN)/pulsegraph db upgrade
	@$(BIN)/pulsegraph users list --json | grep -q '"userId"' || $(BIN)/pulsegraph init
	@echo "Sample user: demo. Real numbers: .venv/bin/pulsegraph import FILE"
	@exec $(BIN)/pulsegraph serve

test: check ui  ## Everything: format, lint, types, import contracts, tests on both databases, schema in step
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: .venv/.test node_modules  ## Format, lint, types, import contracts, schema and documents in step
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pulsegraph schema --check schema/schema.graphql
	cd client_examples && npm run --silent check

fmt: .venv/.test  ## Format and repair what can be repaired
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/pulsegraph schema > schema/schema.graphql.new && mv schema/schema.graphql.new schema/schema.graphql
	$(BIN)/pulsegraph formats --into docs/imports.md
	$(BIN)/pulsegraph metrics --into docs/collectors.md

ui: schema/pages/.built  ## Build the dashboard and GraphiQL

bench: .venv/.test  ## Print the benchmark table
	$(BIN)/python -m benchmarks

lock: .venv/.test  ## Resolve the dependencies anew; needs uv
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml --extra build -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -c requirements.lock pyproject.toml --extra build --group dev -o requirements-dev.lock

clean:  ## Remove what was built; the database stays
	rm -rf .venv schema/pages client_examples/node_modules client_examples/dist

.venv/.made:
	@test -n "$(PYTHON)" || { echo "Pulsegraph needs Python 3.11 or newer with venv and pip; none was found."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }
	@touch $@

.venv/.run: .venv/.made requirements.lock pyproject.toml
	@test -f .venv/.test || $(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.test: .venv/.made requirements-dev.lock pyproject.toml
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

node_modules: client_examples/node_modules/.made
client_examples/node_modules/.made: client_examples/package.json client_examples/package-lock.json
	@command -v node >/dev/null || { echo "The web pages need Node 20 or newer; none was found."; exit 1; }
	@node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)' || { echo "The web pages need Node 20 or newer; this is $$(node --version)."; exit 1; }
	cd client_examples && npm ci --silent --no-audit --no-fund
	@touch $@

schema/pages/.built: client_examples/node_modules/.made $(shell find client_examples -type f \( -name '*.ts' -o -name '*.tsx' -o -name '*.html' -o -name '*.css' -o -name '*.graphql' \) -not -path '*/node_modules/*' 2>/dev/null)
	cd client_examples && npm run --silent build
	@touch $@
