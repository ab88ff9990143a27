# Lantau: two commands. `make demo` plays the example world and leaves the console open; `make test` runs everything.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORLD ?= examples/worlds/first-coin
PYTEST ?= $(BIN)/pytest -q -n 2 --dist loadgroup
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo stop test test-long lint schema bench clean

help:
	@echo "make demo        install, play $(WORLD), open the console at http://127.0.0.1:8656 (Ctrl-C stops it)"
	@echo "make demo DETACH=1   the same, and return; make stop ends it"
	@echo "make test        lint, types, import law, all tests (at most 15 minutes)"
	@echo "make test-long   fault marathons (at most 30 minutes more)"
	@echo "make bench       measurements, as JSON and a table"

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Lantau needs Python 3.11 or later; say which with: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Making a virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing Lantau and its pinned libraries"
	@$(BIN)/pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing the pinned tools that test it"
	@$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: $(VENV)/.installed
	@$(BIN)/lantau run $(WORLD)
	@exec $(BIN)/lantau up $(if $(DETACH),--detach)

stop:
	@$(BIN)/lantau stop

lint: $(VENV)/.installed-dev
	@echo "ruff: format and rules"
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@echo "mypy: strict types"
	@$(BIN)/mypy
	@echo "import law"
	@$(BIN)/lint-imports

test: lint
	@$(PYTEST) -m "not long"

test-long: $(VENV)/.installed-dev
	@$(BIN)/pytest -q -m long --verbose

schema: $(VENV)/.installed
	@$(BIN)/python -m lantau.db.schema

bench: $(VENV)/.installed-dev
	@for script in bench/*.py; do $(BIN)/python $$script || exit 1; done

clean:
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
