# Everything a person needs to try, test and build Wellsent. A fresh Debian 12 needs only git, make and python3.11.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

UV := .uv/bin/uv
# Trust whom this machine trusts, so that installing works behind a practice's own inspecting proxy too.
CERTIFICATES := $(wildcard /etc/ssl/certs/ca-certificates.crt)
export UV_SYSTEM_CERTS := $(if $(CERTIFICATES),true,false)
export NODE_EXTRA_CA_CERTS ?= $(CERTIFICATES)
# Page assets that cannot be fetched are given up after seconds, not minutes.
export NPM_CONFIG_FETCH_RETRIES ?= 1
export NPM_CONFIG_FETCH_RETRY_MINTIMEOUT ?= 1000
RUN := .venv/bin
# Where `make demo` and `make dev` keep their state.
DEMO_HOME ?= $(CURDIR)/var
FIXTURES ?=

.PHONY: help demo install test check bench dev soak figures linkage field-test query-counts screenshots audit clean format

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

demo: .venv/stamp-run ## a made-up practice, served at http://localhost:8000 with the sign-in printed
	@WELLSENT_HOME="$(DEMO_HOME)" exec $(RUN)/wellsent demo

install: .venv/stamp-run ## the wellsent command, in .venv/bin
	@echo "Ready: $(RUN)/wellsent --help"

test: .venv/stamp-dev ## everything: unit, property, browser, both databases
	@tools/test_everything.sh

check: .venv/stamp-dev ## format, lint, types, room contracts, templates
	$(RUN)/ruff format --check src bench tools
	$(RUN)/ruff check src bench tools
	$(RUN)/mypy
	$(RUN)/lint-imports
	$(RUN)/djlint src --lint --quiet
	$(RUN)/python -m tools.compile_templates

soak: .venv/stamp-dev ## the kill run, many people at once and the backup rehearsal at full size: make soak ONLY=many_processes
	@tools/soak.sh $(ONLY)

bench: .venv/stamp-dev ## speed and size against DESIGN's yardsticks, written to bench/results.json
	$(UV) run --locked --group rivals python -m bench

figures: .venv/stamp-dev ## forecast, alarm and matching figures on made-up practices with the truth known
	$(RUN)/python -m bench.figures

linkage: .venv/stamp-dev ## joining on labelled lists beside splink: make linkage FIXTURES=/path/to/them
	@test -n "$(FIXTURES)" || { echo "Say where the files are: make linkage FIXTURES=/path/to/fixtures" >&2; exit 2; }
	FIXTURES="$(abspath $(FIXTURES))" $(UV) run --locked --group rivals python -m bench.linkage

field-test: .venv/stamp-dev ## the checks on real files: make field-test FIXTURES=/path/to/them
	@test -n "$(FIXTURES)" || { echo "Say where the files are: make field-test FIXTURES=/path/to/fixtures" >&2; exit 2; }
	FIXTURES="$(abspath $(FIXTURES))" $(RUN)/pytest -m field -n 2 --strict-skips

dev: .venv/stamp-dev ## serve the demo's state, reloading on every change
	@WELLSENT_HOME="$(DEMO_HOME)" WELLSENT_DEBUG=yes $(RUN)/wellsent upgrade --quiet
	@WELLSENT_HOME="$(DEMO_HOME)" WELLSENT_DEBUG=yes exec $(RUN)/python -m wellsent.config.manage runserver

query-counts: .venv/stamp-dev ## write anew how many queries each page takes
	$(RUN)/pytest -q src/wellsent/config/tests/test_query_counts.py --write-query-counts || true
	git diff --stat src/wellsent/config/tests/query_counts.json

screenshots: .venv/stamp-dev ## every page at 390 and 1440 px, light and dark, into screenshots/
	$(RUN)/python tools/screenshots.py

audit: .venv/stamp-dev ## known weaknesses in the dependencies; fails where no advisory service can be reached
	@tools/audit.sh

format: .venv/stamp-dev ## put code in order
	$(RUN)/ruff format src bench tools
	$(RUN)/ruff check --fix src bench tools

clean: ## remove what was built (the demo's data in var/ stays)
	rm -rf .venv .uv dist build node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

# What is installed is decided by uv.lock alone; a stamp newer than it means there is nothing to do.
$(UV):
	@tools/bootstrap.sh

.venv/stamp-run: uv.lock pyproject.toml | $(UV)
	@echo "Installing what Wellsent needs (once) ..."
	@$(UV) sync --locked --no-dev --inexact --quiet
	@$(RUN)/python tools/assets.py || echo "Going on without them: pages use this machine's own typeface and show no map."
	@touch $@

.venv/stamp-dev: uv.lock pyproject.toml | $(UV)
	@echo "Installing what the tests need (once) ..."
	@$(UV) sync --locked --quiet
	@$(RUN)/python tools/assets.py
	@touch $@ .venv/stamp-run
