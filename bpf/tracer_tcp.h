/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * TCP connections that processes open, by the changes of their sockets' states:
 *
 *     connect(2)            the other side answers         either side ends it
 *     CLOSE -> SYN_SENT     SYN_SENT -> ESTABLISHED        ... -> CLOSE
 *     in the process        in an interrupt, mostly        anywhere
 *
 * Only the first change tells whose connection it is, so that is noted by socket. What is accepted changes
 * its state in an interrupt, before any process has seen it: it is not told of.
 *
 * These programs may interrupt the others, and themselves. So they use no per-CPU map but the counters,
 * which are added to atomically, and their records have no place in a sequence; and there are two of them
 * on every kernel (tracer_turns.h).
 */
#ifndef SWIFTLET_TRACER_TCP_H
#define SWIFTLET_TRACER_TCP_H

#include "tracer_filter.h"

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

/* By the address of the socket, while it is connecting or connected. */
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

/* The port outlives its being given back (inet_put_port), which comes before the state changes. */
static __always_inline __u16 local_port_of(struct sock *socket)
{
	__u16 port = 0;

	bpf_probe_read_kernel(&port, sizeof(port), &((struct inet_sock *)socket)->inet_sport);
	return swap_16(port);
}

/* connect(2) was called: the current task's connection begins. */
static __always_inline void connection_begins(__u64 socket)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct event_header header = {};
	struct connection begun = {};
	struct sender sender;

	if (!is_traced() || !is_program_shown(task) ||
	    !make_sender(&sender))
		return;
	fill_header(&header, task, 0);
	begun.pid = header.pid;
	begun.tid = header.tid;
	begun.ppid = header.ppid;
	begun.start_time_ns = bpf_ktime_get_boot_ns();
	/* No two begin on one CPU in the same nanosecond; the rest comes round in three days. */
	begun.id = (__u64)header.cpu << 48 | (begun.start_time_ns & 0xffffffffffff);
	bpf_get_current_comm(begun.comm, sizeof(begun.comm));
	if (bpf_map_update_elem(&connections, &socket, &begun, BPF_ANY))
		count(sender.counters, COUNTER_CONNECTIONS_FULL);
}

static __always_inline void read_addresses(struct event_tcp *record, struct sock *socket)
{
	struct sock_common *common = &socket->__sk_common;
	__u16 port = 0;

	bpf_probe_read_kernel(&record->family, sizeof(record->family), &common->skc_family);
	bpf_probe_read_kernel(&port, sizeof(port), &common->skc_dport);
	record->remote_port = swap_16(port);
	if (record->family == AF_INET6) {
		bpf_probe_read_kernel(record->local_address, 16, &common->skc_v6_rcv_saddr);
		bpf_probe_read_kernel(record->remote_address, 16, &common->skc_v6_daddr);
	} else {
		bpf_probe_read_kernel(record->local_address, 4, &common->skc_rcv_saddr);
		bpf_probe_read_kernel(record->remote_address, 4, &common->skc_daddr);
	}
}

static __always_inline void read_bytes(struct event_tcp *record, struct sock *socket)
{
	struct tcp_sock *tcp = (void *)socket;
	__u64 sent = 0, again = 0, received = 0;
	unsigned long flags = 0;

	bpf_probe_read_kernel(&sent, sizeof(sent), &tcp->bytes_sent);
	bpf_probe_read_kernel(&again, sizeof(again), &tcp->bytes_retrans);
	record->bytes_sent = sent - again;
	bpf_probe_read_kernel(&received, sizeof(received), &tcp->bytes_received);
	bpf_probe_read_kernel(&flags, sizeof(flags), &socket->__sk_common.skc_flags);
	/* Set by the other side's FIN, and by nothing else (tcp_fin, net/ipv4/tcp_input.c). */
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
		bpf_probe_read_kernel(&protocol, sizeof(protocol), &socket->sk_protocol);
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

/* Whether this program is the one to do the work: as is_due, but on every kernel, since an interrupt may
 * come where nothing else may; and by socket, since a thread may be interrupted by another's socket. */
static __always_inline bool is_change_due(enum turn turn, __u64 socket, __u64 state)
{
	struct counters *counters;
	__u32 zero = 0;
	__u64 *last;

	if (turn == FIRST) {
		bpf_map_update_elem(&seen_to_map, &socket, &state, BPF_ANY);
		return true;
	}
	last = bpf_map_lookup_elem(&seen_to_map, &socket);
	if (last && *last == state) {
		bpf_map_delete_elem(&seen_to_map, &socket);
		return false;
	}
	counters = bpf_map_lookup_elem(&counters_map, &zero);
	if (counters)
		count(counters, COUNTER_STOOD_IN);
	return true;
}

static __always_inline int state_changes(__u64 *ctx, enum turn turn)
{
	/* Other states of a connection are nothing to us. */
	int now = ctx[2];

	if (now != TCP_SYN_SENT && now != TCP_ESTABLISHED && now != TCP_CLOSE)
		return 0;
	begin_undisturbed();
	if (is_change_due(turn, ctx[0], now))
		socket_changed((void *)ctx[0], now);
	end_undisturbed();
	return 0;
}

SEC("tp_btf/inet_sock_set_state")
int inet_sock_set_state(__u64 *ctx)
{
	return state_changes(ctx, FIRST);
}

SEC("tp_btf/inet_sock_set_state")
int inet_sock_set_state_again(__u64 *ctx)
{
	return state_changes(ctx, SECOND);
}

#endif
