# What a person needs: `make demo` to see rivya work without an account, `make test` to check a change.
# Both install what is missing on a Debian, Ubuntu or macOS machine that has Swift.

SWIFT ?= swift
# Further flags for SwiftPM, as in `make test SWIFT_FLAGS='--filter RivyaSyntaxTests'`.
SWIFT_FLAGS ?=
RIVYA = .build/debug/rivya
# Swift's libraries go into the program where they are no part of the system: it starts sooner, and one file is enough.
STATIC = $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib)
# Whole programs run beside other tests: with all of them at once, a small machine lets connections wait too long.
TEST_WIDTH = SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=16
# Where `make install` puts things. A package of a distribution sets DESTDIR too.
PREFIX ?= /usr/local
DESTDIR ?=
# The program to install; without one, an optimised one is built.
RIVYA_BUILD ?=
# Of Fuzzing/ and Benchmarks/ only what is not a link to the other folders.
SOURCES = Package.swift Sources Tests $(wildcard Fuzzing/Package.swift Fuzzing/Sources/rivya-fuzz Fuzzing/Sources/rivya-answer-fuzz \
	Fuzzing/Sources/NIOHTTP1) \
	$(wildcard Benchmarks/Polling/Package.swift Benchmarks/Polling/Sources/polling)

.PHONY: help
help:
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST)

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
	$(TEST_WIDTH) $(SWIFT) test --disable-xctest $(SWIFT_FLAGS)

.PHONY: test-pure
test-pure: ## run the tests of syntax, catalog and language alone
	RIVYA_PURE=1 $(SWIFT) test --disable-xctest --scratch-path .build-pure $(SWIFT_FLAGS)

.PHONY: test-browser
test-browser: build ## run the tests of the results page in Debian's chromium
	@scripts/setup browser
	RIVYA=$(RIVYA) python3 -W error -m unittest discover -s Tests/Browser

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
fuzz: ## ten minutes of random scripts and random answers of a service
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
	Benchmarks/jobs .build/release/rivya
	$(SWIFT) run -c release --package-path Benchmarks/Polling polling
	@scripts/setup browser
	Benchmarks/gallery .build/release/rivya

INSTALLED = $(DESTDIR)$(PREFIX)
PROGRAM = $(INSTALLED)/bin/rivya
MANUAL = $(INSTALLED)/share/man/man1/rivya.1
BASH_COMPLETION = $(INSTALLED)/share/bash-completion/completions/rivya
ZSH_COMPLETION = $(INSTALLED)/share/zsh/site-functions/_rivya
FISH_COMPLETION = $(INSTALLED)/share/fish/vendor_completions.d/rivya.fish

# The program writes its manual page and completions itself, so they tell what is true of it.
.PHONY: install
install: ## install the program, its manual page and shell completions; PREFIX=/usr/local
ifeq ($(RIVYA_BUILD),)
	@scripts/setup build
	$(SWIFT) build -c release $(STATIC) --product rivya $(SWIFT_FLAGS)
endif
	install -d $(dir $(PROGRAM) $(MANUAL) $(BASH_COMPLETION) $(ZSH_COMPLETION) $(FISH_COMPLETION))
	install -m 755 $(if $(RIVYA_BUILD),$(RIVYA_BUILD),-s .build/release/rivya) $(PROGRAM)
	$(PROGRAM) manual >$(MANUAL)
	$(PROGRAM) --generate-completion-script bash >$(BASH_COMPLETION)
	$(PROGRAM) --generate-completion-script zsh >$(ZSH_COMPLETION)
	$(PROGRAM) --generate-completion-script fish >$(FISH_COMPLETION)
	chmod 644 $(MANUAL) $(BASH_COMPLETION) $(ZSH_COMPLETION) $(FISH_COMPLETION)

.PHONY: uninstall
uninstall: ## remove what `make install` has put there
	rm -f $(PROGRAM) $(MANUAL) $(BASH_COMPLETION) $(ZSH_COMPLETION) $(FISH_COMPLETION)

.PHONY: clean
clean: ## remove build products; results in rivya-out/ are kept
	$(SWIFT) package clean
