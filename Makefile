# make trace    builds swiftlet and traces a real command with its environment (root)
# make test     runs all tests; as root also those that need the kernel
# make test-page  only the tests of the HTML page, which need a browser (NO_BROWSER=1: don't install one)
# make test-surroundings  some tests with tracefs mounted, cgroup v2 only, hidepid, another locale … (root)
# make soak     half an hour next to hostile programs (root; DURATION=60)
# make static   one static file of 2 MB that runs on any x86-64 host (ARCH=arm64: on any arm64 host)
# make release  the same with --otlp: spans over the network (some minutes)
# make test-otlp  checks the spans that arrive at a real server (CASES="make https": only these)
# make test-static  compares the static file's output with the ordinary build's, and what it loads with libbpf
# make consumer builds a user's package, with targets named as ours once were, against the public API only
# make vmtest   the static file on kernels 5.10 to 7.2 (KERNEL=6.1, KERNEL=host; SHELL=1 for a shell; ARCH=arm64)
# make conformance  compares with libbpf on other people's objects (VERBOSE=1: every difference; KERNEL=7.2)
#                   OBJECTS=FOLDER: the objects of any folder
# make selftests    the same with the objects of the kernel's own tests (OBJECTS="selftests/iters ...")
# make test-linear  checks that work grows no faster than the input, for all outputs
# make test-cost    checks that a process, a record and a type cost no more instructions than they may
# make bench    measures everything beside a peer, one table (ROWS=ring,btf; ROUNDS=9; tools/bench/bench.py --list)
# make fuzz     fuzzes the loader, from bytes to plans (SECONDS=60 for each of four chapters)
# make lint     swift-format's rules, the layers, links
# make man      the man pages, in .build/man
# make tables   the tables of options in docs/, as the program describes itself
# make install  the static file, man pages, completions, unit and examples (PREFIX=/usr/local DESTDIR=)
# make docs     documentation of module ELFLoader, in .build/docs; broken links are errors

SWIFT ?= swift
# CI reads what was printed, not what was drawn over.
SWIFT_FLAGS ?=
SECONDS ?= 60
ROUNDS ?= 9
ROWS ?=
KERNEL ?=

# make itself has a variable of this name: the shell of the recipes.
ifeq ($(SHELL),1)
override SHELL := /bin/sh
SHELL_IN_VM := 1
endif

.PHONY: all trace build tool test test-redaction test-linear test-cost test-programs test-swift test-page test-streaming test-capture test-launch test-events test-readers test-surroundings soak static test-static release test-otlp vmtest consumer conformance selftests bench fuzz lint docs man tables install clean deps-trace deps-static deps-static-arm64 deps-test deps-browser deps-release deps-otlp deps-vmtest deps-vmtest-arm64 deps-conformance deps-linear deps-bench

all: build

build: deps-trace
	$(SWIFT) build -c release --product swiftlet $(SWIFT_FLAGS)

trace: build
	@echo '$$ swiftlet trace --env all -- ls -l /'
	@.build/release/swiftlet trace --env all -- ls -l /

test: deps-test test-swift test-page test-streaming test-capture test-launch test-events test-readers

# The file that the tests run: this one, or .build-static/swiftlet.
TOOL ?= .build/release/swiftlet
tool: $(if $(findstring .build-static,$(TOOL)),static,build)

# Where the tests leave the JSON events that they saw.
EVENTS = $(CURDIR)/.build/test-events

test-programs: deps-test
	$(SWIFT) build --build-tests $(SWIFT_FLAGS)

test-swift: deps-test tool
	@rm -rf $(EVENTS) && mkdir -p $(EVENTS)
	SWIFTLET_TEST_EVENTS=$(EVENTS) SWIFTLET_TEST_TOOL=$(abspath $(TOOL)) $(SWIFT) test --skip SwiftletTests.PageTests $(SWIFT_FLAGS)

# The page of a run in a browser: the only tests that need one, and skipped if there is none.
test-page: deps-test deps-browser tool
	@mkdir -p $(EVENTS)
	SWIFTLET_TEST_EVENTS=$(EVENTS) SWIFTLET_TEST_TOOL=$(abspath $(TOOL)) $(SWIFT) test --filter SwiftletTests.PageTests $(SWIFT_FLAGS)

