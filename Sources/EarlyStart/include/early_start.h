#ifndef SWIFTLET_EARLY_START_H
#define SWIFTLET_EARLY_START_H

/* Takes back what the program's start put into the environment: before any other program is run. */
void swiftlet_early_start_finish(void);

/* The arguments as main(3) gets them; the name of the program is the first. NULL behind the last. */
const char *swiftlet_argument(int index);

#endif
