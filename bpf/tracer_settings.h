/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Constants that the loader sets before it loads the programs, so that the verifier removes unused code,
 * and one word that the consumer writes while they run.
 */
#ifndef SWIFTLET_TRACER_SETTINGS_H
#define SWIFTLET_TRACER_SETTINGS_H

#include "bpf_program.h"

/* Stream strings at the entry of the system call. If not set, the block path sends everything. */
const volatile bool stream_path = false;
/* Record each entry of the system call in env_stream_state_map. The stream path needs this, and so do
 * failed execs where only tracepoints can report them. */
const volatile bool note_entries = false;
/* Trace only processes in traced_processes and their descendants. */
const volatile bool follow_descendants = false;
/* Also follow the children of followed processes. */
const volatile bool follow_forks = true;
/* The inode of the pid namespace that the tracer runs in; 0 for the initial one. */
const volatile __u32 own_pid_namespace = 0;
const volatile bool send_forks = true;
const volatile bool send_exits = true;
/* Send one of this many execs of each CPU. */
const volatile __u32 sample_every = 1;
/* Another task may run on a CPU while a program runs there: see tracer_turns.h. */
const volatile bool is_preemptible = false;

/* Set by the consumer before it sleeps: the next record must wake it. */
volatile __u32 consumer_sleeps SEC(".data.consumer") = 0;

#endif
