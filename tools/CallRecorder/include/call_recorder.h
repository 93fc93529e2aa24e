/* Writes down what a loader asks of bpf(2), whoever's loader it is: tools/conformance compares two.
 *
 * The program is linked with -Wl,--wrap=syscall, so that every syscall(2) of its own comes by here.
 * Without that nothing is recorded, and call_recorder_is_linked() says so. */
#ifndef CALL_RECORDER_H
#define CALL_RECORDER_H

/* Whether the calls come by. */
int call_recorder_is_linked(void);

/* From now on calls are written to this file, one text line or more for each (recorder.c); -1: no
 * longer. */
void call_recorder_write_to(int file);

/* A line of the caller's own among the calls. */
void call_recorder_note(const char *line);

/* Nanoseconds that were spent inside bpf(2) so far, and how many calls there were. */
unsigned long long call_recorder_nanoseconds(void);
unsigned long long call_recorder_calls(void);

/* The most memory that was resident, in KB (VmHWM: unlike ru_maxrss it is not the parent's). */
long call_recorder_peak_kilobytes(void);

#endif
