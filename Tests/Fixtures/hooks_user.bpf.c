// Functions of libc that hardly anybody calls: a64l(3) and l64a(3).
#include "hook_types.h"

SEC("?uprobe/libc.so.6:a64l")
int on_entry(struct registers *context)
{
    char first = 0;

    if (!is_wanted())
        return 0;
    hits++;
    last_argument = FIRST_ARGUMENT(context);
    bpf_probe_read_user(&first, 1, (void *)FIRST_ARGUMENT(context));
    last_result = first;
    return 0;
}

SEC("?uretprobe/libc.so.6:a64l")
int on_return(struct registers *context)
{
    if (!is_wanted())
        return 0;
    returns++;
    last_result = RESULT(context);
    return 0;
}

SEC("?uprobe/libc.so.6:a64l@GLIBC_2.2.5")
int on_version(void *context)
{
    return count();
}

SEC("?uprobe.s/libc.so.6:a64l")
int on_entry_sleepable(void *context)
{
    return count();
}

SEC("?uprobe")
int anywhere(void *context)
{
    return count();
}

SEC("?uprobe")
int with_cookie(void *context)
{
    if (is_wanted()) {
        hits++;
        last_cookie = bpf_get_attach_cookie(context);
    }
    return 0;
}

SEC("?uprobe.multi/libc.so.6:?64?")
int on_many(void *context)
{
    return count();
}

SEC("?uprobe.multi")
int on_many_with_cookie(void *context)
{
    if (is_wanted()) {
        hits++;
        last_cookie = bpf_get_attach_cookie(context);
    }
    return 0;
}

SEC("?uretprobe.multi/libc.so.6:?64?")
int on_many_returns(void *context)
{
    return count_return();
}

// Entered with 0, it is called again at the return.
SEC("?uprobe.session/libc.so.6:?64?")
int on_session(void *context)
{
    return count();
}

// Copies of a size that nobody else asks for: memcpy is an IFUNC, and often the same function as memmove.
#define COPIED 4711

SEC("?uprobe/libc.so.6:memcpy")
int on_copy(struct registers *context)
{
    if (is_wanted() && THIRD_ARGUMENT(context) == COPIED)
        hits++;
    return 0;
}

SEC("?uprobe.multi")
int on_many_anywhere(void *context)
{
    return count();
}
