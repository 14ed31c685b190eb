# Two commands do everything: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
PACKAGES := trata schemas ingest linkage disclosure release dashboard

.PHONY: run test checks lock format

run: .venv/ready            ## sample submissions, the whole pipeline, then the dashboard
	$(BIN)/trata demo

test: .venv/ready           ## style, types, layering, SQL, then every test
	scripts/browser
	$(MAKE) checks
	$(BIN)/pytest

checks: .venv/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint --processes 2 models macros

format: .venv/ready         ## bring code and SQL into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/sqlfluff fix models macros

lock:                       ## after a change of dependencies in pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-strip-extras --quiet --upgrade --output-file requirements.lock

.venv/ready: requirements.lock pyproject.toml
	scripts/environment $(PYTHON)
