# The programs that check the tool in a machine of another architecture, as Embedded Swift: the toolchain has no other
# Swift for it.
#
#   make -f tools/vm/programs.mk ARCH=arm64 capture-check
include tools/static.mk

$(eval $(call module,capture_check,tools/CaptureCheck))
$(eval $(call program,capture_check))
$(OUT)/objects/capture_check.ll: private swift_flags += \
	-Xcc -fmodule-map-file=tools/CaptureCheckChild/include/module.modulemap

.PHONY: capture-check
capture-check: $(OUT)/capture-check

$(OUT)/objects/check_%.o: tools/CaptureCheckChild/%.c tools/CaptureCheckChild/include/capture_check.h
	@mkdir -p $(@D)
	$(llvm)/clang --target=$(machine.$(ARCH))-musl $(c_flags) -Oz -Itools/CaptureCheckChild/include -c $< -o $@

$(OUT)/capture-check: $(addprefix $(OUT)/objects/,capture_check.bc check_files.o check_launch.o \
		check_report.o musl.o runtime.o)
	$(llvm)/ld.lld -static --gc-sections --strip-all -o $@ $(library)/crt1.o $(library)/crti.o $^ $(tables) \
		$(library)/libc.a $(runtime.$(ARCH)) $(library)/crtn.o
