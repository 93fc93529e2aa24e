/*
 * The half of capture-check that must be C: a program that looks at its own argument vector before
 * anything else does, and processes that call exec in every way there is.
 *
 *     worker ── check_launch ──▶ child ── exec step 0 ──▶ child's new program ── exec step 1 ──▶ ...
 *       ▲                          │                            │
 *       └──────── report file ◀────┴── struct check_report ◀────┘
 *
 * A process reads its plan from descriptor CHECK_PLAN: steps, one after the other, through
 * a file position that survives an exec. It appends what it saw to CHECK_REPORT. Both are
 * memfds, so that a child needs nothing of its argument vector or environment to know what it is: any
 * bytes may be there.
 *
 * Every function returns what the kernel returns: a result, or -errno.
 */
#ifndef CAPTURE_CHECK_H
#define CAPTURE_CHECK_H

#include <stddef.h>
#include <stdint.h>

enum {
	/* Descriptors of a child. High, so that nobody else's are in the way. */
	CHECK_FOLDER = 196,  /* the folder with the programs */
	CHECK_PROGRAM = 197, /* a memfd with a copy of this program */
	CHECK_REPORT = 198,
	CHECK_PLAN = 199,
	CHECK_MAGIC = 0x6b636863,
	/* As execveat(2) takes them (linux/fcntl.h). */
	CHECK_AT_FDCWD = -100,
	CHECK_AT_EMPTY_PATH = 0x1000,
};

enum check_method {
	CHECK_EXECVE = 0,
	CHECK_EXECVEAT = 1,
};

enum check_step_flags {
	CHECK_THREAD = 1,        /* a thread that is not the leader calls exec */
	CHECK_UNTOUCHED = 2,     /* the strings are on pages that this process has never touched */
	CHECK_BAD_STRING = 4,    /* argv[bad_index] points to nothing */
	CHECK_BAD_ARRAY = 8,     /* argv itself points to nothing */
	CHECK_KILL_AFTER = 16,   /* the new program kills itself with SIGKILL, once it has reported */
};

/*
 * One exec. In the plan, after it:
 *
 *     lengths        path          args          env
 *     │              │             │             └ env_bytes: envc strings, each with its NUL
 *     │              │             └ args_bytes: argc strings, each with its NUL
 *     │              └ path_length bytes, its NUL counted
 *     └ argc + envc numbers of 4 bytes: what each string has, its NUL counted
 */
struct check_step {
	uint32_t magic;
	uint32_t method;    /* enum check_method */
	uint32_t flags;     /* enum check_step_flags */
	int32_t folder;     /* of CHECK_EXECVEAT */
	int32_t exec_flags; /* of CHECK_EXECVEAT */
	uint32_t argc;
	uint32_t envc;
	uint32_t bad_index;
	uint64_t args_bytes;
	uint64_t env_bytes;
	uint32_t path_length;
	uint32_t reserved;
};

enum check_report_kind {
	CHECK_SAW = 1,    /* a new program: what it found */
	CHECK_FAILED = 2, /* an exec came back with an error */
	CHECK_CALLER = 3, /* the thread that is about to call exec */
};

/* A report of a process. If it saw something, args, env and filename follow. */
struct check_report {
	uint32_t magic;
	uint32_t kind; /* enum check_report_kind */
	uint32_t argc;
	uint32_t envc;
	uint64_t args_bytes; /* each string's NUL counted */
	uint64_t env_bytes;
	uint32_t filename_length; /* AT_EXECFN, without its NUL */
	int32_t error;            /* errno of CHECK_FAILED */
	uint32_t tid;
	uint32_t uid;
	uint32_t effective_uid;
	uint32_t reserved;
	uint8_t comm[16];
};

enum check_process_flags {
	CHECK_NEW_PID_NAMESPACE = 1,
	CHECK_NEW_USER_NAMESPACE = 2,
	CHECK_UNPRIVILEGED = 4, /* uid 65534 calls exec */
	CHECK_LARGE_STACK = 8,  /* as much space for strings as the kernel allows */
};

/* The worker's descriptors. */
struct check_process {
	uint32_t flags; /* enum check_process_flags */
	int32_t folder;
	int32_t program;
	int32_t report;
	int32_t plan;
};

/* Starts a process that follows its plan. Returns its pid in the caller's namespace. */
long check_launch(const struct check_process *process);

/* Starts a program with this process's environment. Returns its pid. */
long check_spawn(char *const arguments[]);

/* Waits for a child and stores its wait status in *status. */
long check_wait(int pid, int *status);

/* Creates a process that continues from here, like fork(2). */
long check_fork(void);
_Noreturn void check_exit(int status);

/* A memfd for reports. Its seal identifies it to a child. */
long check_report_file(void);
/* A memfd with these bytes, positioned at the beginning. */
long check_memory_file(const void *bytes, size_t count);
/* A memfd with a program that can run, because nobody has it open for writing. */
long check_program_file(const char *path);

long check_open_read(const char *path);
long check_open_folder(const char *path);
/* A file of this mode, whatever the umask is. */
long check_create(const char *path, unsigned mode);
long check_write(int fd, const void *bytes, size_t count);
long check_read(int fd, void *bytes, size_t count, uint64_t offset);
long check_size(int fd);
long check_close(int fd);
/* A new folder that everybody may go through; its path replaces the six X at the end. */
long check_make_folder(char *template);
long check_ensure_folder(const char *path);
long check_remove(const char *path);
long check_copy(const char *from, const char *to, unsigned mode);
long check_own_path(char *to, size_t count);

/* This process's environment, each string with its NUL: as much as there is room for. Returns how many
 * bytes it has. */
long check_environment(void *to, size_t count);

/* An argument of this process; NULL behind the last one. */
const char *check_argument(int index);
int check_pid(void);
/* CLOCK_REALTIME in nanoseconds. */
uint64_t check_time(void);
uint64_t check_random(void);
/* No core files, and no signal that the caller blocked. */
void check_prepare(void);

#endif
