/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * TCP connections that processes open, by the state changes of their sockets:
 *
 *     connect(2)            the peer answers               either side ends it
 *     CLOSE -> SYN_SENT     SYN_SENT -> ESTABLISHED        ... -> CLOSE
 *     in the process        in an interrupt, mostly        anywhere
 *
 * Only the first change shows which process opened the connection, so the process is recorded then, by socket.
 * An accepted connection changes state in an interrupt, before any process has seen it, and is not reported.
 *
 * These programs may interrupt the others, and each other. So the only per-CPU map they use is the counters,
 * with atomic adds; their records have no sequence numbers; and the second program is used on every kernel
 * (tracer_turns.h).
 */
#ifndef SWIFTLET_TRACER_TCP_H
#define SWIFTLET_TRACER_TCP_H

#include "bpf_program.h"
#include "kernel_types.h"
#include "process_tracer.h"
#include "tracer_filter.h"
#include "tracer_send.h"
#include "tracer_tasks.h"
#include "tracer_turns.h"

/* include/net/tcp_states.h */
enum { TCP_ESTABLISHED = 1, TCP_SYN_SENT = 2, TCP_CLOSE = 7 };
enum { AF_INET = 2, AF_INET6 = 10 };
enum { IPPROTO_TCP = 6 };
/* enum sock_flags, include/net/sock.h */
enum { SOCK_DONE = 1 };

struct connection {
	__u64 id;
	__u64 start_time_ns;
	__u32 pid;
	__u32 tid;
	__u32 ppid;
	__u16 local_port;
	__u8 was_established;
	__u8 reserved;
	char comm[TASK_COMM_LENGTH];
};

/* By the address of the socket, while it connects or is connected. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16384);
	__type(key, __u64);
	__type(value, struct connection);
} connections SEC(".maps");

static __always_inline __u16 swap_16(__u16 value)
{
	return __builtin_bswap16(value);
}

/* inet_sport keeps the port even after inet_put_port has released it, which happens before the state changes. */
static __always_inline __u16 local_port_of(struct sock *socket)
{
	__u16 port = 0;

	kernel_read(port, ((struct inet_sock *)socket)->inet_sport);
	return swap_16(port);
}

/* Records the current task as the owner of a connection. Called for connect(2). */
static __always_inline void connection_begins(__u64 socket)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct event_header header = {};
	struct connection begun = {};
	struct sender sender;

	if (!is_traced() || !is_program_shown(task) || !make_sender(&sender))
		return;
	fill_header(&header, task, 0);
	begun.pid = header.pid;
	begun.tid = header.tid;
	begun.ppid = header.ppid;
	begun.start_time_ns = bpf_ktime_get_boot_ns();
	/* No two begin on one CPU in the same nanosecond. The lower 48 bits wrap around after three days. */
	begun.id = (__u64)header.cpu << 48 | (begun.start_time_ns & 0xffffffffffff);
	bpf_get_current_comm(begun.comm, sizeof(begun.comm));
	if (bpf_map_update_elem(&connections, &socket, &begun, BPF_ANY))
		count(sender.counters, COUNTER_CONNECTIONS_FULL);
}

static __always_inline void read_addresses(struct event_tcp *record, struct sock *socket)
{
	struct sock_common *common = &socket->__sk_common;
	__u16 port = 0;

	kernel_read(record->family, common->skc_family);
	kernel_read(port, common->skc_dport);
	record->remote_port = swap_16(port);
	if (record->family == AF_INET6) {
		kernel_read(record->local_address, common->skc_v6_rcv_saddr);
		kernel_read(record->remote_address, common->skc_v6_daddr);
	} else {
		kernel_read(*(__u32 *)record->local_address, common->skc_rcv_saddr);
		kernel_read(*(__u32 *)record->remote_address, common->skc_daddr);
	}
}

static __always_inline void read_bytes(struct event_tcp *record, struct sock *socket)
{
	struct tcp_sock *tcp = (void *)socket;
	__u64 sent = 0, again = 0, received = 0;
	unsigned long flags = 0;

	kernel_read(sent, tcp->bytes_sent);
	kernel_read(again, tcp->bytes_retrans);
	record->bytes_sent = sent - again;
	kernel_read(received, tcp->bytes_received);
	kernel_read(flags, socket->__sk_common.skc_flags);
	/* Only the peer's FIN sets it (tcp_fin, net/ipv4/tcp_input.c). */
	if (received && flags & (1 << SOCK_DONE))
		received--;
	record->bytes_received = received;
}

static __always_inline void send_connection(struct connection *connection, struct sock *socket,
					    enum event_type type)
{
	struct event_tcp record = {};
	struct sender sender;

	if (!make_sender(&sender))
		return;
	record.header.cpu = NO_SEQUENCE;
	record.header.pid = connection->pid;
	record.header.tid = connection->tid;
	record.header.ppid = connection->ppid;
	record.connection_id = connection->id;
	record.start_time_ns = connection->start_time_ns;
	record.was_established = connection->was_established;
	__builtin_memcpy(record.comm, connection->comm, sizeof(record.comm));
	read_addresses(&record, socket);
	record.local_port = connection->local_port;
	read_bytes(&record, socket);
	send_unnumbered(&sender, &record.header, type, sizeof(record), true);
}

static __always_inline void socket_changed(struct sock *socket, int now)
{
	__u64 key = (__u64)socket;
	struct connection *connection;
	__u16 protocol = 0;

	if (now == TCP_SYN_SENT) {
		kernel_read(protocol, socket->sk_protocol);
		if (protocol == IPPROTO_TCP)
			connection_begins(key);
		return;
	}
	if (now != TCP_ESTABLISHED && now != TCP_CLOSE)
		return;
	connection = bpf_map_lookup_elem(&connections, &key);
	if (!connection)
		return;
	if (!connection->local_port)
		connection->local_port = local_port_of(socket);
	if (now == TCP_ESTABLISHED) {
		connection->was_established = 1;
		send_connection(connection, socket, EVENT_TCP_CONNECT);
		return;
	}
	send_connection(connection, socket, EVENT_TCP_CLOSE);
	bpf_map_delete_elem(&connections, &key);
}

static __always_inline int state_changes(__u64 *ctx, enum turn turn)
{
	int now = ctx[2];

	begin_undisturbed();
	/* Always in turns, since an interrupt may come even without preemption. By socket, since the interrupted
	 * thread may have nothing to do with it. Every state, since a missed run counts whatever its state is. */
	if (takes_turn(turn, ctx[0], now))
		socket_changed((void *)ctx[0], now);
	end_undisturbed();
	return 0;
}

TWO_PROGRAMS("tp_btf/inet_sock_set_state", inet_sock_set_state, __u64, state_changes)

#endif
