/*
 * What a tracer gives up once its programs are attached, since it then reads what everybody writes:
 * capabilities, privilege by exec, and system calls that its loop does not make.
 *
 * Everything here holds for the calling thread and for those that it starts later (capabilities(7),
 * prctl(2), seccomp(2)).
 */
#ifndef SWIFTLET_SANDBOX_H
#define SWIFTLET_SANDBOX_H

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <ucontext.h>
#include <unistd.h>

#include "files.h"
#include "sandbox_calls.h"
#include "system_call_names.h"

#if defined(__x86_64__)
#define SWIFTLET_AUDIT_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define SWIFTLET_AUDIT_ARCH AUDIT_ARCH_AARCH64
#endif

/* ---- capabilities ---- */

/* Leaves of the capabilities those in `kept` that the thread has, and takes the way back to any other: in the
 * bounding set, the ambient set, and for uid 0. Returns 0 or -errno. */
static inline long swiftlet_drop_capabilities(uint64_t kept)
{
	struct swiftlet_capabilities own;
	long result = swiftlet_capabilities(&own);
	int can_bound, number;

	if (result < 0)
		return result;
	/* CAP_SETPCAP, which these need: without it there is no way back but exec, which is over. */
	can_bound = own.sets[0].effective >> 8 & 1;
	for (number = 0; can_bound && number < 64; number++)
		if (!(kept >> number & 1) && prctl(PR_CAPBSET_READ, number, 0, 0, 0) == 1 &&
		    prctl(PR_CAPBSET_DROP, number, 0, 0, 0) < 0)
			return -errno;
	/* uid 0 gets nothing by exec, nor by a change of uid; for good (SECBIT_NOROOT,
	 * SECBIT_NO_SETUID_FIXUP, SECBIT_NO_CAP_AMBIENT_RAISE, each with its lock). */
	if (can_bound && prctl(PR_SET_SECUREBITS, 0xcf, 0, 0, 0) < 0)
		return -errno;
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0)
		return -errno;
	for (number = 0; number < 2; number++) {
		own.sets[number].permitted &= (uint32_t)(kept >> 32 * number);
		own.sets[number].effective = own.sets[number].permitted;
		own.sets[number].inheritable = 0;
	}
	if (syscall(SYS_capset, &own.header, own.sets) < 0)
		return -errno;
	return 0;
}

/* ---- a call that is refused ---- */

/* Writes which call it was, once for each, and has it fail with EPERM: what made it goes on. */
static inline void swiftlet_refused(int signal, siginfo_t *info, void *context)
{
	static unsigned char reported[1024 / 8];
	char line[160] = "swiftlet: sandbox: system call ";
	unsigned number = (unsigned)info->si_syscall, place = number & 1023;
	ucontext_t *registers = (ucontext_t *)context;
	unsigned char bit = (unsigned char)(1u << place % 8);
	char digits[12];
	size_t length = 0, name;
	const char *text;

	(void)signal;
	/* Somebody may send the signal as well. */
	if (info->si_code != 1 /* SYS_SECCOMP */)
		return;
#if defined(__x86_64__)
	registers->uc_mcontext.gregs[13 /* REG_RAX */] = -EPERM;
#elif defined(__aarch64__)
	registers->uc_mcontext.regs[0] = (uint64_t)-EPERM;
#endif
	if (__atomic_fetch_or(&reported[place / 8], bit, __ATOMIC_RELAXED) & bit)
		return;
	do
		digits[length++] = (char)('0' + number % 10);
	while ((number /= 10));
	for (name = strlen(line); length; name++)
		line[name] = digits[--length];
	text = swiftlet_system_call_name((unsigned)info->si_syscall, &length);
	if (length) {
		memcpy(line + name, " (", 2);
		memcpy(line + name + 2, text, length);
		name += length + 2;
		line[name++] = ')';
	}
	text = " is not allowed and was not made: run with --no-sandbox, and report this line\n";
	length = strlen(text);
	memcpy(line + name, text, length);
	if (write(2, line, name + length) < 0)
		return;
}

/* ---- the filter ---- */

#define SWIFTLET_ARGUMENT_LOW(n) offsetof(struct seccomp_data, args[n])
#define SWIFTLET_LOAD(offset) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (offset))
#define SWIFTLET_RETURN(what) BPF_STMT(BPF_RET | BPF_K, (what))

/* What the loop may do beside the calls of sandbox_calls.h. */
enum swiftlet_sandbox_needs {
	SWIFTLET_SANDBOX_NETWORK = 1, /* sends spans */
};

/*
 * The filter for this architecture: each allowed call is one comparison, and calls whose arguments count are
 * looked at first. Returns the number of instructions; `filter` has room for `room`.
 */
