# Two commands set everything up on a machine that has Python >= 3.10, pip, git, make and a C compiler:
#
#   make demo   build the compiled wheel into a fresh environment and serve the example application
#   make test   lint, import contracts, type checkers, and the suite on both builds
#
# This file only wraps: the runner is nox (noxfile.py), in an environment of its own.

PYTHON ?= python3
TOOLS := .venv-tools
NOX := $(TOOLS)/bin/nox
NOX_VERSION := 2026.10.20
SESSION ?=

.PHONY: test demo clean

test: $(NOX)
	$(NOX) $(if $(SESSION),-s $(SESSION))

# PORT=8000 make demo serves on another port.
demo: $(NOX)
	$(NOX) -s demo

# Debian's python3 has no `ensurepip`; there, pip installs itself into the new environment from outside.
$(NOX): Makefile
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "demijohn needs Python 3.10 or newer, found " + sys.version)'
	$(PYTHON) -m venv --clear $(TOOLS) \
	  || { $(PYTHON) -m venv --clear --without-pip $(TOOLS) && $(PYTHON) -m pip --python $(TOOLS)/bin/python install pip; }
	$(TOOLS)/bin/python -m pip install --quiet nox==$(NOX_VERSION)
	touch $(NOX)

clean:
	rm -rf $(TOOLS) .nox build dist src/*.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