test-streaming: tool deps-test
	@tools/test_env_streaming.sh $(TOOL) || [ $$? -eq 77 ]

# What a command sees and how it ends, with swiftlet and without.
test-launch: tool deps-test
	@tools/launch/matrix.py $(TOOL)

# Random execs, compared byte for byte with what each program saw itself (tools/CaptureCheck).
CAPTURE_CHECK = .build/capture-check --tracer $(TOOL)

test-capture: tool deps-test
	@SWIFT='$(SWIFT)' SWIFT_FLAGS='$(SWIFT_FLAGS)' tools/static-tool.sh capture-check .build/capture-check
	@if [ "$$(id -u)" -ne 0 ]; then \
		echo "LEFT OUT: the capture check needs root: it traces 2,000 real execs" >&2; \
	else \
		mkdir -p $(EVENTS); \
		check() { \
			folder=$$(mktemp -d) && $(CAPTURE_CHECK) --keep "$$folder" "$$@" && \
			mv "$$folder/trace.ndjson" "$(EVENTS)/capture-$$(echo "$$*" | tr -d ' -').ndjson" && \
			rm -rf "$$folder"; \
		}; \
		check --count 2000 && check --count 300 --failed && check --count 300 --capture stream && \
		check --count 300 --capture stream --failed; \
	fi

# Adversarial shapes to every output, counted by callgrind (tools/linear). SHAPES and OUTPUTS are patterns.
test-linear: build deps-linear
	$(SWIFT) build -c release --product stream-steps $(SWIFT_FLAGS)
	tools/linear/process_cost.py .build/release/stream-steps
	tools/linear/check.py .build/release/swiftlet .build/release/stream-steps \
		--shapes '$(SHAPES)' --outputs '$(OUTPUTS)'

# What must not grow, in instructions, which hardly depend on the machine: per process traced, per record of a ring,
# per type and name of the kernel's.
test-cost: deps-linear deps-conformance
	@SWIFT='$(SWIFT)' SWIFT_FLAGS='$(SWIFT_FLAGS)' tools/static-tool.sh stream-steps .build/stream-steps
	tools/linear/process_cost.py .build/stream-steps
	tools/conformance/build.sh .build-conformance
	tools/bench/bench.py --rows instructions --rounds 1

# Redaction beside PyPI's detect-secrets: whatever that recognises by its form is hidden.
test-redaction: build
	tools/redaction/oracle.sh .build/release/swiftlet

# Every event of the test runs against docs/schema.json.
test-events: deps-test
	tools/validate-events.py docs/schema.json $(EVENTS)

# A recording in DuckDB, pandas and jq, as they come from PyPI and Debian.
test-readers: tool deps-test
	tools/test-readers.sh $(TOOL)

# Tests in the surroundings that people have, each made by unshare: AROUND="mounted hidepid" for these.
test-surroundings: deps-test
	$(SWIFT) build --build-tests $(SWIFT_FLAGS)
	tools/surroundings.sh $(AROUND)

# Half an hour with programs that mean harm: DURATION=60 for a minute.
soak: build
	tools/soak.sh .build/release/swiftlet

# Figures of the static file, and .build/bench.json.
bench: static deps-conformance deps-bench deps-browser
	tools/conformance/build.sh .build-conformance
	tools/bench/bench.py --rows '$(ROWS)' --rounds $(ROUNDS)

# As Embedded Swift, of the same sources.
ARCH ?= x86-64

# What other architectures than x86-64 add to the names of files and packages.
FOR_ARCH = $(filter-out x86-64,$(ARCH))

static: deps-static$(FOR_ARCH:%=-%)
	@$(MAKE) --no-print-directory -f tools/static.mk -j$$(nproc) ARCH=$(ARCH)

