# make trace    build, and trace a real command with its environment
# make test     all tests; those that need the kernel run as root
# make static   one static file that runs on any x86-64 host
# make embedded compile the loader as Embedded Swift, and link it without the Swift runtime
# make fuzz     fuzz the parsers (SECONDS=60)
# make lint     swift-format's rules, and the layers

SWIFT ?= swift
# CI reads what was printed, not what was drawn over.
SWIFT_FLAGS ?=
SECONDS ?= 60

.PHONY: all trace build test test-swift test-streaming static embedded fuzz lint clean deps-trace deps-test

all: build

build: deps-trace
	$(SWIFT) build -c release --product swiftlet $(SWIFT_FLAGS)

trace: build
	@echo '$$ swiftlet trace --capture stream --env all -- ls -l /'
	@.build/release/swiftlet trace --capture stream --env all -- ls -l /

test: deps-test test-swift test-streaming

test-swift: deps-test
	$(SWIFT) test $(SWIFT_FLAGS)

test-streaming: build deps-test
	tools/test_env_streaming.sh .build/release/swiftlet

static: deps-trace
	$(SWIFT) build -c release --product swiftlet --scratch-path .build-static \
		-Xswiftc -static-executable $(SWIFT_FLAGS)
	strip -o .build-static/swiftlet .build-static/release/swiftlet
	@ls -l .build-static/swiftlet && file .build-static/swiftlet

embedded: deps-test
	tools/embedded.sh

fuzz:
	tools/fuzz.sh $(SECONDS)

lint:
	tools/lint.sh

clean:
	rm -rf .build .build-static

# What the Debian packages are for: tools/packages.sh.
deps-trace:
	@tools/packages.sh trace

deps-test:
	@tools/packages.sh test
