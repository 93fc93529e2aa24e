/*
 * The same functions over two layouts. What clang makes of them with -DTARGET is what relocating the
 * other object for TARGET's types has to give, instruction by instruction. With -DTARGET -DLAYOUT
 * there are no functions, but what C itself says of the layout: NAME_expected is for function NAME.
 */
#include "bpf_types.h"

enum { BYTE_OFFSET, BYTE_SIZE, EXISTS, SIGNED, LEFT_SHIFT, RIGHT_SHIFT };
#define field(kind, access) __builtin_preserve_field_info(access, kind)
#define type_of(type) (*(typeof(type) *)0)
#define FUNCTION SEC("raw_tp") int

typedef const unsigned int counter_t;

#ifndef LAYOUT
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
#endif

enum colour { RED = 1, GREEN, BLUE };

#ifndef TARGET

struct point {
	int x;
	int y;
};

struct sample {
	int first;
	__u32 grows;
	__u64 shrinks;
	void *pointer;
	counter_t tagged;
	struct {
		int sunk;
		union {
			int risen;
			long other;
		};
	};
	struct point points[4];
	char matrix[3][5];
	enum colour colour;
	struct point *link;
	__s64 same;
	unsigned int flag : 1;
	int level : 5;
	unsigned int wide : 20;
	__u64 huge : 40;
	unsigned int plain;
	enum colour hue : 4;
	short last[];
};

union choice {
	int number;
	struct point point;
};

#else


struct point {
	char added[3];
	int y;
	int x;
};

struct sample {
	char added[72];
	int risen;
	__u64 grows;
	__u16 shrinks;
	char matrix[4][7];
	union {
		struct {
			char before;
			struct {
				volatile int sunk;
			};
		};
		long first_or_not;
		struct {
			long beside;
			void *pointer;
		};
	};
	struct point points[9];
	counter_t tagged;
	int first;
	enum colour colour;
	__s64 same;
	struct point *link;
	unsigned int added_bits : 13;
	unsigned int wide : 20;
	__u8 flag : 1;
	int level : 7;
	__u64 plain : 33;
	__u64 huge : 30;
	enum colour hue;
	short last[];
};

union choice {
	char bytes[16];
	struct {
		struct point point;
		int number;
	};
};

#endif

#ifndef LAYOUT
#pragma clang attribute pop

FUNCTION load_first(struct sample *s) { return s->first; }
FUNCTION load_sunk(struct sample *s) { return s->sunk; }
FUNCTION load_risen(struct sample *s) { return s->risen; }
FUNCTION load_tagged(struct sample *s) { return s->tagged; }
FUNCTION load_colour(struct sample *s) { return s->colour; }
SEC("raw_tp") __u64 load_grown(struct sample *s) { return s->grows; }
SEC("raw_tp") __u64 load_shrunk(struct sample *s) { return s->shrinks; }
SEC("raw_tp") void *load_pointer(struct sample *s) { return s->pointer; }
FUNCTION load_through(struct sample *s) { return s->link->y; }
FUNCTION load_element(struct sample *s) { return s->points[2].x; }
FUNCTION load_matrix(struct sample *s) { return s->matrix[1][3]; }
FUNCTION load_flexible(struct sample *s) { return s->last[11]; }
FUNCTION load_other_sample(struct sample *s) { return s[3].first; }
FUNCTION load_union(union choice *c) { return c->number; }
FUNCTION load_nested_union(union choice *c) { return c->point.y; }
FUNCTION store_register(struct sample *s) { s->same = (long)s; return 0; }
FUNCTION store_immediate(struct sample *s) { s->same = 17; return 0; }
FUNCTION add_offset(struct sample *s) { return (long)&s->points[1].y; }
FUNCTION two_in_one(struct sample *s) { return s->first + s->points[3].y; }

