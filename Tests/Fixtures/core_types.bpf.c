/*
 * Types, named values, and what the target lacks. As in core_fields, relocating for TARGET's types
 * gives what clang makes of TARGET; apart from the functions called poisoned_*, which TARGET has no
 * way to write down.
 */
#include "bpf_types.h"

enum { LOCAL_ID, TARGET_ID };
enum { BYTE_OFFSET, BYTE_SIZE, FIELD_EXISTS };
enum { TYPE_EXISTS, TYPE_SIZE, TYPE_MATCHES };
enum { VALUE_EXISTS, VALUE };
#define field(kind, access) __builtin_preserve_field_info(access, kind)
#define type(kind, name) __builtin_preserve_type_info(*(typeof(name) *)0, kind)
#define type_id(kind, name) __builtin_btf_type_id(*(typeof(name) *)0, kind)
#define value(kind, type, name) __builtin_preserve_enum_value(*(type *)name, kind)
#define FUNCTION SEC("raw_tp") __u64

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

#ifndef TARGET
#define PRESENT(expression) (expression)
#define ABSENT(expression) (expression)

struct kept { int a; __u64 b; };
typedef struct { int a; } kept_t;
typedef int (*callback_t)(struct kept *kept, long value);
typedef int (*wrong_callback_t)(struct kept *kept);
union kept_union { int a; };
typedef __u32 number_t;
enum numbers { SAME = 7, MOVED = 8, LARGE = 0x80000000u };
enum signs { MINUS = -1, PLUS = 1 };
enum widened { NARROW = 3 };
enum renamed___before { OLD_NAME___old = 5 };
typedef enum renamed___before renamed_t;
typedef struct flavoured___before flavoured_t;
struct flavoured___before { int first; long second; };
struct changes { int is_array; int is_signed; __u32 is_bits; int is_struct; int gone; __u32 is_odd; void *is_int; };
struct outer { struct kept kept; struct kept *link; };
struct gone { int a; };
enum gone_values { NOTHING = 1 };
enum lost { KEPT = 1, LOST = 2 };
typedef struct is_union { int a; } is_union_t;

/* bpf_core_type_matches */
struct fewer { int a; };
struct more { int a; int b; };
struct same_name { int a; };
struct other_sign { int a; };
struct with_pointer { struct same_name *p; struct gone *forward; };
enum more_names { ONE = 1 };
struct other_length { int a[3]; };

#else
#define PRESENT(expression) (expression)
#define ABSENT(expression) 0

struct kept { char added[20]; __u64 b; int a; };
typedef struct { long added[4]; int a; } kept_t;
typedef int (*callback_t)(struct kept *kept, long value);
typedef int (*wrong_callback_t)(struct kept *kept, long value);
union kept_union { int a; char b[40]; };
typedef __u64 number_t;
enum numbers { SAME = 7, ADDED = 8, MOVED = 9, LARGE = 0x90000000u };
enum signs { MINUS = -100, PLUS = 1 };
enum widened { NARROW = 0x1122334455667788ull };
enum renamed { OLD_NAME = 55, AFTER = 1 };
typedef enum renamed renamed_t;
struct flavoured { long second; long more; int first; };
typedef struct flavoured flavoured_t;
struct changes { int is_array[2]; long is_signed; __u32 pad : 3, is_bits : 4; struct kept is_struct; struct { int a, b, c; } is_odd; __u64 is_int; };
struct outer { long added; struct kept *link; struct kept kept; };
enum lost { KEPT = 1 };
typedef union is_union { int a; } is_union_t;

struct fewer { int b; int a; };
struct more { int a; };
struct same_name { long b; };
struct other_sign { unsigned int a; };
struct with_pointer { int more; struct same_name *p; struct gone *forward; };
enum more_names { TWO = 1, ONE = 2 };
struct other_length { int a[4]; };

#endif

#pragma clang attribute pop

FUNCTION size_kept(void) { return PRESENT(type(TYPE_SIZE, struct kept)); }
FUNCTION size_typedef(void) { return PRESENT(type(TYPE_SIZE, kept_t)); }
FUNCTION size_union(void) { return PRESENT(type(TYPE_SIZE, union kept_union)); }
FUNCTION size_number(void) { return PRESENT(type(TYPE_SIZE, number_t)); }
FUNCTION size_callback(void) { return PRESENT(type(TYPE_SIZE, callback_t)); }
FUNCTION size_gone(void) { return ABSENT(type(TYPE_SIZE, struct gone)); }
FUNCTION exists_kept(void) { return PRESENT(type(TYPE_EXISTS, struct kept)); }
FUNCTION exists_typedef(void) { return PRESENT(type(TYPE_EXISTS, kept_t)); }
FUNCTION exists_enum(void) { return PRESENT(type(TYPE_EXISTS, enum numbers)); }
FUNCTION exists_callback(void) { return PRESENT(type(TYPE_EXISTS, callback_t)); }
FUNCTION exists_wrong_callback(void) { return ABSENT(type(TYPE_EXISTS, wrong_callback_t)); }
FUNCTION exists_gone(void) { return ABSENT(type(TYPE_EXISTS, struct gone)); }
FUNCTION exists_as_union(void) { return ABSENT(type(TYPE_EXISTS, struct is_union)); }
FUNCTION exists_number(void) { return PRESENT(type(TYPE_EXISTS, number_t)); }

