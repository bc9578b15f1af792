# Everything a developer does here. `make` alone lists it.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help up down token demo test check bench-matching bench-slots bench-booking gen agree prepare packages node

# `exec`: a request to end reaches the command itself, not a shell in front of it.
DEV = exec $$(node scripts/node-command.mjs) services/dev-env/src/bin/dev.ts
BENCH = exec $$(node scripts/node-command.mjs)
JEST = exec env NODE_OPTIONS='--experimental-vm-modules --no-warnings --conditions=source' $$(node scripts/node-command.mjs) node_modules/jest/bin/jest.js

help: ## list what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: prepare ## start the platform in the background and print its addresses
	@$(DEV) up

down: packages ## stop it; the data stays in .dev/
	@$(DEV) down

token: packages ## print a token: ROLE=admin|mentor|mentee|service TENANT= SUB= CAPABILITIES=
	@$(DEV) token --role "$(ROLE)" --tenant "$(TENANT)" --sub "$(SUB)" --capabilities "$(CAPABILITIES)"

demo: prepare ## run one cohort through all five services, and check what it shows
	@$(DEV) demo

test: prepare ## set up, check, and run every test: what CI runs (TESTS= narrows the tests to paths)
	@node scripts/check.mjs
	@$(JEST) $(TESTS)

check: packages ## generated code, contract, types, lint, format, import rules; no tests
	@node scripts/check.mjs

bench-matching: prepare ## the figures of matching beside their goals and yardsticks: about four minutes
	@$(BENCH) services/matching/bench/matching.ts

bench-slots: prepare ## free slots against the usual way, and of 500 mentors at once; goals and figures
	@$(BENCH) services/scheduling/bench/slots.ts

bench-booking: prepare ## bookings at a million rows and in storms, and the minute sweep; goals and figures
	@$(BENCH) services/scheduling/bench/booking.ts

gen: packages ## generate gen/ from protos/
	@npm run --silent gen

agree: packages ## take the contract as it is now for the agreed one
	@node scripts/agree.mjs

prepare: node ## install packages and find or build the servers, where that is not done
	@node scripts/prepare.mjs

packages: node
	@node scripts/prepare.mjs packages

node:
	@command -v node >/dev/null 2>&1 || { echo 'Node is missing. Way out: install Node 20.19 or later, https://nodejs.org/en/download' >&2; exit 1; }
