/* One system call inside the tracer's sandbox, in a process of its own. */
#ifndef SANDBOX_TRIAL_H
#define SANDBOX_TRIAL_H

enum sandbox_call {
	TRY_EXECVE,
	TRY_FORK,
	TRY_SOCKET,
	TRY_PTRACE,
	TRY_SETUID,
	TRY_MOUNT,
	TRY_PROGRAM_LOAD,
	TRY_RUNNABLE_MEMORY,
	TRY_TERMINAL_INPUT,
	TRY_SECUREBITS,
	TRY_UNKNOWN_NUMBER,
	TRY_OTHER_ARCHITECTURE, /* ends the process */
	/* What is allowed. */
	TRY_OPEN,
	TRY_THREAD,
	TRY_MAP_LOOKUP, /* of a descriptor that is none: EBADF */
	TRY_PROGRAM_INFO,
	TRY_RENAME,
	TRY_STAT,
	TRY_CALLS,
};

/* The errno that the call gave, 0 for none, or 1000 + the signal that ended the process. What it wrote on
 * standard error is in `said`. */
int sandbox_trial(enum sandbox_call call, unsigned needs, char *said, unsigned long room);

/* The effective capabilities, and the bounding set, after all but `kept` were dropped. */
int sandbox_capabilities(unsigned long kept, unsigned long *effective, unsigned long *bounding);

#endif
