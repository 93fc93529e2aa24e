/* Functions of this program that tests probe, and probes that it was built with (USDT). */
#ifndef SWIFTLET_PROBED_FUNCTIONS_H
#define SWIFTLET_PROBED_FUNCTIONS_H

/* Does nothing with what it is given; returns its argument and one. */
long swiftlet_probed_first(long argument);
long swiftlet_probed_second(long argument);

/* Passes the probe swiftlet:arguments: seven arguments of all kinds, the first two being these. */
void swiftlet_pass_arguments(long first, int second);
/* What the other arguments of swiftlet:arguments are, as the probe's readers should see them. */
#define SWIFTLET_PROBE_CONSTANT (-9)
#define SWIFTLET_PROBE_SHORT (-300)
#define SWIFTLET_PROBE_BYTE 200
#define SWIFTLET_PROBE_ON_STACK 0x1122334455667788
#define SWIFTLET_PROBE_INDEXED 33

/* Passes the probe swiftlet:variables: two variables of the program, the first argument as a
 * floating-point number in an ordinary register and in a vector register, a place that no symbol names,
 * and the second argument. */
void swiftlet_pass_variables(double first, long second);
#define SWIFTLET_PROBE_VARIABLE (-123456)
#define SWIFTLET_PROBE_SECOND_ELEMENT 987654321

/* Passes the probe swiftlet:places at one of two places; its argument is in another register at each. */
void swiftlet_pass_here(long argument);
void swiftlet_pass_there(long argument);

/* How many readers the probe swiftlet:counted has; passes it if there are some. */
int swiftlet_pass_counted(void);

#endif
