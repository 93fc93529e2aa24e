/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The BPF side of the process tracer. It sends every exec with its arguments and environment, every exit
 * and every fork through one ring buffer (layouts: process_tracer.h).
 *
 *   sys_enter_execve(at) ─▶ argv          ─▶ continue_env_stream ─▶ continue_env_stream ... 33 times
 *        │                                   128 variables          128 variables
 *        ▼
 *   sched_process_exec   ─▶ 24,000 bytes  ─▶ continue_exec_block ─▶ continue_exec_block ... 33 times
 *                                            6 x 32,000 bytes       6 x 32,000 bytes
 *
 * An exec that fails never reaches sched_process_exec. Its strings are streamed when the system call
 * returns, from the cheapest hook that the kernel supports: fexit, else kretprobe, else the tracepoint
 * sys_exit.
 *
 * The stream path follows the caller's pointers one by one, before the kernel does. The block path reads
 * the copy that the kernel made for the new program: one contiguous range from mm->arg_start to
 * mm->env_end. The verifier of older kernels rejects long loops, so on both paths each program run does a
 * bounded amount of work, keeps its progress in a map, and makes a tail call to continue.
 *
 * Every loss is counted: each attempted record takes the next sequence number of its CPU, and each cause
 * of a loss has a counter.
 *
 * Each header includes what it uses itself. In reading order:
 *
 *   tracer_settings.h   variables that the loader sets
 *   tracer_maps.h       the ring, the counters, and state that lasts from run to run
 *   tracer_turns.h      dealing with preemption
 *   tracer_tasks.h      process numbers and namespaces, and which processes are traced
 *   tracer_send.h       record headers, and sending records to the ring
 *   tracer_filter.h     which programs are shown
 *   tracer_exec.h       the fields that every EXEC record has
 *   tracer_paths.h      the paths of files and cgroups
 *   tracer_context.h    the context of an exec: credentials, session, namespaces
 *   tracer_calls.h      system calls in the caller's registers, by architecture
 *   tracer_stream.h     the stream path
 *   tracer_block.h      the block path
 *   tracer_failed.h     failed execs
 *   tracer_lifecycle.h  forks and exits
 *   tracer_tcp.h        TCP connections
 */
#include "bpf_program.h"
#include "tracer_block.h"
#include "tracer_failed.h"
#include "tracer_lifecycle.h"
#include "tracer_stream.h"
#include "tracer_tcp.h"

const char program_license[] SEC("license") = "Dual BSD/GPL";
