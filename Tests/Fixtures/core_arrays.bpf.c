// Arrays that grew: reading from one of them stays what it was (core_fields.bpf.c says how this is used).
#include "bpf_types.h"

#ifdef TARGET
#define GROWN 8
#define AHEAD __u64 ahead;
#else
#define GROWN 4
#define AHEAD
#endif

struct grown {
    int number;
    AHEAD
    int list[GROWN];
    __u16 table[GROWN][3];
    int after;
} __attribute__((preserve_access_index));

SEC("raw_tp") int first_of_list(struct grown *grown)
{
    return *(int *)&grown->list;
}

SEC("raw_tp") int first_of_table(struct grown *grown)
{
    return *(__u16 *)&grown->table;
}

SEC("raw_tp") int row_of_table(struct grown *grown)
{
    return *(__u16 *)&grown->table[1];
}

SEC("raw_tp") int after(struct grown *grown)
{
    return grown->after;
}
