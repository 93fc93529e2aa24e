#ifndef SWIFTLET_EARLY_START_H
#define SWIFTLET_EARLY_START_H

/* Removes what the start-up added to the environment. Call it before running another program. */
void swiftlet_early_start_finish(void);

/* The argument at an index, as main gets it: the program's name is the first; NULL after the last. */
const char *swiftlet_argument(int index);

#endif
