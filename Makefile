.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
# Python compiles what it imports: compiling all that is installed would take as long as installing it.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile

.PHONY: help chat test check format lint types bench clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

chat: .venv/run  ## open the page on http://127.0.0.1:7860 (ARGS="--port 8000" passes options)
	$(BIN)/python app.py $(ARGS)

test: .venv/dev .venv/chromium  ## run all tests, in Chromium too (ARGS="-k page" passes options)
	RAG_INDEX=.venv/index $(BIN)/python -m pytest $(ARGS)

check: lint types test  ## format, lint, types and tests: what CI runs

lint: .venv/dev  ## check format and lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/dev  ## check types
	$(BIN)/mypy

format: .venv/dev  ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/dev  ## measure quality and speed (minutes); prints the table of benchmarks/README.md
	$(BIN)/python benchmarks/quality.py benchmarks/article.jsonl
	$(BIN)/python benchmarks/speed.py

clean:  ## remove the environment, the index and all caches
	rm -rf .venv corpus/.index build *.egg-info .hypothesis .pytest_cache .mypy_cache .ruff_cache

.venv/run: requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12 ..." if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(INSTALL) -r requirements.txt
	$(INSTALL) --no-deps --editable .
	touch $@

.venv/dev: .venv/run requirements-dev.txt
	$(INSTALL) -r requirements-dev.txt
	touch $@

.venv/chromium: .venv/dev
	$(BIN)/python tests/chromium.py
	touch $@
