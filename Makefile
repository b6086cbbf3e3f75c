# What a person runs. `make help` lists the targets. Needs Python 3.11 or later and make; nothing else.
# Everything stays in this folder and in the user's cache directory. pip keeps the user's settings: index, mirrors, certificates.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo test check lint unit server lock clean

# The first of these that is Python 3.11 or later makes the environment: make demo PYTHON=/path/to/python3
PYTHON ?= python3.11 python3.12 python3.13 python3.14 python3
PIP := .venv/bin/python -m pip --quiet --disable-pip-version-check --no-input
# make lock UPGRADE=--upgrade takes the newest versions; without it a pin that still fits stays.
UPGRADE ?=

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' Makefile

demo: .venv/.run ## set everything up, serve the seed case on loopback
	@.venv/bin/retorsion up --demo

test: check server ## set everything up, run every check and every test

check: lint unit ## the same without the tests that need a Neo4j

lint: .venv/.dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

unit: .venv/.dev
	.venv/bin/pytest -q tests/unit

server: .venv/.dev
	.venv/bin/pytest -q tests/server

clean: ## remove the environment and what was built; data in .retorsion stays
	@# The managed Neo4j runs on the Java in .venv; a broken .venv must still go.
	-@[ ! -x .venv/bin/retorsion ] || .venv/bin/retorsion engine stop
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the environment: one, with a stamp for each set of dependencies ---

.venv/bin/python:
	@found= ; for python in $(PYTHON); do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo >&2 "Retorsion needs Python 3.11 or later and found none (looked for: $(PYTHON)). Install one, or name it: make PYTHON=/path/to/python3"; exit 1; \
	elif ! "$$found" -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo >&2 "$$found cannot make virtual environments: its venv or ensurepip module is missing. On Debian and Ubuntu: apt install $$(basename "$$found")-venv"; exit 1; \
	fi; \
	echo "Making .venv with $$("$$found" --version)"; \
	"$$found" -m venv --clear .venv

.venv/.run: .venv/bin/python pyproject.toml requirements/build.txt requirements/run.txt
	@echo "Installing what Retorsion needs to run into .venv (96 MB to fetch the first time)"
	@$(PIP) install --require-hashes -r requirements/build.txt -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/bin/python pyproject.toml requirements/dev.txt
	@echo "Installing what Retorsion and its tests need into .venv (131 MB to fetch the first time)"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch .venv/.run $@

# --- the locks: versions and hashes, no addresses; dev.txt decides, the others are parts of it ---

COMPILE = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header $(UPGRADE)

.venv/bin/uv: .venv/bin/python
	@$(PIP) install 'uv>=0.9'

lock: .venv/bin/uv ## pin the dependencies of pyproject.toml anew (UPGRADE=--upgrade: the newest)
	$(COMPILE) pyproject.toml --all-extras --group build -o requirements/dev.txt
	$(COMPILE) pyproject.toml --extra engine --extra api --extra loaders -c requirements/dev.txt -o requirements/run.txt
	$(COMPILE) pyproject.toml --extra api -c requirements/dev.txt -o requirements/serve.txt
	$(COMPILE) --group build -c requirements/dev.txt -o requirements/build.txt