#define SIX_OF(access)                                                                             \
	FUNCTION offset_##access(struct sample *s) { return field(BYTE_OFFSET, s->access); }       \
	FUNCTION size_##access(struct sample *s) { return field(BYTE_SIZE, s->access); }           \
	FUNCTION exists_##access(struct sample *s) { return field(EXISTS, s->access); }            \
	FUNCTION signed_##access(struct sample *s) { return field(SIGNED, s->access); }            \
	FUNCTION left_##access(struct sample *s) { return field(LEFT_SHIFT, s->access); }          \
	FUNCTION right_##access(struct sample *s) { return field(RIGHT_SHIFT, s->access); }

SIX_OF(first)
SIX_OF(grows)
SIX_OF(shrinks)
SIX_OF(sunk)
SIX_OF(risen)
SIX_OF(colour)
SIX_OF(flag)
SIX_OF(level)
SIX_OF(wide)
SIX_OF(huge)
SIX_OF(plain)
SIX_OF(hue)

FUNCTION size_points(struct sample *s) { return field(BYTE_SIZE, s->points); }
FUNCTION size_element(struct sample *s) { return field(BYTE_SIZE, s->points[1]); }
FUNCTION size_matrix_row(struct sample *s) { return field(BYTE_SIZE, s->matrix[2]); }
FUNCTION offset_element(struct sample *s) { return field(BYTE_OFFSET, s->points[3]); }

#else
#define EXPECT(name, value) const unsigned int name = value
EXPECT(offset_first_expected, __builtin_offsetof(struct sample, first));
EXPECT(offset_grows_expected, __builtin_offsetof(struct sample, grows));
EXPECT(offset_shrinks_expected, __builtin_offsetof(struct sample, shrinks));
EXPECT(offset_sunk_expected, __builtin_offsetof(struct sample, sunk));
EXPECT(offset_risen_expected, __builtin_offsetof(struct sample, risen));
EXPECT(offset_colour_expected, __builtin_offsetof(struct sample, colour));
EXPECT(offset_hue_expected, __builtin_offsetof(struct sample, hue));
EXPECT(offset_element_expected, __builtin_offsetof(struct sample, points[3]));
EXPECT(size_grows_expected, sizeof(type_of(struct sample).grows));
EXPECT(size_shrinks_expected, sizeof(type_of(struct sample).shrinks));
EXPECT(size_points_expected, sizeof(type_of(struct sample).points));
EXPECT(size_element_expected, sizeof(type_of(struct sample).points[1]));
EXPECT(size_matrix_row_expected, sizeof(type_of(struct sample).matrix[2]));
EXPECT(load_first_expected, __builtin_offsetof(struct sample, first));
EXPECT(load_sunk_expected, __builtin_offsetof(struct sample, sunk));
EXPECT(load_risen_expected, __builtin_offsetof(struct sample, risen));
EXPECT(load_tagged_expected, __builtin_offsetof(struct sample, tagged));
EXPECT(load_colour_expected, __builtin_offsetof(struct sample, colour));
EXPECT(load_grown_expected, __builtin_offsetof(struct sample, grows));
EXPECT(load_shrunk_expected, __builtin_offsetof(struct sample, shrinks));
EXPECT(load_pointer_expected, __builtin_offsetof(struct sample, pointer));
EXPECT(load_element_expected, __builtin_offsetof(struct sample, points[2].x));
EXPECT(load_flexible_expected, __builtin_offsetof(struct sample, last[11]));
EXPECT(load_other_sample_expected, 3 * sizeof(struct sample) + __builtin_offsetof(struct sample, first));
EXPECT(load_union_expected, __builtin_offsetof(union choice, number));
EXPECT(load_nested_union_expected, __builtin_offsetof(union choice, point.y));
EXPECT(store_register_expected, __builtin_offsetof(struct sample, same));
EXPECT(store_immediate_expected, __builtin_offsetof(struct sample, same));
EXPECT(add_offset_expected, __builtin_offsetof(struct sample, points[1].y));
#endif

char _license[] SEC("license") = "GPL";
