/*
 * A static probe is a nop, and a note of where it is and how its arguments can be read there:
 *
 *     namesz 8, descsz, type 3, "stapsdt\0",
 *     address of the nop, address of .stapsdt.base, address of the semaphore or 0,
 *     "provider\0" "name\0" "arguments\0", padding to 4
 *
 * As sys/sdt.h of SystemTap writes them (sourceware.org/systemtap/wiki/UserSpaceProbeImplementation),
 * which need not be installed here.
 */
#include "probed_functions.h"

#include <stdint.h>

#if !defined(__x86_64__) && !defined(__aarch64__)
#error "the tests of static probes are for x86-64 and arm64"
#endif

#define PROBE(name, semaphore, arguments)                                      \
	"990: nop\n"                                                           \
	".pushsection .note.stapsdt, \"?\", \"note\"\n"                        \
	".balign 4\n"                                                          \
	".4byte 992f - 991f, 994f - 993f, 3\n"                                 \
	"991: .asciz \"stapsdt\"\n"                                            \
	"992: .balign 4\n"                                                     \
	"993: .8byte 990b\n"                                                   \
	".8byte _.stapsdt.base\n"                                              \
	".8byte " semaphore "\n"                                               \
	".asciz \"swiftlet\"\n"                                                \
	".asciz \"" name "\"\n"                                                \
	".asciz \"" arguments "\"\n"                                           \
	"994: .balign 4\n"                                                     \
	".popsection\n"                                                        \
	".ifndef _.stapsdt.base\n"                                             \
	".pushsection .stapsdt.base, \"aG\", \"progbits\", .stapsdt.base, comdat\n" \
	".weak _.stapsdt.base\n"                                               \
	".hidden _.stapsdt.base\n"                                             \
	"_.stapsdt.base: .space 1\n"                                           \
	".size _.stapsdt.base, 1\n"                                            \
	".popsection\n"                                                        \
	".endif\n"

__attribute__((section(".probes"), used)) volatile unsigned short swiftlet_counted_semaphore;

__attribute__((noinline)) long swiftlet_probed_first(long argument)
{
	__asm__ volatile("");
	return argument + 1;
}

__attribute__((noinline)) long swiftlet_probed_second(long argument)
{
	__asm__ volatile("");
	return argument + 1;
}

#if defined(__x86_64__)
__attribute__((noinline)) void swiftlet_pass_arguments(long first, int second)
{
	volatile uint64_t on_stack[3] = {0, 0, SWIFTLET_PROBE_ON_STACK};
	static const int table[] = {11, 22, SWIFTLET_PROBE_INDEXED};

	register const int *base __asm__("r8") = table;
	register uint64_t index __asm__("r9") = 2;

	__asm__ volatile(
		PROBE("arguments", "0",
		      "-8@%%rdi -4@%%esi -4@$-9 -2@%%cx 1@%%dl 8@16(%%rax) 4@(%%r8,%%r9,4)")
		:
		: "D"(first), "S"(second), "c"((int)(uint16_t)SWIFTLET_PROBE_SHORT),
		  "d"(SWIFTLET_PROBE_BYTE), "a"(on_stack), "r"(base), "r"(index)
		: "memory");
}

__attribute__((used)) int swiftlet_probed_variable = SWIFTLET_PROBE_VARIABLE;
__attribute__((used)) long swiftlet_probed_array[2] = {1, SWIFTLET_PROBE_SECOND_ELEMENT};

__attribute__((noinline)) void swiftlet_pass_variables(double first, long second)
{
	uint64_t bits;

	__builtin_memcpy(&bits, &first, sizeof(bits));
	__asm__ volatile(
		PROBE("variables", "0",
		      "-4@swiftlet_probed_variable(%%rip) 8@swiftlet_probed_array+8(%%rip) 8f@%%rax "
		      "8f@%%xmm0 8f@.LC0(%%rip) -8@%%rsi")
		:
		: "a"(bits), "S"(second)
		: "memory");
}

__attribute__((noinline)) void swiftlet_pass_here(long argument)
{
	__asm__ volatile(PROBE("places", "0", "-8@%%rbx") : : "b"(argument));
}

__attribute__((noinline)) void swiftlet_pass_there(long argument)
{
	__asm__ volatile(PROBE("places", "0", "-8@%%rcx") : : "c"(argument));
}

#define COUNTED_BY(readers) __asm__ volatile(PROBE("counted", "swiftlet_counted_semaphore", "-4@%%eax") : : "a"(readers))

#else /* arm64 */

__attribute__((noinline)) void swiftlet_pass_arguments(long first, int second)
{
	volatile uint64_t on_stack[3] = {0, 0, SWIFTLET_PROBE_ON_STACK};
	static const int table[] = {11, 22, SWIFTLET_PROBE_INDEXED};

	register long x0 __asm__("x0") = first;
	register long x1 __asm__("x1") = second;
	register long x19 __asm__("x19") = (uint16_t)SWIFTLET_PROBE_SHORT;
	register long x3 __asm__("x3") = SWIFTLET_PROBE_BYTE;
	register volatile uint64_t *x30 __asm__("x30") = on_stack;
	register const int *x5 __asm__("x5") = table + 2;

	__asm__ volatile(PROBE("arguments", "0", "-8@x0 -4@x1 -4@-9 -2@x19 1@x3 8@[x30, 16] 4@[x5]")
			 :
			 : "r"(x0), "r"(x1), "r"(x19), "r"(x3), "r"(x30), "r"(x5)
			 : "memory");
}

__attribute__((noinline)) void swiftlet_pass_here(long argument)
{
	register long x19 __asm__("x19") = argument;

	__asm__ volatile(PROBE("places", "0", "-8@x19") : : "r"(x19));
}

__attribute__((noinline)) void swiftlet_pass_there(long argument)
{
	__asm__ volatile("sub sp, sp, #32\n"
			 "str %0, [sp, #24]\n" PROBE("places", "0", "-8@[sp, 24]") "add sp, sp, #32\n"
			 :
			 : "r"(argument)
			 : "memory");
}

#define COUNTED_BY(readers)                                                                        \
	do {                                                                                       \
		register long x0 __asm__("x0") = readers;                                          \
		__asm__ volatile(PROBE("counted", "swiftlet_counted_semaphore", "-4@x0") : : "r"(x0)); \
	} while (0)

#endif

__attribute__((noinline)) int swiftlet_pass_counted(void)
{
	int readers = swiftlet_counted_semaphore;

	if (readers)
		COUNTED_BY(readers);
	return readers;
}
