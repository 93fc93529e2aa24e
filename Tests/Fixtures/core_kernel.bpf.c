/*
 * What the running kernel's types make of these is compared with what libbpf makes of them. None of it
 * need pass the verifier.
 */
#include "bpf_types.h"

enum { BYTE_OFFSET, BYTE_SIZE, FIELD_EXISTS, SIGNED, LEFT_SHIFT, RIGHT_SHIFT };
enum { LOCAL_ID, TARGET_ID };
enum { TYPE_EXISTS, TYPE_SIZE, TYPE_MATCHES };
enum { VALUE_EXISTS, VALUE };
#define field(kind, access) __builtin_preserve_field_info(access, kind)
#define type(kind, name) __builtin_preserve_type_info(*(typeof(name) *)0, kind)
#define type_id(kind, name) __builtin_btf_type_id(*(typeof(name) *)0, kind)
#define value(kind, type, name) __builtin_preserve_enum_value(*(type *)name, kind)
#define FUNCTION SEC("raw_tp/sched_switch") __u64

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct mm_struct { unsigned long arg_start, arg_end, env_start, env_end; };
struct css_set { struct cgroup *dfl_cgrp; };
struct kernfs_node { __u64 id; };
struct cgroup { struct kernfs_node *kn; int level; };
struct pid_namespace { struct { unsigned int inum; } ns; unsigned int level; };
struct upid { int nr; struct pid_namespace *ns; };
struct pid { unsigned int level; struct upid numbers[]; };
struct list_head { struct list_head *next, *prev; };
struct task_struct {
	int tgid, pid;
	int exit_code, exit_signal;
	char comm[16];
	struct task_struct *real_parent, *group_leader;
	struct mm_struct *mm;
	struct css_set *cgroups;
	struct pid *thread_pid;
	struct list_head children;
	unsigned int in_execve : 1;
	unsigned int no_such_bit : 1;
	unsigned int policy;
	unsigned int __state;
	int no_such_field;
	__u32 start_time;
	__u16 flags;
};
struct task_struct___old { long state; };
struct sk_buff { unsigned char pkt_type : 3; unsigned char cloned : 1; __u16 protocol; __u32 len; };
struct sock_common { union { struct { __u32 skc_daddr; __u32 skc_rcv_saddr; }; }; unsigned short skc_family; };
struct sock { struct sock_common __sk_common; __u16 sk_type; __u8 sk_userlocks : 4; };
struct iphdr { __u8 ihl : 4, version : 4; };
struct tcphdr { __u16 doff : 4, syn : 1, fin : 1; };
struct no_such_struct { int field; };
struct in6_addr { union { __u8 u6_addr8[16]; __u32 u6_addr32[4]; } in6_u; };
union bpf_attr { struct { __u32 map_type; }; __u64 no_such; };
struct bpf_prog_aux { unsigned char attach_tracing_prog; };

#pragma clang attribute pop

enum bpf_map_type { BPF_MAP_TYPE_RINGBUF_ = 0, BPF_MAP_TYPE_UNSPEC = 5, BPF_MAP_TYPE_NO_SUCH = 9 };
enum bpf_cmd___mine { BPF_PROG_LOAD = 0, BPF_LINK_CREATE___x = 1 };
enum mm_cid_state { MM_CID_UNSET = 5 };
enum no_such_enum { NOTHING = 1 };
enum pid_type { PIDTYPE_PID, PIDTYPE_TGID };
typedef int pid_t;
typedef unsigned int gfp_t;
typedef struct { int counter; } atomic_t;
typedef long (*no_such_callback_t)(int);
typedef int (*initcall_t)(void);
typedef int (*initcall_entry_t)(long);

