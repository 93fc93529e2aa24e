/* Records a loader's bpf(2) calls, in a form in which two loaders can be compared.
 *
 *     map NAME type 2 key 4 value 8 entries 1 flags 0 numa 0 extra 0 types 3/7 inner - = 0
 *     value MAP 00000000 <hash of the value's bytes>     BPF_MAP_UPDATE_ELEM; of a map of maps or
 *                                                        programs, what the slot holds
 *     freeze MAP = 0
 *     program NAME type 5 attach 0 flags 0 hook 0 in - license GPL version 0 = 0 tag 16-hex verified 12
 *     i 85000000000000000005                             the instructions given to the kernel,
 *     i 18110000… map NAME                               descriptors replaced by names
 *     f OFFSET NAME                                      function records, by the function's name
 *     l COUNT HASH                                       line records
 *     link NAME to 12 = 0
 *
 * Numbers after "=" are 0 or -errno. A descriptor is named by asking the kernel about it. */
#define _GNU_SOURCE
#include "call_recorder.h"

#include <errno.h>
#include <linux/bpf.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int output = -1;
/* RECORD_HASHES: "i COUNT HASH" in place of all instructions, where the record has to be small. */
static int is_short;
static int is_linked;
static unsigned long long nanoseconds, calls;

/* The call itself. __real_syscall would not exist without --wrap. */
static long kernel(long number, long a, long b, long c, long d, long e, long f)
{
#ifdef __x86_64__
	long result;
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	__asm__ volatile("syscall" : "=a"(result)
			 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
#else
#error "the recorder makes system calls by itself, so far on x86-64 only"
#endif
}

static long ask(const void *attributes, unsigned size)
{
	return kernel(SYS_bpf, BPF_OBJ_GET_INFO_BY_FD, (long)attributes, size, 0, 0, 0);
}

/* Parts of bpf_attr that this machine's headers may lack. */
struct program_load {
	uint32_t prog_type, insn_cnt;
	uint64_t insns, license;
	uint32_t log_level, log_size;
	uint64_t log_buf;
	uint32_t kern_version, prog_flags;
	char prog_name[16];
	uint32_t prog_ifindex, expected_attach_type, prog_btf_fd, func_info_rec_size;
	uint64_t func_info;
	uint32_t func_info_cnt, line_info_rec_size;
	uint64_t line_info;
	uint32_t line_info_cnt, attach_btf_id, attach_btf_obj_fd, core_relo_cnt;
	uint64_t fd_array, core_relos;
	uint32_t core_relo_rec_size, log_true_size;
};
struct map_create {
	uint32_t map_type, key_size, value_size, max_entries, map_flags, inner_map_fd, numa_node;
	char map_name[16];
	uint32_t map_ifindex, btf_fd, btf_key_type_id, btf_value_type_id, btf_vmlinux_value_type_id;
	uint64_t map_extra;
};

int call_recorder_is_linked(void)
{
	is_linked = 0;
	syscall(SYS_getpid);
	return is_linked;
}

void call_recorder_write_to(int file)
{
	output = file;
	is_short = getenv("RECORD_HASHES") != NULL;
}
void call_recorder_note(const char *line) { if (output >= 0) dprintf(output, "%s\n", line); }
unsigned long long call_recorder_nanoseconds(void) { return nanoseconds; }
unsigned long long call_recorder_calls(void) { return calls; }

long call_recorder_peak_kilobytes(void)
{
	char line[128];
	long peak = -1;
	FILE *file = fopen("/proc/self/status", "re");
	if (!file) return -1;
	while (fgets(line, sizeof line, file))
		if (sscanf(line, "VmHWM: %ld", &peak) == 1) break;
	fclose(file);
	return peak;
}

static unsigned long long now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (unsigned long long)time.tv_sec * 1000000000ull + (unsigned long long)time.tv_nsec;
}

