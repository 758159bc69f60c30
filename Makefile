# SPDX-License-Identifier: Apache-2.0
# The front door. Meson builds; this says which words do what. `make help` lists them.

BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
BATON = $(BUILD)/apps/baton/baton

.PHONY: all build configure demo check bench fuzz differ install clean help deps docs
.DEFAULT_GOAL := all

all: build ## build baton into build/ (the default)

configure:
	@tools/deps build
	@test -f $(BUILD)/build.ninja || meson setup $(BUILD) --prefix=$(PREFIX)

build: configure
	@ninja -C $(BUILD)

demo: configure ## build, then diagnose broken handovers, captured ones and a sandbox's
	@ninja -C $(BUILD) apps/baton/baton
	@tools/demo $(BATON)

check: ## run every test; ends with "N passed, N failed"
	@tools/deps build check
	@tools/npm || true
	@tools/check

bench: ## measure speed against other tools in the same run
	@tools/deps build bench
	@tools/bench

fuzz: ## fuzz every entry point, BATON_FUZZ_SECONDS each (60)
	@tools/deps build check
	@tools/check --only fuzz

COUNT ?= 20000
SEED ?= 1

differ: build ## ask other validators about COUNT made-up schemas from SEED on
	@tools/deps compare && tools/npm
	@tools/differ --judge $(BUILD)/tests/tool/judge --count $(COUNT) --seed $(SEED)

install: build ## install below PREFIX (/usr/local), staged below DESTDIR
	@meson configure $(BUILD) -Dprefix=$(PREFIX)
	@ninja -C $(BUILD)
	@DESTDIR="$(DESTDIR)" meson install -C $(BUILD) --no-rebuild

clean: ## remove everything that was built
	rm -rf $(BUILD) build-check build-bench

docs: build ## make the pages again that are made from tables
	@tools/docs $(BATON)

deps: ## install what building, testing and measuring need (Debian packages)
	@tools/deps build check bench

help: ## this list
	@printf 'make WORD, where WORD is one of\n\n'
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' Makefile | while IFS='	' read -r word text; do \
		printf '  %-8s  %s\n' "$$word" "$$text"; done
	@printf '\nBUILD=%s PREFIX=%s DESTDIR=%s\n' '$(BUILD)' '$(PREFIX)' '$(DESTDIR)'
