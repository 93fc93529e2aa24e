/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the loader decides before the programs are loaded (the verifier then removes what is not used),
 * and the one word that the consumer writes while they run.
 */
#ifndef SWIFTLET_TRACER_SETTINGS_H
#define SWIFTLET_TRACER_SETTINGS_H

#include "bpf_program.h"

/* Stream at the entry of the system call; else everything comes by the block path. */
const volatile bool stream_path = false;
/* The entries of the system call are noted in env_stream_state_map: the stream path needs it, and so
 * do failed execs where only tracepoints can report them. */
const volatile bool note_entries = false;
/* Only processes in traced_processes and their descendants. */
const volatile bool follow_descendants = false;
/* What a followed process forks is followed, too. */
const volatile bool follow_forks = true;
/* The inode of the pid namespace that the tracer runs in; 0 for the initial one. */
const volatile __u32 own_pid_namespace = 0;
const volatile bool send_forks = true;
const volatile bool send_exits = true;
/* Of each CPU's execs, send every one of that many. */
const volatile __u32 sample_every = 1;
/* Whether another task may run on this CPU while a program does: see tracer_turns.h. */
const volatile bool is_preemptible = false;

/* Set by the consumer before it goes to sleep: the next record is to wake it. */
volatile __u32 consumer_sleeps SEC(".data.consumer") = 0;

#endif
