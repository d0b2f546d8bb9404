# Every target works on a fresh machine by itself: it makes .venv from the hashed lock files first, and again whenever
# they, pyproject.toml or the compiled kernels change. Nothing that is not in a lock file is downloaded.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
# Two workers and whole files: session fixtures such as scored corpora are then made at most twice.
PYTEST_FLAGS ?= -n 2 --dist loadfile
# Hashes must be those of the public registry, so settings of this machine's pip are put aside.
PLAIN_PIP := env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL -u PIP_INDEX_URL PIP_CONFIG_FILE=/dev/null
PIP_COMPILE := $(PLAIN_PIP) CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe \
	--strip-extras --build-deps-for editable --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	--no-emit-options
# The compiled kernels are made again when their sources change; without a compiler the rest is installed all the same.
KERNELS := setup.py $(wildcard framing/_kernels*.[ch])
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: help setup ray app test torture lint format bench lock screenshots clean

help:  ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

setup: $(VENV)/.installed-dev  ## the virtual environment with everything for running and testing

ray: $(VENV)/.installed-ray  ## Ray beside it, for `framing score --engine ray` and its tests

app: $(VENV)/.installed  ## the app in the browser, on this machine only
	$(BIN)/framing app

test: lint  ## every check: lint, types, tests
	$(BIN)/python -m pytest $(PYTEST_FLAGS)

torture: $(VENV)/.installed-dev  ## hundreds of kills, failing disks and damaged files; long
	for script in scripts/torture_*.py; do echo "== $$script"; $(BIN)/python "$$script"; done

lint: $(VENV)/.installed-dev  ## style, format and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(VENV)/.installed-dev  ## mend what ruff can mend
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(VENV)/.installed-dev  ## speed against peers, microseconds per stage, memory (benchmarks/README.md)
	for script in speed stages memory; do $(BIN)/python "benchmarks/$$script.py"; echo; done

lock: $(VENV)/.installed-dev  ## both lock files, anew from pyproject.toml
	$(PIP_COMPILE) --output-file requirements.lock pyproject.toml
	$(PIP_COMPILE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml
	$(PIP_COMPILE) --extra dev --extra ray --constraint requirements-dev.lock --output-file requirements-ray.lock pyproject.toml

screenshots: $(VENV)/.installed-dev  ## the pictures of the README, from the running app
	$(BIN)/python scripts/screenshots.py

clean:  ## remove the virtual environment and caches
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

# The development environment holds the run-time one, so `make app` after `make test` installs nothing.
$(VENV)/.installed-dev: requirements-dev.lock pyproject.toml $(KERNELS) | $(BIN)/python
	$(INSTALL) --require-hashes -r requirements-dev.lock
	PYTHONWARNINGS=ignore $(INSTALL) --no-deps --no-build-isolation --no-index -e .
	touch $(VENV)/.installed $@

$(VENV)/.installed-ray: requirements-ray.lock $(VENV)/.installed-dev
	$(INSTALL) --require-hashes -r requirements-ray.lock
	touch $@

$(VENV)/.installed: requirements.lock pyproject.toml $(KERNELS) | $(BIN)/python
	$(INSTALL) --require-hashes -r requirements.lock
	PYTHONWARNINGS=ignore $(INSTALL) --no-deps --no-build-isolation --no-index -e .
	touch $@

$(BIN)/python:
	@for python in $${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			"$$python" -m venv $(VENV) && exit 0; \
			rm -rf $(VENV); \
			echo "$$python cannot make a virtual environment (see above; on Debian and Ubuntu: apt install python3-venv)" >&2; \
			exit 1; \
		fi; \
	done; \
	echo "framing needs Python 3.11 or newer, and none was found; install it, or name it: make PYTHON=/path/to/python3.11 ..." >&2; \
	exit 1
