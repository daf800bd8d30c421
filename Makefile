# `make up` starts Baeum; `make test` tests it. Both set themselves up first.
.PHONY: help setup setup-dev up test check format databases fuzz bench strength translations

VENV := .venv/bin
PYTEST := $(VENV)/python -m pytest

help:
	@echo "make up      set up what is missing, start everything, print addresses"
	@echo "make test    set up what tests need, check, and run every test"
	@echo "make check   format, lint, types, architecture, templates"
	@echo "make databases   every test of a feature on SQLite and on PostgreSQL"
	@echo "make fuzz    property tests with examples that nobody has tried"
	@echo "make bench   measure, as ratios in one run"
	@echo "make strength   much at once, while processes are killed: nothing may be lost"
	@echo "make translations   bring the catalogues up to date with the sentences in the sources"
	@echo "make setup   only set up (quick when nothing changed)"

setup:
	@bin/setup

setup-dev:
	@bin/setup --dev

up: setup
	@exec $(VENV)/lms up

check: setup-dev
	$(VENV)/ruff format --check .
	$(VENV)/ruff check .
	$(VENV)/mypy
	$(VENV)/lint-imports
	$(VENV)/djlint --lint --quiet lms hub_config
	$(PYTEST) -q tests/architecture

format: setup-dev
	$(VENV)/ruff format .
	$(VENV)/ruff check --fix .

test: setup-dev check
	$(PYTEST) -q -n 2 -m "not hub and not browser" --ignore tests/architecture
	$(PYTEST) -q -m hub
	$(PYTEST) -q -m browser

databases: setup-dev
	$(PYTEST) -q -n 2 --every-database tests/lms

fuzz: setup-dev
	$(PYTEST) -q -n 2 -m hypothesis --hypothesis-profile chance

# The sources are Korean. New sentences come out empty in lms/translations/*/LC_MESSAGES/messages.po;
# tests/architecture/test_translations.py names what is left to translate.
translations: setup-dev
	$(VENV)/python -m tests.translations

bench: setup-dev
	$(VENV)/python -m tests.bench

strength: setup-dev
	$(VENV)/python -m tests.strength
