# The whole tool as Embedded Swift: one static file without the Swift runtime. `make static` runs this.
#
#   make -f tools/static.mk -j2 [ARCH=x86-64|arm64]
#
# Each module becomes a .swiftmodule, after the modules that it imports, and again only if its sources, the flags, or a
# module that it imports changed. It holds the optimised code of its functions, of which the last module, the command,
# compiles those that it reaches. So the modules have no objects; they would hold every function once more for each
# module that imports it. The sources are those of SwiftPM's build, without the network (trait OTLP). A target that the
# list below lacks is an error of the compiler: nobody can import it.

ARCH ?= x86-64
SWIFTC ?= swiftc
# `make static` and the tests expect x86-64's file there.
OUT ?= .build-static$(if $(filter x86-64,$(ARCH)),,/$(ARCH))

# ---- what depends on the architecture

resources := $(shell $(SWIFTC) -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
llvm := $(resources)/../../bin

# The triple that the toolchain has an Embedded standard library for, and clang's for the same machine.
triple.x86-64 := x86_64-unknown-none-elf
triple.arm64 := aarch64-none-none-elf
machine.x86-64 := x86_64-linux
machine.arm64 := aarch64-linux
# Folders with the headers and with the libraries, of Debian's packages.
headers.x86-64 := /usr/include/x86_64-linux-musl
# Of arm64, unpacked there by tools/arm64-package.sh.
foreign := $(or $(SWIFTLET_CACHE),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/swiftlet)/arm64
headers.arm64 := $(foreign)/musl-dev/usr/include/aarch64-linux-musl
library.x86-64 := /usr/lib/x86_64-linux-musl
library.arm64 := $(foreign)/musl-dev/usr/lib/aarch64-linux-musl
# Arithmetic on 128-bit floating-point numbers, which musl's printf(3) needs.
runtime.arm64 := $(wildcard $(foreign)/libgcc/usr/lib/gcc/aarch64-linux-gnu/*/libgcc.a)
# The kernel's headers, behind those of the C library.
uapi.x86-64 := /usr/include/x86_64-linux-gnu /usr/include
uapi.arm64 := $(foreign)/linux-libc-dev/usr/include/aarch64-linux-gnu $(foreign)/linux-libc-dev/usr/include

triple := $(triple.$(ARCH))
headers := $(headers.$(ARCH))
library := $(library.$(ARCH))
$(if $(triple),,$(error ARCH=$(ARCH): x86-64 or arm64))

c_flags := -nostdlibinc $(addprefix -isystem ,$(headers)) $(addprefix -idirafter ,$(uapi.$(ARCH))) \
	-D__linux__ -D__gnu_linux__

# Functions of the Swift library, by their mangled names, that are not copied into their callers: together 64 KB. They
# are called often where nothing is urgent: append to a string and to arrays, compare strings, make them of bytes and of
# numbers. (`swift demangle` explains a name with "$e" before it; -sil-inline-never-functions takes one name only.)
never_inlined := \
	SS6appendyySSF \
	SS2eeoiySbSS_SStFZ \
	Sa6appendyyxnFs5UInt8V_Tg5 \
	Sa6appendyyxnFs6UInt32V_Tg5 \
	Sa6appendyyxnFs6UInt64V_Tg5 \
	Sa6appendyyxnFSi_Tg5 \
	Sa6appendyyxnFSS_Tg5 \
	SS8decoding2asSSx_q_mtcSlRzs16_UnicodeEncodingR_8CodeUnitQy_7ElementRtzr0_lufCSRys5UInt8VG_s0C0O4UTF8OTt0t1g5 \
	SS8decoding2asSSx_q_mtcSlRzs16_UnicodeEncodingR_8CodeUnitQy_7ElementRtzr0_lufCSays5UInt8VG_s0C0O4UTF8OTt0t1g5 \
	SS8decoding2asSSx_q_mtcSlRzs16_UnicodeEncodingR_8CodeUnitQy_7ElementRtzr0_lufCs10ArraySliceVys5UInt8VG_s0C0O4UTF8OTt0t1g5 \
	s26DefaultStringInterpolationV06appendC0yyxs06CustomB11ConvertibleRzlFSi_Tg5 \
	s26DefaultStringInterpolationV06appendC0yyxs06CustomB11ConvertibleRzlFs5UInt8V_Tg5 \
	s26DefaultStringInterpolationV06appendC0yyxs06CustomB11ConvertibleRzlFs6UInt16V_Tg5 \
	s26DefaultStringInterpolationV06appendC0yyxs06CustomB11ConvertibleRzlFs6UInt32V_Tg5 \
	s26DefaultStringInterpolationV06appendC0yyxs06CustomB11ConvertibleRzlFs6UInt64V_Tg5 \
	s26DefaultStringInterpolationV06appendC0yyxs06CustomB11ConvertibleRzlFs5Int32V_Tg5 \
	s26DefaultStringInterpolationV15literalCapacity18interpolationCountABSi_SitcfC \
	SSySSxcs25LosslessStringConvertibleRzlufCSi_Tt0g5 \
	Sa2peoiyySayxGz_ABtFZs5UInt8V_Tt1g5 \
	SaySayxGqd__c7ElementQyd__RszSTRd__lufCs5UInt8V_SS8UTF8ViewVTt0g5

# All traps of a function are one instruction.
swift_flags := -enable-experimental-feature Embedded -wmo -parse-as-library -Osize \
	-Xfrontend -mergeable-traps $(addprefix -Xllvm -sil-inline-never-function=\$$e,$(never_inlined)) \
	-target $(triple) -swift-version 6 -package-name swiftlet -strict-memory-safety -warnings-as-errors \
	-enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault \
	-enable-upcoming-feature MemberImportVisibility -enable-experimental-feature Lifetimes \
	-I $(OUT)/modules $(addprefix -Xcc ,$(c_flags) -D_GNU_SOURCE) \
	-Xcc -fmodule-map-file=Sources/SwiftletShims/module.modulemap \
	-Xcc -fmodule-map-file=bpf/module.modulemap \
	-Xcc -fmodule-map-file=Sources/EarlyStart/include/module.modulemap

# ---- the modules

folders := \
	SwiftletBytes:Sources/ELFLoader/Bytes SwiftletELF:Sources/ELFLoader/ELF \
	SwiftletBTF:Sources/ELFLoader/BTF SwiftletObject:Sources/ELFLoader/Object \
	SwiftletCORE:Sources/ELFLoader/CORE SwiftletKernel:Sources/ELFLoader/Kernel \
	SwiftletRing:Sources/ELFLoader/RingBuffer ELFLoader:Sources/ELFLoader/Loader \
	TracerCapture:Sources/Tracer/Capture TracerSecrets:Sources/Tracer/Secrets \
	TracerOutput:Sources/Tracer/Output \
	TracerSpans:Sources/Tracer/Spans Tracer:Sources/Tracer/Session \
	TracerReplay:Sources/Tracer/Replay TracerPictures:Sources/Tracer/Pictures \
	TracerRules:Sources/Tracer/Rules TracerPipeline:Sources/Tracer/Pipeline \
	SwiftletYAML:Sources/YAML SwiftletJSON:Sources/JSON \
	SwiftletInspect:Sources/Inspect SwiftletOptions:Sources/Options swiftlet:Sources/swiftlet

modules := $(foreach pair,$(folders),$(word 1,$(subst :, ,$(pair))))
# What is C.
c.EarlyStart := Sources/EarlyStart/early_start.c
c.musl := tools/static_musl.c
c.runtime := tools/static_runtime.c
objects := $(OUT)/objects/swiftlet.bc $(patsubst %,$(OUT)/objects/%.o,EarlyStart runtime musl)

generated.Tracer := $(OUT)/EmbeddedObjects.swift
headers_of_ours := $(wildcard Sources/SwiftletShims/*.h bpf/process_tracer.h)

# $(call module,NAME,FOLDER): its rule. Its flags and the list of its sources are a file, so that a change there counts.
define module
sources.$(1) := $$(sort $$(shell find $(2) -name '*.swift')) $$(generated.$(1))
imports.$(1) := $$(filter $$(modules),$$(sort $$(shell grep -hosE '^ *[@a-z_ ]*import [A-Za-z]+' $$(sources.$(1)) | sed 's/.* //')))
$(OUT)/modules/$(1).swiftmodule: $$(sources.$(1)) $$(imports.$(1):%=$(OUT)/modules/%.swiftmodule) $(OUT)/lists/$(1) $(headers_of_ours)
	@echo "compiling $(1)"
	@$$(SWIFTC) $$(swift_flags) -module-name $(1) -emit-module $$(sources.$(1)) -o $$@
	@touch $$@ # swiftc leaves a file with the same contents alone
$(OUT)/lists/$(1): always
	@mkdir -p $(OUT)/lists $(OUT)/objects $(OUT)/modules
	@echo '$$(swift_flags) $$(sources.$(1))' >$$@.new; cmp -s $$@.new $$@ && rm $$@.new || mv $$@.new $$@
endef

.PHONY: all always
.DELETE_ON_ERROR:
all: $(OUT)/swiftlet

$(foreach pair,$(folders),$(eval $(call module,$(word 1,$(subst :, ,$(pair))),$(word 2,$(subst :, ,$(pair))))))

# What runs for each event, besides the Swift library: the outliner leaves these functions alone. It would cost a
# quarter more user time.
fast := SwiftletRing TracerCapture TracerSecrets TracerOutput TracerPipeline SwiftletJSON

# $(call program,NAME): the code of a module and of all that it uses, as LLVM IR. As text: the compiler crashes when it
# writes bitcode, on functions without a name.
define program
$(OUT)/objects/$(1).ll: $$(sources.$(1)) $$(imports.$(1):%=$(OUT)/modules/%.swiftmodule) $(OUT)/lists/$(1) $(headers_of_ours)
	@echo "compiling $(1)"
	@$$(SWIFTC) $$(swift_flags) -module-name $(1) -emit-ir $$(sources.$(1)) -o $$@
	@touch $$@
endef
$(eval $(call program,swiftlet))

$(OUT)/objects/%.bc: $(OUT)/objects/%.ll tools/static.mk
	@awk -v modules='$(fast)' 'BEGIN { gsub(/ +/, "|", modules); fast = "^define .*@\"[$$]e([sS]|[0-9]+(" modules "))" } \
			$$0 ~ fast { sub(/ #[0-9]+/, " \"nooutline\"&") } { print }' $< | \
		$(llvm)/clang --target=$(triple) -Wno-override-module -x ir -c -emit-llvm -Xclang -disable-llvm-passes - -o $@

$(OUT)/objects/EarlyStart.o $(OUT)/objects/musl.o $(OUT)/objects/runtime.o: $(OUT)/objects/%.o: $(c.EarlyStart) $(c.musl) $(c.runtime) $(headers_of_ours)
	@mkdir -p $(@D)
	$(llvm)/clang --target=$(machine.$(ARCH))-musl $(c_flags) -Oz \
		-ffunction-sections -ISources/EarlyStart/include -c $(c.$*) -o $@

# The BPF programs, as SwiftPM's plugin CompileBPF embeds them.
$(OUT)/EmbedBPF: $(wildcard Sources/EmbedBPF/*.swift)
	@mkdir -p $(@D)
	$(SWIFTC) -O -parse-as-library $^ -o $@
$(OUT)/EmbeddedObjects.swift: $(OUT)/EmbedBPF $(wildcard bpf/*.c bpf/*.h)
	$< $@ $(wildcard bpf/*.bpf.c)

# ---- one file

limit := 2097152

tables := $(resources)/embedded/$(triple)/libswiftUnicodeDataTables.a
# The machine outliner makes functions of sequences of instructions that occur more than once.
link_flags := -static --gc-sections --icf=all -mllvm -enable-machine-outliner=always -Map=$(OUT)/swiftlet.map

$(OUT)/swiftlet.full: $(objects) tools/static.mk
	$(llvm)/ld.lld $(link_flags) -o $@ $(library)/crt1.o $(library)/crti.o $(objects) $(tables) $(library)/libc.a \
		$(runtime.$(ARCH)) $(library)/crtn.o

$(OUT)/swiftlet: $(OUT)/swiftlet.full
	$(llvm)/llvm-objcopy --strip-all $< $@
	@tools/binary_size.sh $@ $(OUT)/swiftlet.map
	@ls -l $@ && file $@
	@[ $$(stat -c %s $@) -le $(limit) ] || { echo "$@ is larger than $(limit) bytes" >&2; exit 1; }
