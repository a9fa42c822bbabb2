# The commands of the project. Each makes what it needs by itself: Python 3.11+ and make are enough.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# One more than two cores, for some tests mostly wait: for a mail server, a browser, a process that is killed.
WORKERS ?= 3
SECONDS_TO_FUZZ ?= 600

.PHONY: install demo test lint types bench bench-presidio fuzz locks clean

install: $(VENV)/.installed

demo: $(VENV)/.installed
	$(BIN)/avvikelse demo --port $(PORT)

# What Python has read is kept, whatever the machine says: each worker, and each process that a test starts, reads it all.
test: $(VENV)/.tools
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

lint: $(VENV)/.tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.tools
	$(BIN)/mypy

bench: .venv-bench/.tools
	.venv-bench/bin/python -m benchmarks

# What the de-identification check finds, beside Presidio (optional: 400 MB in an environment of its own).
bench-presidio: .venv-bench/.tools .venv-presidio/.tools
	.venv-bench/bin/python -m benchmarks deid-peer

# Looks for texts that break the de-identification check, for ten minutes: make fuzz SECONDS_TO_FUZZ=60
fuzz: .venv-fuzz/.tools
	.venv-fuzz/bin/python -m tools.fuzz_deid -max_total_time=$(SECONDS_TO_FUZZ)

# Writes the lock files anew: hashes for every file, no registry address.
locks:
	./tools/lock.sh

clean:
	rm -rf $(VENV) .venv-bench .venv-presidio .venv-fuzz .pytest_cache .mypy_cache .ruff_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "avvikelse behöver Python 3.11 eller senare. Ange den så här: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The project itself goes in without dependencies of its own choosing: the lock has them all, the build tools too.
$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes --requirement requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tools: requirements-dev.lock $(VENV)/.installed
	$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@

.venv-bench/.tools: requirements-bench.lock pyproject.toml
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --requirement requirements-bench.lock
	.venv-bench/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --editable .
	@touch $@

.venv-presidio/.tools: requirements-presidio.lock
	$(PYTHON) -m venv .venv-presidio
	.venv-presidio/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --requirement requirements-presidio.lock
	@touch $@

.venv-fuzz/.tools: requirements-fuzz.lock pyproject.toml
	$(PYTHON) -m venv .venv-fuzz
	.venv-fuzz/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --requirement requirements-fuzz.lock
	.venv-fuzz/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --editable .
	@touch $@
