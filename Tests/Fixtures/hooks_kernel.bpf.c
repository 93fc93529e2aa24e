// Functions of the kernel that a thread calls by getpgid(2) and getpriority(2).
#include "hook_types.h"

SEC("?kprobe/" SYSTEM_CALL("getpgid+0x0"))
int on_offset(void *context)
{
    return count();
}

SEC("?kprobe")
int with_cookie(void *context)
{
    if (is_wanted()) {
        hits++;
        last_cookie = bpf_get_attach_cookie(context);
    }
    return 0;
}

SEC("?kprobe")
int anywhere(void *context)
{
    return count();
}

SEC("?ksyscall/getpgid")
int on_system_call(void *context)
{
    return count();
}

SEC("?kretsyscall/getpgid")
int on_system_call_return(void *context)
{
    return count_return();
}

SEC("?ksyscall/no_such_call")
int on_no_system_call(void *context)
{
    return 0;
}

// Of system calls without parameters, such as getppid, several names have one address, and ftrace lists
// any of them.
SEC("?kprobe.multi/" SYSTEM_CALL("getp*i*"))
int on_many(void *context)
{
    return count();
}

SEC("?kprobe.multi/" SYSTEM_CALL("getpgid"))
int on_one_of_many(void *context)
{
    return count();
}

SEC("?kretprobe.multi/" SYSTEM_CALL("getpg?d"))
int on_many_returns(void *context)
{
    return count_return();
}

SEC("?kprobe.session/" SYSTEM_CALL("getpgid"))
int on_session(void *context)
{
    return count();
}

SEC("?fentry/" SYSTEM_CALL("getpgid"))
int on_entry_with_cookie(__u64 *arguments)
{
    if (is_wanted()) {
        hits++;
        last_cookie = bpf_get_attach_cookie(arguments);
    }
    return 0;
}

// Called by getpgid of a process, not of 0. What begins so can be changed on any kernel.
SEC("?fmod_ret/security_task_getpgid")
int on_modify(__u64 *arguments)
{
    return count();
}

SEC("?lsm/task_getpgid")
int on_security(__u64 *arguments)
{
    return count();
}

SEC("?lsm_cgroup/socket_bind")
int on_cgroup_security(__u64 *arguments)
{
    if (is_wanted())
        hits++;
    return 1;
}

SEC("?freplace/some_function")
int replacement(void *context)
{
    return 0;
}

// The eighth argument, which few tracepoints have.
SEC("?raw_tp")
int reads_too_much(__u64 *arguments)
{
    last_argument = arguments[7];
    return 0;
}
