# The commands of this project. `make help` lists them; docs/operation.md explains them.
PYTHON ?= python3
PORT ?= 8000
ARGS ?=
SETUP = @command -v $(PYTHON) >/dev/null 2>&1 \
	|| { echo "error: $(PYTHON) was not found: install Python 3.11 or newer, or name one with 'make PYTHON=/path/to/python3.11 ...'." >&2; exit 1; }; \
	$(PYTHON) sro/demo/bootstrap.py
IN = .venv/bin/python -m
MANAGE = .venv/bin/python -W ignore manage.py

.DEFAULT_GOAL := help
.PHONY: help demo test check bench screenshots format setup catalogue clean

help: ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | column -t -s '|' 2>/dev/null \
		|| grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST)

demo: ## start everything here with demo data (PORT=8000); Ctrl-C stops it
	$(SETUP) demo
	@PORT=$(PORT) exec $(IN) sro.demo

setup: ## install everything that development needs
	$(SETUP) dev

test: check ## quality checks and all tests (ARGS="-k words" chooses)
	@$(IN) pytest -n 2 --dist worksteal -q $(ARGS)

check: setup ## the quick checks: format, lint, types, migrations, catalogue, architecture
	@$(IN) ruff format --check --quiet --output-format concise . || { echo "error: some files are not formatted: run 'make format'." >&2; exit 1; }
	@$(IN) ruff check --quiet --output-format concise .
	@$(IN) djlint --quiet --lint templates $(wildcard */templates)
	@$(MANAGE) catalogue --check
	@$(MANAGE) catalogue --compile
	@$(MANAGE) makemigrations --check --dry-run
	@.venv/bin/lint-imports --no-logo > var/log/imports.log || { cat var/log/imports.log; exit 1; }
	@$(IN) mypy

bench: setup ## measure the ratios the product promises, against their limits
	@$(IN) tests.benchmarks $(ARGS)

screenshots: setup ## take the pictures of the README anew
	@$(IN) tests.browser.screenshots

catalogue: setup ## take new messages into locale/de and say what lacks a translation
	@$(MANAGE) catalogue --update

format: setup ## format Python code
	@$(IN) ruff format .
	@$(IN) ruff check --fix --quiet .

clean: ## remove what can be made anew; the demo's data under var/ stay
	@rm -rf .venv node_modules staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
