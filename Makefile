# make demo   the demo city on http://localhost:8000 (PORT= changes it)
# make test   everything that CI runs
# make studies   the figures that docs/methods prints, again: about an hour of 2 cores
.PHONY: demo test check studies clean
PYTHON ?= $(shell sh scripts/find_python)
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin

demo: $(VENV)/.demo
	@PORT=$(PORT) exec $(BIN)/commonground demo --port $(PORT)

test: $(VENV)/.test
	@sh scripts/test

check: $(VENV)/.test
	@sh scripts/check

STUDIES := charts_null gumbel_error quiet_years power power_falls drift escalation survey_coverage areas_on_pages opt_in reactive even_presence placebo_effects refutations effects_coverage two_rounds

studies: $(VENV)/.test
	@for study in $(STUDIES); do \
		echo "$$study"; $(BIN)/python benchmarks/studies/$$study.py || exit 1; done

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Commonground needs Python 3.11 or newer; install it, or say PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: pyproject.toml $(VENV)/bin/python
	@$(BIN)/python scripts/install.py "-e" "."
	@touch $@

$(VENV)/.test: pyproject.toml $(VENV)/bin/python
	@$(BIN)/python scripts/install.py "-e" ".[test]"
	@touch $@ $(VENV)/.demo

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