static inline size_t swiftlet_sandbox_filter(unsigned needs, struct sock_filter *filter, size_t room)
{
	size_t count = 0, index;

#define ADD(...)                                                                                     \
	do {                                                                                         \
		const struct sock_filter added[] = {__VA_ARGS__};                                    \
		if (count + sizeof(added) / sizeof(*added) > room)                                   \
			return 0;                                                                    \
		memcpy(filter + count, added, sizeof(added));                                        \
		count += sizeof(added) / sizeof(*added);                                             \
	} while (0)
#define IF_CALL(number, skipped) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, (skipped))
#define IF_BITS(bits, yes, no) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (bits), (yes), (no))
#define IF_VALUE(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), (yes), (no))
#define ALLOW SWIFTLET_RETURN(SECCOMP_RET_ALLOW)
#define REFUSE SWIFTLET_RETURN(SECCOMP_RET_TRAP)

	/* Another architecture's calls have other numbers (32-bit calls, x32). */
	ADD(SWIFTLET_LOAD(offsetof(struct seccomp_data, arch)), IF_VALUE(SWIFTLET_AUDIT_ARCH, 1, 0),
	    SWIFTLET_RETURN(SECCOMP_RET_KILL_PROCESS), SWIFTLET_LOAD(offsetof(struct seccomp_data, nr)));
	for (index = 0; index < sizeof(swiftlet_allowed_calls) / sizeof(*swiftlet_allowed_calls); index++)
		ADD(IF_CALL(swiftlet_allowed_calls[index], 1), ALLOW);
	if (needs & SWIFTLET_SANDBOX_NETWORK)
		for (index = 0; index < sizeof(swiftlet_network_calls) / sizeof(*swiftlet_network_calls);
		     index++)
			ADD(IF_CALL(swiftlet_network_calls[index], 1), ALLOW);
	/* Memory that can be run: not, but for the resolver of names, which loads libraries. */
	for (index = 0; index < 2; index++)
		ADD(IF_CALL(index ? SYS_mprotect : SYS_mmap, 4), SWIFTLET_LOAD(SWIFTLET_ARGUMENT_LOW(2)),
		    IF_BITS(needs & SWIFTLET_SANDBOX_NETWORK ? 0 : PROT_EXEC, 1, 0), ALLOW, REFUSE);
	/* Threads, and no processes. clone3 has its flags in memory; without it libraries use clone. */
	ADD(IF_CALL(SYS_clone, 4), SWIFTLET_LOAD(SWIFTLET_ARGUMENT_LOW(0)),
	    IF_BITS(0x10000 /* CLONE_THREAD */, 0, 1), ALLOW, REFUSE);
#ifdef SYS_clone3
	ADD(IF_CALL(SYS_clone3, 1), SWIFTLET_RETURN(SECCOMP_RET_ERRNO | ENOSYS));
#endif
	/* Of bpf(2) what goes with maps that are there, and a larger ring: BPF_MAP_CREATE to _GET_NEXT_KEY (0 to
	 * 4), BPF_OBJ_GET_INFO_BY_FD (15), BPF_MAP_LOOKUP_BATCH to _DELETE_BATCH (24 to 27). */
	ADD(IF_CALL(SYS_bpf, 7), SWIFTLET_LOAD(SWIFTLET_ARGUMENT_LOW(0)),
	    BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, 27, 4, 0), BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 24, 2, 0),
	    IF_VALUE(15, 1, 0), BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, 4, 1, 0), ALLOW, REFUSE);
	/* A terminal's size and whether one is there (TCGETS, TCGETS2, TIOCGWINSZ); the end of a perf event
	 * (PERF_EVENT_IOC_DISABLE). No TIOCSTI. */
	ADD(IF_CALL(SYS_ioctl, 7), SWIFTLET_LOAD(SWIFTLET_ARGUMENT_LOW(1)), IF_VALUE(0x5401, 4, 0),
	    IF_VALUE(0x802c542a, 3, 0), IF_VALUE(0x5413, 2, 0), IF_VALUE(0x2401, 1, 0), REFUSE, ALLOW);
	/* The name of a thread, that of a piece of memory (PR_SET_VMA), and no core file for a tracer that dies of
	 * the command's signal (PR_SET_DUMPABLE). */
	ADD(IF_CALL(SYS_prctl, 6), SWIFTLET_LOAD(SWIFTLET_ARGUMENT_LOW(0)), IF_VALUE(PR_SET_NAME, 3, 0),
	    IF_VALUE(0x53564d41, 2, 0), IF_VALUE(PR_SET_DUMPABLE, 1, 0), REFUSE, ALLOW);
	ADD(REFUSE);
	return count;
#undef ADD
#undef IF_CALL
#undef IF_BITS
#undef IF_VALUE
#undef ALLOW
#undef REFUSE
}

/*
 * Crashes kill with their own signal. The Swift runtime's handlers, which block every signal, would start another
 * program to print a backtrace; and a refused call kills where SIGSYS is blocked, without a word.
 */
static inline void swiftlet_forget_crash_handlers(void)
{
	static const int crashes[] = {SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV};
	struct sigaction action;
	size_t index;

	for (index = 0; index < sizeof(crashes) / sizeof(*crashes); index++)
		if (sigaction(crashes[index], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
			signal(crashes[index], SIG_DFL);
}

/* From here on, and in threads that are started later, other calls fail and are reported. Returns 0 or
 * -errno. Needs no_new_privs. */
static inline long swiftlet_filter_calls(unsigned needs)
{
	struct sock_filter filter[512];
	struct sock_fprog program = {0, filter};
	struct sigaction action;
	sigset_t refusal;

	program.len = (unsigned short)swiftlet_sandbox_filter(
		needs, filter, sizeof(filter) / sizeof(*filter));
	if (!program.len)
		return -E2BIG;
	swiftlet_forget_crash_handlers();
	memset(&action, 0, sizeof(action));
	action.sa_sigaction = swiftlet_refused;
	action.sa_flags = SA_SIGINFO | SA_RESTART | SA_NODEFER;
	if (sigaction(SIGSYS, &action, NULL) < 0)
		return -errno;
	/* The starter may have blocked it. */
	sigemptyset(&refusal);
	sigaddset(&refusal, SIGSYS);
	sigprocmask(SIG_UNBLOCK, &refusal, NULL);
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) < 0)
		return -errno;
	return 0;
}

static inline long swiftlet_set_no_new_privs(void)
{
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? -errno : 0;
}

#endif