FUNCTION offsets(struct task_struct *t)
{
	return t->tgid + t->pid + t->exit_code + t->exit_signal + t->comm[3] + t->policy + t->__state;
}
FUNCTION chains(struct task_struct *t)
{
	return t->mm->arg_start + t->mm->env_end + t->real_parent->group_leader->tgid +
	       t->cgroups->dfl_cgrp->kn->id + t->cgroups->dfl_cgrp->level +
	       t->thread_pid->numbers[2].ns->ns.inum + t->children.prev->next->prev - t->children.next;
}
FUNCTION resized(struct task_struct *t) { return t->start_time + t->flags; }
FUNCTION missing(struct task_struct *t) { return t->no_such_field; }
FUNCTION old_flavour(struct task_struct___old *t) { return field(FIELD_EXISTS, t->state); }
FUNCTION old_load(struct task_struct___old *t) { return t->state; }
FUNCTION missing_struct(struct no_such_struct *n) { return n->field; }
FUNCTION next_one(struct task_struct *t) { return t[1].tgid; }
FUNCTION addresses(struct task_struct *t) { return (long)&t->comm + (long)&t->comm[5]; }
FUNCTION nested(struct sock *s, union bpf_attr *a, struct in6_addr *i)
{
	return s->__sk_common.skc_daddr + s->__sk_common.skc_rcv_saddr + s->__sk_common.skc_family +
	       s->sk_type;
}
FUNCTION unions(union bpf_attr *a) { return a->map_type; }
FUNCTION arrays(struct in6_addr *i) { return i->in6_u.u6_addr8[9] + i->in6_u.u6_addr32[3]; }
FUNCTION bits(struct task_struct *t) { return field(FIELD_EXISTS, t->in_execve) + field(FIELD_EXISTS, t->no_such_bit); }

#define BITS(name, access)                                                                         \
	FUNCTION name##_bits(void *p)                                                              \
	{                                                                                          \
		return field(BYTE_OFFSET, access) * 2 + field(BYTE_SIZE, access) * 3 +             \
		       field(SIGNED, access) * 5 + field(LEFT_SHIFT, access) * 7 +                 \
		       field(RIGHT_SHIFT, access) * 9 + field(FIELD_EXISTS, access) * 11;          \
	}
BITS(in_execve, ((struct task_struct *)p)->in_execve)
BITS(cloned, ((struct sk_buff *)p)->cloned)
BITS(pkt_type, ((struct sk_buff *)p)->pkt_type)
BITS(protocol, ((struct sk_buff *)p)->protocol)
BITS(userlocks, ((struct sock *)p)->sk_userlocks)
BITS(version, ((struct iphdr *)p)->version)
BITS(doff, ((struct tcphdr *)p)->doff)
BITS(tgid, ((struct task_struct *)p)->tgid)

FUNCTION values(void *p)
{
	return value(VALUE, enum bpf_map_type, BPF_MAP_TYPE_UNSPEC) +
	       value(VALUE_EXISTS, enum bpf_map_type, BPF_MAP_TYPE_UNSPEC) +
	       value(VALUE_EXISTS, enum bpf_map_type, BPF_MAP_TYPE_NO_SUCH) +
	       value(VALUE_EXISTS, enum no_such_enum, NOTHING) +
	       value(VALUE, enum bpf_cmd___mine, BPF_LINK_CREATE___x) +
	       value(VALUE, enum mm_cid_state, MM_CID_UNSET);
}
FUNCTION no_value(void *p) { return value(VALUE, enum bpf_map_type, BPF_MAP_TYPE_NO_SUCH); }

#define TYPES(name, subject)                                                                       \
	FUNCTION name##_type(void *p)                                                              \
	{                                                                                          \
		return type(TYPE_EXISTS, subject) * 2 + type(TYPE_SIZE, subject) * 3 +             \
		       type(TYPE_MATCHES, subject) * 5 + type_id(TARGET_ID, subject) +             \
		       type_id(LOCAL_ID, subject);                                                 \
	}
TYPES(task, struct task_struct)
TYPES(list, struct list_head)
TYPES(mm, struct mm_struct)
TYPES(upid, struct upid)
TYPES(gone, struct no_such_struct)
TYPES(pid, pid_t)
TYPES(gfp, gfp_t)
TYPES(atomic, atomic_t)
TYPES(attr, union bpf_attr)
TYPES(pid_type, enum pid_type)
TYPES(map_type, enum bpf_map_type)
TYPES(callback, no_such_callback_t)
TYPES(initcall, initcall_t)
TYPES(initcall_entry, initcall_entry_t)

char _license[] SEC("license") = "GPL";