/* FNV-1a */
static uint64_t hash(const void *bytes, size_t count)
{
	uint64_t value = 0xcbf29ce484222325ull;
	for (size_t i = 0; i < count; i++)
		value = (value ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3ull;
	return value;
}

static int is_zero(const unsigned char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (bytes[i]) return 0;
	return 1;
}

/* A part of bpf_attr, zero beyond the caller's size. */
static void take(void *part, size_t size, const void *attributes, size_t given)
{
	memset(part, 0, size);
	memcpy(part, attributes, given < size ? given : size);
}

static int info(int fd, void *info, uint32_t size)
{
	struct { uint32_t fd, size; uint64_t info; } attributes = { (uint32_t)fd, size, (uint64_t)(uintptr_t)info };
	memset(info, 0, size);
	return (int)ask(&attributes, sizeof attributes);
}

static const char *map_name(int fd)
{
	static char text[64];
	struct bpf_map_info map;
	if (info(fd, &map, sizeof map) < 0) return "?";
	snprintf(text, sizeof text, "%.16s", map.name[0] ? map.name : "-");
	return text;
}

static const char *program_name(int fd)
{
	static char text[64];
	struct bpf_prog_info program;
	if (info(fd, &program, sizeof program) < 0) return "?";
	snprintf(text, sizeof text, "%.16s", program.name);
	return text;
}

/* "vmlinux", a module's name, or "object". */
static const char *types_name(int fd)
{
	static char text[80];
	char name[64] = "";
	struct bpf_btf_info types;
	struct { uint32_t fd, size; uint64_t info; } attributes = { (uint32_t)fd, sizeof types, (uint64_t)(uintptr_t)&types };
	memset(&types, 0, sizeof types);
	types.name = (uint64_t)(uintptr_t)name;
	types.name_len = sizeof name;
	if (fd == 0) return "-";
	if (ask(&attributes, sizeof attributes) < 0) return "?";
	snprintf(text, sizeof text, "%s", types.kernel_btf ? name : "object");
	return text;
}

static int in_array(uint64_t array, int index)
{
	return array ? ((const int *)(uintptr_t)array)[index] : -1;
}

static void write_program(const struct program_load *load, long result)
{
	const unsigned char *bytes = (const unsigned char *)(uintptr_t)load->insns;
	struct bpf_prog_info program;
	const char *license = (const char *)(uintptr_t)load->license;

	dprintf(output, "program %.16s type %u attach %u flags %u hook %u in %s license %s version %u",
		load->prog_name[0] ? load->prog_name : "-", load->prog_type, load->expected_attach_type,
		load->prog_flags, load->attach_btf_id,
		load->attach_btf_obj_fd ? types_name((int)load->attach_btf_obj_fd) : "-",
		license ? license : "-", load->kern_version);
	if (result >= 0 && info((int)result, &program, sizeof program) == 0) {
		dprintf(output, " = 0 tag ");
		for (int i = 0; i < 8; i++) dprintf(output, "%02x", program.tag[i]);
		dprintf(output, " verified %u\n", program.verified_insns);
	} else {
		dprintf(output, " = %ld\n", result >= 0 ? 0 : result);
	}
	uint64_t sum = 0;
	for (uint32_t i = 0; i < load->insn_cnt; i++, bytes += 8) {
		struct bpf_insn insn[2];
		uint64_t word[2];
		char suffix[96] = "";
		memcpy(insn, bytes, i + 1 < load->insn_cnt ? 16 : 8);
		int is_wide = insn[0].code == (BPF_LD | BPF_IMM | BPF_DW) && i + 1 < load->insn_cnt;
		if (is_wide && (insn[0].src_reg == 1 || insn[0].src_reg == 2)) {
			snprintf(suffix, sizeof suffix, " map %s", map_name(insn[0].imm));
			insn[0].imm = 0;
		} else if (is_wide && (insn[0].src_reg == 5 || insn[0].src_reg == 6)) {
			snprintf(suffix, sizeof suffix, " map %s", map_name(in_array(load->fd_array, insn[0].imm)));
			insn[0].imm = 0;
			insn[0].src_reg -= 4;
		} else if (is_wide && insn[0].src_reg == 3) {
			snprintf(suffix, sizeof suffix, " variable in %s", types_name(insn[1].imm));
			insn[1].imm = 0;
		} else if (insn[0].code == (BPF_JMP | BPF_CALL) && insn[0].src_reg == 2) {
			snprintf(suffix, sizeof suffix, " function in %s",
				 insn[0].off ? types_name(in_array(load->fd_array, insn[0].off)) : "vmlinux");
			insn[0].off = 0;
		}
		memcpy(word, insn, is_wide ? 16 : 8);
		if (is_short)
			sum = (sum << 7 | sum >> 57) ^ hash(word, is_wide ? 16 : 8) ^ hash(suffix, strlen(suffix));
		else
			dprintf(output, "i %016llx%s\n", (unsigned long long)word[0], suffix);
		if (is_wide) {
			if (!is_short) dprintf(output, "i %016llx\n", (unsigned long long)word[1]);
			i++;
			bytes += 8;
		}
	}
	if (is_short) dprintf(output, "i %u %016llx\n", load->insn_cnt, (unsigned long long)sum);
	const unsigned char *records = (const unsigned char *)(uintptr_t)load->func_info;
	for (uint32_t i = 0; records && i < load->func_info_cnt; i++) {
		uint32_t record[2];
		memcpy(record, records + (size_t)i * load->func_info_rec_size, 8);
		dprintf(output, "f %u type %u\n", record[0], record[1]);
	}
	if (load->line_info && load->line_info_cnt)
		dprintf(output, "l %u %016llx\n", load->line_info_cnt,
			(unsigned long long)hash((const void *)(uintptr_t)load->line_info,
						 (size_t)load->line_info_cnt * load->line_info_rec_size));
}

static void write_map(const struct map_create *create, long result)
{
	char inner[64] = "-";
	if (create->inner_map_fd) snprintf(inner, sizeof inner, "%s", map_name((int)create->inner_map_fd));
	dprintf(output, "map %.16s type %u key %u value %u entries %u flags %u numa %u extra %llu types %u/%u/%u inner %s = %ld\n",
		create->map_name[0] ? create->map_name : "-", create->map_type, create->key_size,
		create->value_size, create->max_entries, create->map_flags, create->numa_node,
		(unsigned long long)create->map_extra, create->btf_key_type_id, create->btf_value_type_id,
		create->btf_vmlinux_value_type_id, inner, result >= 0 ? 0 : result);
}

static void write_value(const void *attributes, size_t size)
{
	struct { uint32_t fd, padding; uint64_t key, value, flags; } update;
	struct bpf_map_info map;
	uint32_t key = 0;
	take(&update, sizeof update, attributes, size);
	if (info((int)update.fd, &map, sizeof map) < 0) return;
	memcpy(&key, (const void *)(uintptr_t)update.key, map.key_size < 4 ? map.key_size : 4);
	dprintf(output, "value %.16s %08x ", map.name, key);
	if (map.type == BPF_MAP_TYPE_ARRAY_OF_MAPS || map.type == BPF_MAP_TYPE_HASH_OF_MAPS)
		dprintf(output, "map %s\n", map_name(*(const int *)(uintptr_t)update.value));
	else if (map.type == BPF_MAP_TYPE_PROG_ARRAY)
		dprintf(output, "program %s\n", program_name(*(const int *)(uintptr_t)update.value));
	else if (map.type == BPF_MAP_TYPE_PERCPU_ARRAY || map.type == BPF_MAP_TYPE_PERCPU_HASH)
		dprintf(output, "per-cpu\n");
	else if (is_zero((const void *)(uintptr_t)update.value, map.value_size))
		dprintf(output, "zero\n");
	else
		dprintf(output, "%016llx\n", (unsigned long long)hash((const void *)(uintptr_t)update.value, map.value_size));
}

static void write_call(long command, const void *attributes, size_t size, long result)
{
	switch (command) {
	case BPF_MAP_CREATE: {
		struct map_create create;
		take(&create, sizeof create, attributes, size);
		write_map(&create, result);
		break;
	}
	case BPF_MAP_UPDATE_ELEM:
		write_value(attributes, size);
		break;
	case BPF_MAP_FREEZE:
		dprintf(output, "freeze %s = %ld\n", map_name((int)*(const uint32_t *)attributes), result >= 0 ? 0 : result);
		break;
	case BPF_PROG_LOAD: {
		struct program_load load;
		take(&load, sizeof load, attributes, size);
		write_program(&load, result);
		break;
	}
	case BPF_LINK_CREATE: {
		struct { uint32_t program, target, type, flags; } link;
		take(&link, sizeof link, attributes, size);
		dprintf(output, "link %s attach %u flags %u = %ld\n", program_name((int)link.program), link.type, link.flags, result >= 0 ? 0 : result);
		break;
	}
	case BPF_RAW_TRACEPOINT_OPEN: {
		struct { uint64_t name; uint32_t program; } open;
		take(&open, sizeof open, attributes, size);
		dprintf(output, "link %s to %s = %ld\n", program_name((int)open.program),
			open.name ? (const char *)(uintptr_t)open.name : "-", result >= 0 ? 0 : result);
		break;
	}
	default:
		break;
	}
}

long __wrap_syscall(long number, ...);
long __wrap_syscall(long number, ...)
{
	long a[6];
	va_list arguments;
	va_start(arguments, number);
	for (int i = 0; i < 6; i++) a[i] = va_arg(arguments, long);
	va_end(arguments);
	is_linked = 1;
	unsigned long long start = number == SYS_bpf ? now() : 0;
	long result = kernel(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	if (number == SYS_bpf) {
		nanoseconds += now() - start;
		calls++;
		if (output >= 0) write_call(a[0], (const void *)a[1], (size_t)a[2], result);
	}
	if (result >= 0) return result;
	errno = (int)-result;
	return -1;
}
