/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel's half of the process tracer: every exec with its argument vector and environment,
 * every exit, every fork, through one ring buffer (layouts: process_tracer.h).
 *
 *   sys_enter_execve(at) ─▶ argv          ─▶ continue_env_stream ─▶ continue_env_stream ... 33 times
 *        │                                   128 variables          128 variables
 *        ▼
 *   sched_process_exec   ─▶ 24,000 bytes  ─▶ continue_exec_block ─▶ continue_exec_block ... 33 times
 *                                            6 x 32,000 bytes       6 x 32,000 bytes
 *
 * An exec that fails never gets to sched_process_exec: its strings are streamed when the system call
 * returns, by the cheapest hook that the kernel has (fexit, else kretprobe, else the sys_exit tracepoints).
 *
 * The stream path reads the caller's pointers one by one, before the kernel has looked at them. The
 * block path reads what the kernel has copied for the new program: one contiguous piece of memory
 * from mm->arg_start to mm->env_end. A verifier that lets no loop run long is answered the same way
 * in both: a bounded piece of work per program run, the progress noted in a map, a tail call.
 *
 * Nothing is dropped without being counted: every record that is tried takes the next sequence
 * number of its CPU, and every cause of a loss has a counter.
 *
 *   tracer_settings.h   what the loader decides
 *   tracer_maps.h       the ring, the counters, and what lasts from run to run
 *   tracer_turns.h      what to do where programs are preempted
 *   tracer_send.h       a record's header, and its way to the ring
 *   tracer_filter.h     who is shown
 *   tracer_exec.h       what is said of every exec
 *   tracer_context.h    where an exec took place, and with which rights
 *   tracer_paths.h      the path of a file, and of a cgroup
 *   tracer_stream.h     the stream path
 *   tracer_block.h      the block path
 *   tracer_failed.h     execs that fail
 *   tracer_lifecycle.h  forks and exits
 *   tracer_tcp.h        TCP connections
 */
#include "tracer_settings.h"
#include "tracer_maps.h"
#include "tracer_turns.h"
#include "tracer_send.h"
#include "tracer_filter.h"
#include "tracer_exec.h"
#include "tracer_context.h"
#include "tracer_paths.h"
#include "tracer_stream.h"
#include "tracer_block.h"
#include "tracer_failed.h"
#include "tracer_lifecycle.h"
#include "tracer_tcp.h"

const char program_license[] SEC("license") = "Dual BSD/GPL";
