# What a person needs: `make demo` to see rivya work without an account, `make test` to check a change.
# Both install what is missing on a Debian, Ubuntu or macOS machine that has Swift.

SWIFT ?= swift
# Further flags for SwiftPM, as in `make test SWIFT_FLAGS='--filter RivyaSyntaxTests'`.
SWIFT_FLAGS ?=
RIVYA = .build/debug/rivya
# Swift's libraries go into the program where they are no part of the system: it starts sooner, and one file is enough.
STATIC = $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib)
# Of Fuzzing/ only what is not a link to the other folders.
SOURCES = Package.swift Sources Tests $(wildcard Fuzzing/Package.swift Fuzzing/Sources/rivya-fuzz)

.PHONY: help
help:
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST)

.PHONY: build
build: ## build .build/debug/rivya
	@scripts/setup build
	$(SWIFT) build --product rivya $(SWIFT_FLAGS)

# The debug build is the quickest way to a first result: the sweep waits for its (simulated) tasks, not for the CPU.
.PHONY: demo
demo: build ## run a sweep against the simulated service; files in rivya-out/
	$(RIVYA) run examples/style-sweep.rivya --simulate

.PHONY: test
test: ## run all tests
	@scripts/setup test
	$(SWIFT) test --disable-xctest $(SWIFT_FLAGS)

.PHONY: test-pure
test-pure: ## run the tests of syntax, catalog and language alone
	RIVYA_PURE=1 $(SWIFT) test --disable-xctest --scratch-path .build-pure $(SWIFT_FLAGS)

.PHONY: lint
lint: ## check format, imports, words, links and grammar; builds nothing
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)
	@.ci/imports
	@.ci/words
	@.ci/links
	@.ci/grammar

.PHONY: format
format: ## format the Swift sources in place
	$(SWIFT) format --in-place --parallel --recursive $(SOURCES)

.PHONY: fuzz
fuzz: ## ten minutes of random scripts through lexer, parser, checker and planner
	Fuzzing/run

# Results, ledger, simulator and logs of a round that fails are kept; SEED repeats what went wrong and when.
ROUNDS ?= 200
SEED ?= 1
.PHONY: chaos
chaos: build ## kill runs at random moments and audit what was paid; ROUNDS=200 SEED=1
	@scripts/setup test
	Tests/Chaos/run $(RIVYA) --rounds $(ROUNDS) --seed $(SEED)

.PHONY: bench
bench: ## measure a release build beside its counterparts
	@scripts/setup build
	$(SWIFT) build -c release $(STATIC) --product rivya $(SWIFT_FLAGS)
	Benchmarks/run .build/release/rivya

.PHONY: clean
clean: ## remove build products; results in rivya-out/ are kept
	$(SWIFT) package clean
