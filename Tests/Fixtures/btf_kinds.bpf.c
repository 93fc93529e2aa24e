// A type of each kind that clang writes.
#include "bpf_types.h"

#define type_tag(text) __attribute__((btf_type_tag(text)))
#define decl_tag(text) __attribute__((btf_decl_tag(text)))

struct declared;
union declared_union;
enum narrow { NONE, SOME = 0x7fffffff, ALL = 0xffffffffu };
enum negative { LOW = -2147483647 - 1, HIGH = 2147483647 };
enum wide { HUGE = 0xfedcba9876543210ull };
enum wide_negative { LOWEST = -0x7fffffffffffffffll - 1, HIGHEST = 0x7fffffffffffffffll };
typedef const volatile int *const restrict qualified_t;
typedef float single_t;

struct every {
    _Bool boolean;
    char character;
    signed char signed_character;
    __s64 wide;
    double real;
    single_t single;
    unsigned int one : 1, two : 2, : 5, twentyfour : 24;
    long long sixtythree : 63;
    enum narrow narrow;
    enum negative negative;
    enum wide huge;
    enum wide_negative lowest;
    enum narrow few : 3;
    qualified_t qualified;
    int type_tag("user") *tagged;
    int field decl_tag("a field");
    struct declared *declared;
    union declared_union *declared_union;
    struct { union { int a; struct { long b; }; }; int grid[2][3][4]; };
    int (*function)(struct every *, const char *, ...);
    void (*nothing)(void);
    int last[];
} decl_tag("a struct");

struct every every;
static volatile int hidden = 3;
const volatile int constant = 4;
extern int elsewhere EXTERN(".ksyms");

static noinline int local(int value decl_tag("a parameter")) { return value + hidden; }
noinline decl_tag("a function") int global(int value) { return local(value) + constant; }

SEC("raw_tp") int program(void *context) { return global(every.field) + (int)(long)&elsewhere; }

char _license[] SEC("license") = "GPL";