FUNCTION matches_fewer(void) { return PRESENT(type(TYPE_MATCHES, struct fewer)); }
FUNCTION matches_more(void) { return ABSENT(type(TYPE_MATCHES, struct more)); }
FUNCTION matches_same_name(void) { return ABSENT(type(TYPE_MATCHES, struct same_name)); }
FUNCTION matches_other_sign(void) { return ABSENT(type(TYPE_MATCHES, struct other_sign)); }
FUNCTION matches_pointer(void) { return PRESENT(type(TYPE_MATCHES, struct with_pointer)); }
FUNCTION matches_names(void) { return PRESENT(type(TYPE_MATCHES, enum more_names)); }
FUNCTION matches_other_length(void) { return ABSENT(type(TYPE_MATCHES, struct other_length)); }
FUNCTION matches_number(void) { return ABSENT(type(TYPE_MATCHES, number_t)); }
FUNCTION matches_callback(void) { return PRESENT(type(TYPE_MATCHES, callback_t)); }
FUNCTION matches_wrong_callback(void) { return ABSENT(type(TYPE_MATCHES, wrong_callback_t)); }
FUNCTION matches_gone(void) { return ABSENT(type(TYPE_MATCHES, struct gone)); }

FUNCTION target_id_kept(void) { return type_id(TARGET_ID, struct kept); }
FUNCTION target_id_typedef(void) { return type_id(TARGET_ID, kept_t); }
FUNCTION local_id_kept(void) { return type_id(LOCAL_ID, struct kept); }
FUNCTION local_id_pointer(void) { return type_id(LOCAL_ID, struct kept *); }

FUNCTION value_same(void) { return PRESENT(value(VALUE, enum numbers, SAME)); }
FUNCTION value_moved(void) { return PRESENT(value(VALUE, enum numbers, MOVED)); }
FUNCTION value_large(void) { return PRESENT(value(VALUE, enum numbers, LARGE)); }
FUNCTION value_minus(void) { return PRESENT(value(VALUE, enum signs, MINUS)); }
FUNCTION value_widened(void) { return PRESENT(value(VALUE, enum widened, NARROW)); }
FUNCTION value_exists(void) { return PRESENT(value(VALUE_EXISTS, enum lost, KEPT)); }
#ifndef TARGET
FUNCTION value_renamed(void) { return value(VALUE, enum renamed___before, OLD_NAME___old); }
FUNCTION flavour(struct flavoured___before *f) { return f->second + f->first; }
FUNCTION value_lost(void) { return value(VALUE_EXISTS, enum lost, LOST); }
FUNCTION value_gone(void) { return value(VALUE_EXISTS, enum gone_values, NOTHING); }
FUNCTION field_gone(struct changes *c) { return field(FIELD_EXISTS, c->gone); }
FUNCTION struct_gone(struct gone *g) { return field(FIELD_EXISTS, g->a); }
FUNCTION array_not_int(struct changes *c) { return field(FIELD_EXISTS, c->is_array); }
#else
FUNCTION value_renamed(void) { return value(VALUE, enum renamed, OLD_NAME); }
FUNCTION flavour(struct flavoured *f) { return f->second + f->first; }
/* Named values are wide loads, which clang makes of no plain 0. */
static __u64 zero(void) { __u64 zero; asm("%0 = 0 ll" : "=r"(zero)); return zero; }
FUNCTION value_lost(void) { return zero(); }
FUNCTION value_gone(void) { return zero(); }
FUNCTION field_gone(struct changes *c) { return 0; }
FUNCTION struct_gone(struct changes *c) { return 0; }
FUNCTION array_not_int(struct changes *c) { return 0; }
#endif

FUNCTION nested(struct outer *o) { return o->kept.a; }
FUNCTION linked(struct outer *o) { return o->link->a; }
FUNCTION linked_address(struct outer *o) { return (__u64)&o->link->b; }

#ifndef TARGET
FUNCTION poisoned_offset(struct changes *c) { return field(BYTE_OFFSET, c->gone); }
FUNCTION poisoned_size(struct gone *g) { return field(BYTE_SIZE, g->a); }
FUNCTION poisoned_load(struct changes *c) { return c->gone; }
FUNCTION poisoned_array(struct changes *c) { return c->is_array; }
FUNCTION poisoned_struct(struct changes *c) { return c->is_struct; }
FUNCTION poisoned_signed(struct changes *c) { return c->is_signed; }
FUNCTION poisoned_bits(struct changes *c) { return c->is_bits; }
FUNCTION poisoned_pointer(struct changes *c) { return (__u64)c->is_int; }
FUNCTION poisoned_odd(struct changes *c) { return c->is_odd; }
FUNCTION poisoned_value(void) { return value(VALUE, enum lost, LOST); }
FUNCTION poisoned_value_gone(void) { return value(VALUE, enum gone_values, NOTHING); }
#endif

/* So that TARGET's table has the types that no function of it uses. */
struct gone_too { struct fewer *a; struct more *b; struct same_name *c; struct other_sign *d;
		  struct changes *e; is_union_t *f; renamed_t *g; struct other_length *h;
		  wrong_callback_t i; struct with_pointer *j; flavoured_t *k; number_t l; kept_t m;
		  enum lost n; };
struct gone_too *kept_alive SEC(".data.types");

char _license[] SEC("license") = "GPL";