# Both files, over the same input. The ordinary one is the debug build, which the tests have made.
test-static: static deps-test
	$(SWIFT) build --product swiftlet $(SWIFT_FLAGS)
	tools/test_static.sh .build-static/swiftlet .build/debug/swiftlet
	tools/doc-commands.py .build-static/swiftlet docs/*.md

# With the trait OTLP, in a folder of its own: the packages that it takes are no other build's affair.
release: deps-release
	@rm -f .build-release/release/swiftlet
	SWIFT='$(SWIFT)' tools/otlp/swift.sh .build-release build -c release --product swiftlet \
		-Xswiftc -static-executable -Xswiftc -use-ld=lld \
		-Xlinker -Map=$(CURDIR)/.build-release/swiftlet.map $(SWIFT_FLAGS)
	strip -o .build-release/swiftlet .build-release/release/swiftlet
	@tools/binary_size.sh .build-release/swiftlet .build-release/swiftlet.map
	@ls -l .build-release/swiftlet && file .build-release/swiftlet

test-otlp: release deps-otlp
	tools/otlp/test.sh .build-release/swiftlet .build-release $(CASES)

# Only some of the checks of tools/vm/checks.sh: ONLY="bare loader".
vmtest: static deps-vmtest$(FOR_ARCH:%=-%) $(if $(FOR_ARCH),,deps-conformance)
	@ONLY='$(ONLY)' SHELL_IN_VM=$(SHELL_IN_VM) SWIFT='$(SWIFT)' SWIFT_FLAGS='$(SWIFT_FLAGS)' ARCH=$(ARCH) \
		tools/vm/vmtest.sh .build-static$(FOR_ARCH:%=/%)/swiftlet $(KERNEL)

consumer: deps-trace
	@SWIFT_FLAGS='$(SWIFT_FLAGS)' tools/consumer.sh
	@SWIFT_FLAGS='$(SWIFT_FLAGS)' tools/own-tool.sh

conformance: deps-conformance
	@VERBOSE='$(VERBOSE)' SWIFT='$(SWIFT)' SWIFT_FLAGS='$(SWIFT_FLAGS)' \
		$(if $(KERNEL),tools/conformance/vm.sh $(KERNEL),tools/conformance/conformance.sh $(OBJECTS))

selftests: deps-conformance
	@VERBOSE='$(VERBOSE)' SWIFT='$(SWIFT)' SWIFT_FLAGS='$(SWIFT_FLAGS)' \
		tools/conformance/selftests.sh $(OBJECTS)

fuzz:
	tools/fuzz.sh $(SECONDS)

lint:
	tools/lint.sh

docs:
	SWIFT_FLAGS='$(SWIFT_FLAGS)' tools/docs.sh

# MAN_OF: the program that is asked for its options.
MAN_OF ?= .build-static/swiftlet
MAN = .build/man

man:
	@test -x $(MAN_OF) || $(MAKE) static
	@rm -rf $(MAN)
	tools/man.sh $(MAN_OF) $(MAN)

tables: build
	tools/option-tables.sh .build/release/swiftlet docs/trace.md docs/load.md docs/inspect.md docs/show.md docs/doctor.md

# Asks for nothing but what `make static` leaves, so that root needs no compiler.
PREFIX ?= /usr/local
DESTDIR ?=
BINARY ?= .build-static/swiftlet

install:
	@test -x $(BINARY) || { echo "make install: there is no $(BINARY): run make static before, as yourself" >&2; exit 66; }
	tools/install.sh $(BINARY) '$(DESTDIR)' '$(PREFIX)'

clean:
	rm -rf .build .build-static .build-tools .build-release .build-vm

# What the Debian packages are for: tools/packages.sh.
deps-trace:
	@tools/packages.sh trace

deps-static:
	@tools/packages.sh static

deps-static-arm64:
	@tools/packages.sh static-arm64

deps-test:
	@tools/packages.sh test

deps-bench:
	@tools/packages.sh bench

deps-linear:
	@tools/packages.sh linear

# Not asked for by those that only build, or test without a browser.
deps-browser:
	@tools/packages.sh browser

deps-release:
	@tools/packages.sh release

deps-otlp:
	@tools/packages.sh otlp

deps-vmtest:
	@tools/packages.sh vmtest

deps-vmtest-arm64:
	@tools/packages.sh vmtest-arm64

deps-conformance:
	@tools/packages.sh conformance
