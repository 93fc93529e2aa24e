// Variables of every type that can be set from text, and of some that can't. Beside each stands what
// a text that the tests know is to make of it: the compiler is the oracle.
#include "bpf_types.h"

char _license[] SEC("license") = "GPL";

enum color { RED, GREEN = 7, BLUE = 0xffffffff };
enum signed_color { COLD = -3, WARM };
enum wide_color { NARROW, WIDE = 0x123456789abcdef };
typedef const volatile __s16 renamed;

#define PAIR(type, name, value) \
    volatile type name;         \
    volatile type name##_expected = value

PAIR(__u8, byte, 255);
PAIR(__s8, signed_byte, -128);
PAIR(__u16, word, 0xfffe);
PAIR(__s32, integer, -2147483647 - 1);
PAIR(__u32, hexadecimal, 0xdeadbeef);
PAIR(__s64, longest, -9223372036854775807LL - 1);
PAIR(__u64, largest, 18446744073709551615ULL);
PAIR(_Bool, truth, 1);
PAIR(char, letter, 65);
PAIR(enum color, color, GREEN);
PAIR(enum color, number_of_color, BLUE);
PAIR(enum signed_color, signed_color, COLD);
PAIR(enum wide_color, wide_color, WIDE);
volatile char text[8] = "longer.";
volatile char text_expected[8] = "/usr";
renamed constant = 0;
renamed constant_expected = -2;

struct point {
    __u32 x, y;
} volatile point;
volatile __u32 numbers[3];
void *volatile pointer;

// Members and elements: what the tests set in the one is what the compiler puts into the other.
struct part {
    __u8 first;
    __s16 narrow : 5;
    __u16 wide : 9;
    enum color shade : 3;
    _Bool flag : 1;
    __u64 longest : 40;
    char name[6];
    union {
        __u32 whole;
        struct {
            __u16 low, high;
        };
    };
    __s32 grid[2][3];
    struct {
        _Bool on;
        enum wide_color tint;
    } lamps[2];
};
volatile struct part parts[2];
volatile struct part parts_expected[2] = {
    {.first = 9, .narrow = -16, .name = "abcde", .low = 0x1234, .grid = {{0, 0, -7}, {8}}},
    {.wide = 511, .shade = GREEN, .flag = 1, .longest = 0xabcdef0123, .high = 0xfffe, .lamps = {{0}, {1, WIDE}}},
};
