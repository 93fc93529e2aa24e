// The static probes of Tests/ProbedFunctions, in whatever program passes them.
#include "usdt.h"

// The program that has them; by default that which loads the object.
#ifndef PROBED
#define PROBED "/proc/self/exe"
#endif

volatile __u64 argument_count;
volatile __u64 a0, a1, a2, a3, a4, a5, a6;

// By argument's number, those that usdt.bpf.h would refuse to read.
volatile __u64 unreadable;

#define ARGUMENT(number)                                                       \
    do {                                                                       \
        if (!usdt_is_readable(&specification->arguments[number]))              \
            unreadable |= 1 << number;                                         \
        a##number = usdt_read(context, &specification->arguments[number]);     \
    } while (0)

SEC("?usdt/" PROBED ":swiftlet:arguments")
int on_arguments(struct registers *context)
{
    struct usdt_specification *specification;

    if (!is_wanted())
        return 0;
    specification = usdt_specification(context);
    if (!specification)
        return 0;
    hits++;
    last_cookie = specification->cookie;
    argument_count = specification->count;
    ARGUMENT(0);
    ARGUMENT(1);
    ARGUMENT(2);
    ARGUMENT(3);
    ARGUMENT(4);
    ARGUMENT(5);
    ARGUMENT(6);
    return 0;
}

static inline int on_one(struct registers *context)
{
    struct usdt_specification *specification;

    if (!is_wanted())
        return 0;
    specification = usdt_specification(context);
    if (!specification)
        return 0;
    hits++;
    last_cookie = specification->cookie;
    a0 = usdt_read(context, &specification->arguments[0]);
    return 0;
}

static inline int on_six(struct registers *context)
{
    struct usdt_specification *specification;

    if (!is_wanted())
        return 0;
    specification = usdt_specification(context);
    if (!specification)
        return 0;
    hits++;
    argument_count = specification->count;
    ARGUMENT(0);
    ARGUMENT(1);
    ARGUMENT(2);
    ARGUMENT(3);
    ARGUMENT(4);
    ARGUMENT(5);
    return 0;
}

SEC("?usdt/" PROBED ":swiftlet:variables")
int on_variables(struct registers *context)
{
    return on_six(context);
}

SEC("?usdt")
int anywhere_at_all(struct registers *context)
{
    return on_six(context);
}

SEC("?usdt/" PROBED ":swiftlet:places")
int on_places(struct registers *context)
{
    return on_one(context);
}

SEC("?usdt/" PROBED ":swiftlet:counted")
int on_counted(struct registers *context)
{
    return on_one(context);
}

SEC("?usdt/" PROBED ":swiftlet:no_such_probe")
int on_nothing(struct registers *context)
{
    return on_one(context);
}

SEC("?usdt")
int anywhere(struct registers *context)
{
    return on_one(context);
}
